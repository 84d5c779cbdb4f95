package dev.portcullis.policy.condition;

import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Reads members of formats that others define: absent is fine, of another type is not. */
final class Fields {
  private Fields() {}

  /** A text; empty if it is absent. */
  static String text(JsonNode node, String name) throws MalformedException {
    JsonNode value = node.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (!value.isString()) {
      throw new MalformedException("'" + Quoting.shorten(name) + "' is not a text");
    }
    return value.stringValue();
  }

  /** The elements of a list; none if it is absent. */
  static List<JsonNode> list(JsonNode node, String name) throws MalformedException {
    JsonNode value = node.path(name);
    List<JsonNode> elements = new ArrayList<>();
    if (value.isMissingNode() || value.isNull()) {
      return elements;
    }
    if (!value.isArray()) {
      throw new MalformedException("'" + Quoting.shorten(name) + "' is not a list");
    }
    if (value.size() > Limits.LISTED_COMPONENTS) {
      throw MalformedException.overLimit(
          "'" + Quoting.shorten(name) + "' has more than " + Limits.LISTED_COMPONENTS + " entries");
    }
    value.forEach(elements::add);
    return elements;
  }

  /** The first of {@code texts} that is not empty; else empty. */
  static String firstOf(String... texts) {
    for (String text : texts) {
      if (!text.isEmpty()) {
        return text;
      }
    }
    return "";
  }
}
