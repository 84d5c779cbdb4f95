package dev.portcullis.policy.imported;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.policy.TextPattern;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whom a certificate must be for.
 *
 * @param root the root that must have vouched
 * @param issuer empty for a root of own authorities
 * @param subject what its subject must be
 * @param kind the word for the kind of the subject
 * @param claims what else it must say, by our words
 */
record Identity(
    String root,
    Optional<Words> issuer,
    Words subject,
    Optional<String> kind,
    SortedMap<String, String> claims) {
  /** Copies the map. */
  Identity {
    claims = Collections.unmodifiableSortedMap(new TreeMap<>(claims));
  }

  /** What a text must be. */
  sealed interface Words {
    /** Any text. */
    static Words any() {
      return new Matching("(?s:.*)");
    }

    /** One text. */
    record Exactly(String text) implements Words {}

    /** What an expression matches as a whole. */
    record Matching(String expression) implements Words {}

    /** As it is written in our policy. */
    default Tree tree() {
      return switch (this) {
        case Exactly(String text) -> new Tree.Text(text);
        case Matching(String expression) -> new Tree.Keyed().with("matches", expression);
      };
    }

    /**
     * What {@code expression} matches a part of, as Go's {@code regexp.MatchString} does. Both are
     * RE2; ours must match the whole text.
     *
     * @throws MalformedException if it is none, or too large
     */
    static Words containing(String expression) throws MalformedException {
      TextPattern.matching(expression);
      boolean isSimple =
          expression.length() > 2
              && expression.startsWith("^")
              && expression.endsWith("$")
              && !expression.endsWith("\\$")
              && !expression.contains("|")
              && !expression.contains("(?")
              && !expression.contains("\\Q");
      String whole =
          isSimple
              ? expression.substring(1, expression.length() - 1)
              : "(?s:.*)(?:" + expression + ")(?s:.*)";
      TextPattern.matching(whole);
      return new Matching(whole);
    }

    /** What {@code wildcard} matches, in which {@code *} is any text and {@code ?} a character. */
    static Words wildcard(String wildcard) throws MalformedException {
      if (wildcard.indexOf('*') < 0 && wildcard.indexOf('?') < 0) {
        return new Exactly(wildcard);
      }
      StringBuilder expression = new StringBuilder();
      wildcard
          .codePoints()
          .forEach(
              c -> {
                switch (c) {
                  case '*' -> expression.append("(?s:.*)");
                  case '?' -> expression.append("(?s:.)");
                  default -> {
                    if (c < 128 && !Character.isLetterOrDigit(c)) {
                      expression.append('\\');
                    }
                    expression.appendCodePoint(c);
                  }
                }
              });
      TextPattern.matching(expression.toString());
      return new Matching(expression.toString());
    }
  }
}
