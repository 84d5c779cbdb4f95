package dev.portcullis.policy.file;

import java.util.List;
import java.util.Optional;

/** A list of values. */
final class YamlList extends YamlNode {
  private final List<YamlNode> entries;
  private boolean read;

  YamlList(YamlSource source, int line, int column, List<YamlNode> entries) {
    super(source, line, column);
    this.entries = List.copyOf(entries);
  }

  @Override
  public Optional<List<YamlNode>> list() {
    read = true;
    entries.forEach(entry -> entry.reachedBy(path() + "[]"));
    return Optional.of(entries);
  }

  @Override
  String kind() {
    return "a list";
  }

  @Override
  void noteUnknownKeys() {
    if (read) {
      entries.forEach(YamlNode::noteUnknownKeys);
    }
  }
}
