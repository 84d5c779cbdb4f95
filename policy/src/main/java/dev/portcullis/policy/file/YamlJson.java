package dev.portcullis.policy.file;

import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A value as JSON, by YAML's JSON schema (YAML 1.2, 10.2): {@code true}, {@code false}, {@code
 * null} and numbers are what they look like unless they are quoted, and everything else is text.
 */
public final class YamlJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Pattern WHOLE = Pattern.compile("-?(?:0|[1-9][0-9]{0,17})");
  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9][0-9]{0,17})(?:\\.[0-9]{1,18})?(?:[eE][-+]?[0-9]{1,2})?");

  private YamlJson() {}

  /** {@code node} with all that is below it; every key there counts as asked for. */
  public static JsonNode of(YamlNode node) {
    return switch (node) {
      case YamlScalar scalar -> scalar(scalar);
      case YamlList _ -> {
        ArrayNode array = JSON.arrayNode();
        node.list().orElse(List.of()).forEach(entry -> array.add(of(entry)));
        yield array;
      }
      case YamlMapping mapping -> {
        ObjectNode object = JSON.objectNode();
        mapping.mapping();
        for (YamlMapping.Entry entry : mapping.entries()) {
          entry.key().text().ifPresent(name -> object.set(name, of(entry.value())));
        }
        yield object;
      }
    };
  }

  private static JsonNode scalar(YamlScalar scalar) {
    String value = scalar.value();
    if (scalar.isNothing()) {
      return JSON.nullNode();
    }
    if (!scalar.isPlain()) {
      return JSON.stringNode(value);
    }
    if (value.equals("true") || value.equals("false")) {
      return JSON.booleanNode(value.equals("true"));
    }
    if (WHOLE.matcher(value).matches()) {
      return JSON.numberNode(new BigInteger(value).longValueExact());
    }
    return NUMBER.matcher(value).matches()
        ? JSON.numberNode(new BigDecimal(value))
        : JSON.stringNode(value);
  }
}
