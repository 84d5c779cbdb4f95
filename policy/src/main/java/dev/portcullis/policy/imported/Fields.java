package dev.portcullis.policy.imported;

import dev.portcullis.policy.file.YamlMapping;
import dev.portcullis.policy.file.YamlNode;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The fields of a foreign mapping, which remembers those that were looked at: what nobody looks at
 * cannot be carried over. A field without a value is one that is not there. Not thread-safe.
 */
final class Fields {
  private final YamlNode node;
  private final Optional<YamlMapping> mapping;
  private final Set<String> known = new HashSet<>();

  private Fields(YamlNode node) {
    this.node = node;
    this.mapping = node.mapping();
  }

  /** The fields of {@code node}, which is wrong if it is no mapping. */
  static Fields of(YamlNode node) {
    return new Fields(node);
  }

  /** Where it stands. */
  YamlNode node() {
    return node;
  }

  Optional<YamlNode> get(String name) {
    known.add(name);
    return mapping.flatMap(all -> all.get(name)).filter(value -> !value.isNothing());
  }

  /** A text that is not empty; a number or a truth value is the text that it is written as. */
  Optional<String> text(String name) {
    return get(name)
        .filter(value -> !value.literal().equals(Optional.of("")))
        .flatMap(YamlNode::text);
  }

  /** A text that must be there. */
  Optional<String> required(String name) {
    Optional<String> text = text(name);
    if (text.isEmpty() && mapping.isPresent() && get(name).isEmpty()) {
      node.problem("'" + name + "' is missing");
    }
    return text;
  }

  boolean flag(String name, boolean usual) {
    Optional<YamlNode> value = get(name);
    return value.isEmpty() ? usual : value.get().bool().orElse(usual);
  }

  /** The entries of a list; none if it is not there. */
  List<YamlNode> list(String name) {
    return get(name).flatMap(YamlNode::list).orElse(List.of());
  }

  /** The texts of a list. */
  List<String> texts(String name) {
    return list(name).stream().flatMap(entry -> entry.text().stream()).toList();
  }

  Optional<Fields> fields(String name) {
    return get(name).map(Fields::of);
  }

  /** All fields, for a mapping whose fields are names. */
  List<YamlMapping.Entry> entries() {
    return mapping.map(YamlMapping::entries).orElse(List.of());
  }

  boolean has(String name) {
    return get(name).isPresent();
  }

  /** Notes that these fields decide nothing. */
  Fields without(String... names) {
    known.addAll(List.of(names));
    return this;
  }

  /** The fields that nobody looked at and that have a value. */
  List<YamlMapping.Entry> rest() {
    return entries().stream()
        .filter(entry -> !known.contains(entry.name()) && !entry.value().isNothing())
        .toList();
  }
}
