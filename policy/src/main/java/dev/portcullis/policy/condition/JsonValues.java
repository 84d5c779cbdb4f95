package dev.portcullis.policy.condition;

import dev.cel.common.values.NullValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Turns JSON into the values that conditions ask about: whole numbers become integers. */
final class JsonValues {
  private JsonValues() {}

  static Object of(JsonNode node) {
    if (node.isObject()) {
      Map<String, Object> map = HashMap.newHashMap(node.size());
      node.properties().forEach(member -> map.put(member.getKey(), of(member.getValue())));
      return map;
    }
    if (node.isArray()) {
      List<Object> list = new ArrayList<>(node.size());
      node.forEach(element -> list.add(of(element)));
      return list;
    }
    if (node.isString()) {
      return node.stringValue();
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    if (node.isIntegralNumber() && node.canConvertToLong()) {
      return node.longValue();
    }
    return node.isNumber() ? (Object) node.doubleValue() : NullValue.NULL_VALUE;
  }
}
