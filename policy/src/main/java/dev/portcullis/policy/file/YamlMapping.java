package dev.portcullis.policy.file;

import dev.portcullis.oci.Quoting;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Keys and values, each key once. A key that is in the document and that nobody asks for is an
 * error; the document notices by itself.
 */
public final class YamlMapping extends YamlNode {
  private final SequencedMap<String, Entry> entries;
  private final SortedSet<String> asked = new TreeSet<>();
  private boolean read;
  private boolean named;

  /**
   * A key and its value.
   *
   * @param key the key, where it stands
   * @param value the value
   */
  public record Entry(YamlNode key, YamlNode value) {
    /** The key as it is, which may be {@code ""}. */
    public String name() {
      return key.literal().orElse("");
    }
  }

  YamlMapping(YamlSource source, int line, int column, SequencedMap<String, Entry> entries) {
    super(source, line, column);
    this.entries = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(entries));
  }

  /** The value of {@code key}; empty if it is not there, which is no problem. */
  public Optional<YamlNode> get(String key) {
    asked.add(key);
    String path = path().isEmpty() ? key : path() + "." + key;
    source().asked().add(path);
    return Optional.ofNullable(entries.get(key)).map(entry -> entry.value().reachedBy(path));
  }

  /** The value of {@code key}; a problem is noted if it is not there. */
  public Optional<YamlNode> require(String key) {
    Optional<YamlNode> value = get(key);
    if (value.isEmpty()) {
      problem("'" + key + "' is missing");
    }
    return value;
  }

  /** Whether {@code key} is there, without asking for its value. */
  public boolean has(String key) {
    return entries.containsKey(key);
  }

  /** All keys and values in the order of the text, for a mapping whose keys are names. */
  public List<Entry> entries() {
    named = true;
    entries.values().forEach(entry -> entry.value().reachedBy(path() + ".*"));
    return List.copyOf(entries.values());
  }

  @Override
  public Optional<YamlMapping> mapping() {
    read = true;
    return Optional.of(this);
  }

  @Override
  String kind() {
    return "a mapping of keys to values";
  }

  @Override
  void noteUnknownKeys() {
    if (read) {
      entries.forEach(
          (key, entry) -> {
            if (named || asked.contains(key)) {
              entry.value().noteUnknownKeys();
            } else {
              entry.key().problem("unknown key '" + Quoting.shorten(key) + "'; " + advice(key));
            }
          });
    }
  }

  private String advice(String key) {
    return Spelling.closest(key, asked)
        .map(known -> "did you mean '" + known + "'?")
        .orElse(
            asked.isEmpty() ? "no key is known here" : "known here: " + String.join(", ", asked));
  }
}
