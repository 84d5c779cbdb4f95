package dev.portcullis.policy;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;

/** What a text of an identity must be. It is always the whole text that is compared. */
public sealed interface TextPattern {
  /** Characters of an identity that are shown. */
  int SHOWN = 240;

  /** Whether {@code text} is one that is demanded. */
  boolean matches(String text);

  /** The demand for people, to follow a noun: {@code 'x'} or {@code matching x}. */
  String words();

  /**
   * One text and no other.
   *
   * @param text the text, not empty
   */
  record Exact(String text) implements TextPattern {
    /** Checks that there is a text. */
    public Exact {
      if (text.isEmpty()) {
        throw new IllegalArgumentException("an empty text would match nobody");
      }
    }

    @Override
    public boolean matches(String other) {
      return text.equals(other);
    }

    @Override
    public String words() {
      return "'" + Quoting.shorten(text, SHOWN) + "'";
    }
  }

  /**
   * Every text that a regular expression matches as a whole, in time linear in the text's length.
   *
   * @param expression the expression as it is written
   * @param compiled it, compiled
   */
  record Matching(String expression, Pattern compiled) implements TextPattern {
    @Override
    public boolean matches(String text) {
      return compiled.matches(text);
    }

    @Override
    public String words() {
      return "matching " + Quoting.shorten(expression, SHOWN);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Matching that && expression.equals(that.expression);
    }

    @Override
    public int hashCode() {
      return expression.hashCode();
    }
  }

  /**
   * The pattern of a regular expression in the syntax of RE2, which has neither back-references nor
   * look-around.
   *
   * @throws MalformedException if it is empty, none, or larger than {@link
   *     Limits#PATTERN_INSTRUCTIONS}
   */
  static TextPattern matching(String expression) throws MalformedException {
    if (expression.isEmpty()) {
      throw new MalformedException("an empty pattern matches nobody");
    }
    if (PatternSize.of(expression) > Limits.PATTERN_INSTRUCTIONS) {
      throw MalformedException.overLimit(
          "the pattern is too large; repeat less, or use * and + instead of counts");
    }
    try {
      return new Matching(expression, Pattern.compile(expression));
    } catch (PatternSyntaxException e) {
      throw new MalformedException(
          "'"
              + Quoting.shorten(expression)
              + "' is not a pattern: "
              + Quoting.shorten(e.getDescription())
              + " (the syntax is RE2's)");
    }
  }
}
