package dev.portcullis.policy.file;

import dev.portcullis.oci.MalformedException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One value of a {@link YamlDocument}. Each method that reads it returns empty if the value is not
 * of the kind that is asked for, and has then noted a {@link Problem}; so a reader asks for all
 * that it wants, goes on with what it got, and the document reports everything that is wrong with
 * it together. Not thread-safe.
 */
public abstract sealed class YamlNode permits YamlScalar, YamlList, YamlMapping {
  private final YamlSource source;
  private final int line;
  private final int column;
  private String path = "";

  YamlNode(YamlSource source, int line, int column) {
    this.source = source;
    this.line = line;
    this.column = column;
  }

  /** Reads a piece of text, or says what is wrong with it. */
  @FunctionalInterface
  public interface Reader<T> {
    /**
     * What {@code text} means.
     *
     * @throws MalformedException if it means nothing; the message says why and what to do
     */
    T read(String text) throws MalformedException;
  }

  /**
   * A scalar exactly as it is, also where it is empty; empty for a list, a mapping, and a value
   * that was left out. Notes no problem.
   */
  public Optional<String> literal() {
    return Optional.empty();
  }

  /** Whether it is a scalar without quotes. */
  public boolean isPlain() {
    return false;
  }

  /** Whether it is no value: {@code key:}, {@code ~} or {@code null}. */
  public boolean isNothing() {
    return false;
  }

  /** Notes that something is wrong with this value: what, and what to do, without a final stop. */
  public final void problem(String message) {
    source.problems().add(new Problem(source.file(), line, column, message));
  }

  /** The text as it is written, which is not empty. */
  public Optional<String> text() {
    return wrong("text");
  }

  /** The text as {@code reader} understands it. */
  public final <T> Optional<T> read(Reader<T> reader) {
    Optional<String> text = text();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(reader.read(text.get()));
    } catch (MalformedException e) {
      problem(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** One of a few words, and what it stands for. */
  public <T> Optional<T> word(Map<String, T> words) {
    return wrong("one of " + String.join(", ", words.keySet().stream().sorted().toList()));
  }

  /** A whole number from {@code min} to {@code max}. */
  public Optional<Integer> integer(int min, int max) {
    return wrong("a number");
  }

  /** {@code true} or {@code false}. */
  public Optional<Boolean> bool() {
    return wrong("true or false");
  }

  /** A span of time, 0 or more: {@code 800ms}, {@code 5s}, {@code 10m}, {@code 1h}, {@code 7d}. */
  public Optional<Duration> duration() {
    return wrong("a duration such as 800ms, 5s, 10m or 1h");
  }

  /** A point in time: {@code 2026-12-01T00:00:00Z} (RFC 3339). */
  public Optional<Instant> instant() {
    return wrong("a time such as 2026-12-01T00:00:00Z");
  }

  /** The entries of a list, which may be empty. */
  public Optional<List<YamlNode>> list() {
    return wrong("a list");
  }

  /** Keys and values. */
  public Optional<YamlMapping> mapping() {
    return wrong("a mapping of keys to values");
  }

  /** What it is instead of what was asked for: {@code "a list"}. */
  abstract String kind();

  final <T> Optional<T> wrong(String expected) {
    problem("expected " + expected + ", found " + kind());
    return Optional.empty();
  }

  final YamlSource source() {
    return source;
  }

  /** The line on which it begins, from 1. */
  public final int line() {
    return line;
  }

  /** The column at which it begins, from 1. */
  public final int column() {
    return column;
  }

  final String path() {
    return path;
  }

  final YamlNode reachedBy(String newPath) {
    this.path = newPath;
    return this;
  }

  /** Notes every key that nobody asked for, here and in everything below that was read. */
  abstract void noteUnknownKeys();

  /** {@code FILE:LINE:COLUMN}. */
  @Override
  public final String toString() {
    return source.file() + ":" + line + ":" + column;
  }
}
