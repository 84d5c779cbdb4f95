package dev.portcullis.policy.imported;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.policy.condition.Condition;
import dev.portcullis.policy.condition.Scope;
import dev.portcullis.policy.file.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Says conditions of Kyverno in CEL, those that compare a member of the predicate with values.
 * Where Kyverno compares more loosely (durations, quantities), ours are true less often.
 */
final class KyvernoConditions {
  private static final Pattern VARIABLE =
      Pattern.compile(
          "\\{\\{\\s*([A-Za-z_][A-Za-z0-9_]*(?:\\.[A-Za-z_][A-Za-z0-9_]*|\\[[0-9]+])*)\\s*}}");
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,15}(\\.[0-9]{1,15})?");

  private static final int LONGEST = 1024;

  private final Warnings warnings;

  KyvernoConditions(Warnings warnings) {
    this.warnings = warnings;
  }

  /** One entry of {@code conditions}; empty if it cannot be said. */
  Optional<String> cel(YamlNode entry) {
    Fields block = Fields.of(entry);
    Optional<String> any = joined(block.list("any"), " || ");
    Optional<String> all = joined(block.list("all"), " && ");
    boolean isWhole = block.has("any") == any.isPresent() && block.has("all") == all.isPresent();
    if (!isWhole || (any.isEmpty() && all.isEmpty()) || !block.rest().isEmpty()) {
      return Optional.empty();
    }
    String text =
        any.isPresent() && all.isPresent()
            ? "(" + any.get() + ") && (" + all.get() + ")"
            : "(" + any.or(() -> all).get() + ")";
    try {
      Condition.compile(text, Scope.ATTESTATION);
      return Optional.of(text);
    } catch (MalformedException e) {
      warnings.add(entry, "this condition: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<String> joined(List<YamlNode> conditions, String operator) {
    List<String> all = new ArrayList<>();
    for (YamlNode each : conditions) {
      one(Fields.of(each).without("message")).ifPresent(all::add);
    }
    return all.isEmpty() || all.size() < conditions.size()
        ? Optional.empty()
        : Optional.of(String.join(operator, all));
  }

  private static Optional<String> one(Fields condition) {
    Optional<String> key = condition.text("key").flatMap(KyvernoConditions::member);
    Optional<YamlNode> value = condition.get("value");
    String operator = condition.text("operator").orElse("");
    if (key.isEmpty() || value.isEmpty() || !condition.rest().isEmpty()) {
      return Optional.empty();
    }
    Optional<String> literal = value.get().literal();
    return switch (operator) {
      case "Equal", "Equals" -> literal.flatMap(text -> equal(key.get(), value.get(), text));
      case "AnyIn" -> values(value.get()).map(list -> among(key.get(), list, "exists"));
      case "In", "AllIn" -> values(value.get()).map(list -> among(key.get(), list, "all"));
      case "GreaterThan" -> compared(key.get(), " > ", literal);
      case "GreaterThanOrEquals" -> compared(key.get(), " >= ", literal);
      case "LessThan" -> compared(key.get(), " < ", literal);
      case "LessThanOrEquals" -> compared(key.get(), " <= ", literal);
      default -> Optional.empty();
    };
  }

  private static Optional<String> member(String key) {
    Matcher variable = VARIABLE.matcher(key.strip());
    if (key.length() > LONGEST || !variable.matches()) {
      return Optional.empty();
    }
    StringBuilder path = new StringBuilder("predicate");
    for (String part : variable.group(1).replace("[", ".[").split("\\.", -1)) {
      path.append(part.startsWith("[") ? part : "[" + Cel.text(part) + "]");
    }
    return Optional.of(path.toString());
  }

  private static Optional<String> equal(String key, YamlNode value, String text) {
    if (text.contains("{{") || text.indexOf('?') >= 0) {
      return Optional.empty();
    }
    if (text.indexOf('*') >= 0) {
      try {
        return Identity.Words.wildcard(text) instanceof Identity.Words.Matching(String expression)
            ? Optional.of(key + ".matches(" + Cel.text("^(?:" + expression + ")$") + ")")
            : Optional.empty();
      } catch (MalformedException e) {
        return Optional.empty();
      }
    }
    boolean isWord = NUMBER.matcher(text).matches() || text.equals("true") || text.equals("false");
    return Optional.of(key + " == " + (isWord && value.isPlain() ? text : Cel.text(text)));
  }

  private static Optional<String> compared(String key, String sign, Optional<String> value) {
    return value.filter(text -> NUMBER.matcher(text).matches()).map(text -> key + sign + text);
  }

  private static Optional<List<String>> values(YamlNode value) {
    List<String> all = new ArrayList<>();
    List<YamlNode> entries =
        value.literal().isPresent() ? List.of(value) : value.list().orElse(List.of());
    for (YamlNode each : entries) {
      Optional<String> text = each.literal();
      if (text.isEmpty() || text.get().matches("(?s).*([*?|]|\\{\\{).*")) {
        return Optional.empty();
      }
      all.add(Cel.text(text.get()));
    }
    return all.isEmpty() ? Optional.empty() : Optional.of(all);
  }

  private static String among(String key, List<String> values, String macro) {
    String list = values.stream().collect(Collectors.joining(", ", "[", "]"));
    return "(type("
        + key
        + ") == list ? "
        + key
        + "."
        + macro
        + "(x, x in "
        + list
        + ") : "
        + key
        + " in "
        + list
        + ")";
  }
}
