package dev.portcullis.policy.file;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A strict YAML file: a tree whose nodes know their line and column. Readers ask {@link #root} for
 * the keys they know, and {@link #check} then reports together everything that they found wrong,
 * and every key that none of them asked for. Not thread-safe.
 */
public final class YamlDocument {
  private final YamlSource source;
  private final YamlMapping root;
  private final List<YamlDocument> included = new ArrayList<>();

  private YamlDocument(YamlSource source, YamlMapping root) {
    this.source = source;
    this.root = root;
  }

  /**
   * Parses {@code content}; an empty file is a mapping without keys.
   *
   * @param file its name in messages
   * @throws DocumentException if it is not a YAML document that holds a mapping, or uses what is
   *     not supported: anchors, tags, merge keys, several documents, a key twice
   */
  public static YamlDocument parse(String file, Bytes content) throws DocumentException {
    return parse(file, content, false);
  }

  /**
   * Parses {@code content} as {@link #parse(String, Bytes)} does, of a format that is not ours: a
   * key may be {@code ""}.
   *
   * @param file its name in messages
   * @throws DocumentException as {@link #parse(String, Bytes)} does
   */
  public static YamlDocument parseForeign(String file, Bytes content) throws DocumentException {
    return parse(file, content, true);
  }

  private static YamlDocument parse(String file, Bytes content, boolean emptyKeys)
      throws DocumentException {
    YamlSource source = new YamlSource(file, new TreeSet<>(), new TreeSet<>());
    YamlDocument document = parse(source, content, emptyKeys);
    document.throwIfWrong();
    return document;
  }

  /**
   * Another document that this one names; what is wrong with it is reported by {@link #check} of
   * this one.
   *
   * @param file its name in messages
   */
  public YamlDocument include(String file, Bytes content) {
    YamlDocument other =
        parse(new YamlSource(file, source.problems(), new TreeSet<>()), content, false);
    included.add(other);
    return other;
  }

  private static YamlDocument parse(YamlSource source, Bytes content, boolean emptyKeys) {
    Optional<YamlNode> node =
        decode(source, content).flatMap(text -> YamlParser.parse(source, text, emptyKeys));
    YamlMapping empty = new YamlMapping(source, 1, 1, new LinkedHashMap<>());
    YamlMapping root =
        node.filter(value -> !(value instanceof YamlScalar scalar && scalar.isNothing()))
            .map(value -> value.mapping().orElse(empty))
            .orElse(empty);
    root.mapping();
    return new YamlDocument(source, root);
  }

  private static Optional<String> decode(YamlSource source, Bytes content) {
    if (content.length() > Limits.DOCUMENT_BYTES) {
      note(source, "the file is longer than " + Limits.DOCUMENT_BYTES + " bytes");
      return Optional.empty();
    }
    try {
      ByteBuffer bytes = content.asByteBuffer();
      String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
    } catch (CharacterCodingException e) {
      note(source, "the file is not UTF-8");
      return Optional.empty();
    }
  }

  private static void note(YamlSource source, String message) {
    source.problems().add(new Problem(source.file(), 1, 1, message));
  }

  /** The top-level keys. */
  public YamlMapping root() {
    return root;
  }

  /** Whether anything wrong was noted so far, here or in an included document. */
  public boolean hasProblems() {
    return !source.problems().isEmpty();
  }

  /**
   * The end of reading.
   *
   * @throws DocumentException if anything is wrong, or there is a key that nobody asked for, here
   *     or in an included document
   */
  public void check() throws DocumentException {
    root.noteUnknownKeys();
    included.forEach(other -> other.root.noteUnknownKeys());
    throwIfWrong();
  }

  /**
   * The end of reading what may have keys that nobody knows.
   *
   * @throws DocumentException if anything wrong was noted
   */
  public void checkValues() throws DocumentException {
    throwIfWrong();
  }

  private void throwIfWrong() throws DocumentException {
    if (hasProblems()) {
      throw new DocumentException(source.problems());
    }
  }

  /**
   * The paths of all keys that readers asked for, whether they are there or not: {@code
   * rules[].name}, {@code signers.*.keys}. For keeping a schema in agreement with the readers.
   */
  public SortedSet<String> askedKeys() {
    return Collections.unmodifiableSortedSet(source.asked());
  }
}
