package dev.portcullis.policy.condition;

import dev.cel.common.CelIssue;
import dev.cel.common.CelValidationException;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelVariableResolver;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A condition in CEL, compiled and type-checked. It always ends: its size and the steps of its
 * loops are bounded, and patterns are matched in linear time. Immutable and thread-safe; equal by
 * its text and scope.
 */
public final class Condition {
  private static final int SHOWN = 200;

  private final String text;
  private final Scope scope;
  private final CelRuntime.Program program;

  private Condition(String text, Scope scope, CelRuntime.Program program) {
    this.text = text;
    this.scope = scope;
    this.program = program;
  }

  /** What came of asking. */
  public sealed interface Answer {
    /** It holds. */
    record Holds() implements Answer {}

    /** It does not hold. */
    record Fails() implements Answer {}

    /**
     * It could not be told, which is never taken for yes.
     *
     * @param why one clause for people
     */
    record Errs(String why) implements Answer {}
  }

  /**
   * Compiles {@code text}.
   *
   * @throws MalformedException if it is too long, not CEL, asks about what is not in {@code scope},
   *     or is plainly no condition; the message says where in the text
   */
  public static Condition compile(String text, Scope scope) throws MalformedException {
    if (text.length() > Limits.CONDITION_LENGTH) {
      throw MalformedException.overLimit(
          "the condition is longer than " + Limits.CONDITION_LENGTH + " characters");
    }
    try {
      return new Condition(text, scope, CelEnvironment.program(text, scope));
    } catch (CelValidationException e) {
      List<CelIssue> issues = e.getErrors();
      CelIssue first = issues.getFirst();
      throw new MalformedException(
          "the condition is wrong at its character "
              + (first.getSourceLocation().getColumn() + 1)
              + ": "
              + Quoting.shorten(first.getMessage(), SHOWN)
              + (first.getMessage().startsWith("undeclared reference")
                  ? "; known here: " + String.join(", ", scope.variables().keySet())
                  : ""));
    } catch (CelEvaluationException e) {
      throw new MalformedException(
          "the condition cannot be used: "
              + Quoting.shorten(String.valueOf(e.getMessage()), SHOWN));
    }
  }

  /**
   * How often a condition was compiled since this class was loaded, by anybody and whether it could
   * be or not: reading a policy compiles each of its conditions once, judging by it none.
   */
  public static long compilations() {
    return CelEnvironment.compiled();
  }

  /** The condition with what it may ask about: no two different ones have the same. */
  public String scoped() {
    return scope + " " + text;
  }

  /**
   * Whether it may ask for what a statement says, and not only for its type, the image and the
   * signer; yes in case of doubt.
   */
  public boolean asksForContent() {
    String rest = text.replace("predicateType", "");
    return rest.contains("predicate") || rest.contains("vulns") || rest.contains("sbom");
  }

  /** The condition as it is written. */
  public String text() {
    return text;
  }

  /**
   * Whether it holds.
   *
   * @param variables the value of each name that the scope declares; empty if it has none, which is
   *     an error only if the condition asks for it
   */
  public Answer ask(Function<String, Optional<Object>> variables) {
    CelVariableResolver resolver = variables::apply;
    Work work = new Work();
    try {
      Object value = program.trace(resolver, work);
      if (work.isOver()) {
        return tooMuch();
      }
      return value instanceof Boolean holds
          ? holds ? new Answer.Holds() : new Answer.Fails()
          : new Answer.Errs("it is neither true nor false");
    } catch (Work.OverException e) {
      return tooMuch();
    } catch (CelEvaluationException e) {
      if (work.isOver()) {
        return tooMuch();
      }
      String why = String.valueOf(e.getMessage()).replace("evaluation error at <input>:", "at ");
      return new Answer.Errs(Quoting.shorten(why, SHOWN));
    }
  }

  private static Answer tooMuch() {
    return new Answer.Errs(
        "it takes more than %d steps, the limit of one condition".formatted(Limits.CONDITION_WORK));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Condition that && text.equals(that.text) && scope == that.scope;
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
