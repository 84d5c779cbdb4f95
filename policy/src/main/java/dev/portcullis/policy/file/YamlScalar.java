package dev.portcullis.policy.file;

import dev.portcullis.oci.Quoting;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A piece of text. What it means is decided by what is asked for, never by how it looks: {@code no}
 * is text where text is wanted. Only a value that is not there ({@code key:}, {@code ~}, {@code
 * null}) is never text.
 */
final class YamlScalar extends YamlNode {
  private static final Set<String> NOTHING = Set.of("", "~", "null", "Null", "NULL");
  private static final Map<String, Duration> UNITS =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));

  /** Digits of a number: enough for any that is meant, too few to overflow a duration. */
  private static final int DIGITS = 9;

  private final String value;
  private final boolean plain;

  YamlScalar(YamlSource source, int line, int column, String value, boolean plain) {
    super(source, line, column);
    this.value = value;
    this.plain = plain;
  }

  @Override
  public Optional<String> literal() {
    return isNothing() ? Optional.empty() : Optional.of(value);
  }

  @Override
  public Optional<String> text() {
    return value.isEmpty() || isNothing() ? wrong("text") : Optional.of(value);
  }

  @Override
  public <T> Optional<T> word(Map<String, T> words) {
    T meaning = isNothing() ? null : words.get(value);
    return meaning == null ? super.word(words) : Optional.of(meaning);
  }

  @Override
  public Optional<Integer> integer(int min, int max) {
    String range = "a number from " + min + " to " + max;
    String digits = value.startsWith("-") ? value.substring(1) : value;
    if (!plain || !isNumber(digits)) {
      return wrong(range);
    }
    int number = Integer.parseInt(value);
    return number < min || number > max ? wrong(range) : Optional.of(number);
  }

  @Override
  public Optional<Boolean> bool() {
    return plain && (value.equals("true") || value.equals("false"))
        ? Optional.of(value.equals("true"))
        : super.bool();
  }

  @Override
  public Optional<Duration> duration() {
    int unitAt = 0;
    while (unitAt < value.length() && isDigit(value.charAt(unitAt))) {
      unitAt++;
    }
    Duration unit = UNITS.get(value.substring(unitAt));
    String count = value.substring(0, unitAt);
    return unit == null || !isNumber(count)
        ? super.duration()
        : Optional.of(unit.multipliedBy(Long.parseLong(count)));
  }

  @Override
  public Optional<Instant> instant() {
    try {
      return Optional.of(OffsetDateTime.parse(value).toInstant());
    } catch (DateTimeParseException e) {
      return super.instant();
    }
  }

  @Override
  String kind() {
    if (isNothing()) {
      return "nothing; give it a value or remove the key";
    }
    return value.isEmpty() ? "empty text" : "'" + Quoting.shorten(value) + "'";
  }

  @Override
  void noteUnknownKeys() {}

  @Override
  public boolean isPlain() {
    return plain;
  }

  @Override
  public boolean isNothing() {
    return plain && NOTHING.contains(value);
  }

  /** The text, which may be empty. */
  String value() {
    return value;
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty()
        && text.length() <= DIGITS
        && text.chars().allMatch(c -> isDigit((char) c));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
