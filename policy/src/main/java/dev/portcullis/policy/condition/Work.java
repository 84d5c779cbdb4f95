package dev.portcullis.policy.condition;

import dev.cel.common.ast.CelExpr;
import dev.cel.runtime.CelEvaluationListener;
import dev.portcullis.oci.Limits;
import dev.portcullis.policy.PatternSize;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts what the evaluation of one condition takes, and ends it at the limit: one for each part of
 * the expression each time that it is evaluated, and more for what looks at long texts or lists. It
 * counts and does not measure, so that the same condition ends in the same way everywhere. For one
 * thread.
 */
final class Work implements CelEvaluationListener {
  /** Instructions of a pattern that are tried at a character, of which one step takes so many. */
  private static final int PATTERN_PARTS = 8;

  private final Map<Long, Object> values = new HashMap<>();
  private long left = Limits.CONDITION_WORK;

  /** That the limit was reached; says nothing else, and costs nothing to throw. */
  static final class OverException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OverException() {
      super("over the limit", null, false, false);
    }
  }

  /** Whether the limit was reached, whatever the evaluation made of that. */
  boolean isOver() {
    return left < 0;
  }

  /** Whether one operation may take so much. */
  static boolean allows(long work) {
    return work <= Limits.CONDITION_WORK;
  }

  /** What it may take to match {@code text}: it is linear, and the more the larger the pattern. */
  static long ofMatching(String text, String pattern) {
    return text.length() * PatternSize.of(pattern) / PATTERN_PARTS;
  }

  /** What it may take to look for {@code part}: both lengths multiplied. */
  static long ofFinding(String text, String part) {
    return (long) text.length() * part.length() / Limits.CONDITION_CHARACTERS;
  }

  @Override
  public void callback(CelExpr expression, Object value) {
    left--;
    if (expression.getKind() == CelExpr.ExprKind.Kind.CALL) {
      charge(expression.call());
    }
    if (value instanceof Collection || value instanceof Map || value instanceof String) {
      values.put(expression.id(), value);
    }
    if (left < 0) {
      throw new OverException();
    }
  }

  private void charge(CelExpr.CelCall call) {
    List<CelExpr> arguments = call.args();
    switch (call.function()) {
      case "_==_", "_!=_" -> arguments.forEach(each -> weigh(known(each)));
      case "@in" -> {
        Object in = known(arguments.getLast());
        if (in instanceof List) {
          weigh(in);
        }
      }
      case "_&&_", "_||_", "!_", "_?_:_", "_[_]", "@not_strictly_false" -> {}
      case "matches" -> {
        Object text = known(call.target().orElse(arguments.getFirst()));
        Object pattern = known(arguments.getLast());
        if (text instanceof String of && pattern instanceof String by) {
          left -= ofMatching(of, by);
        }
      }
      case "contains" -> {
        Object text = known(call.target().orElse(arguments.getFirst()));
        Object part = known(arguments.getLast());
        if (text instanceof String of && part instanceof String by) {
          left -= ofFinding(of, by);
        }
      }
      default -> {
        call.target().ifPresent(target -> text(known(target)));
        arguments.forEach(each -> text(known(each)));
      }
    }
  }

  /** The text, list or map that a part came to last; an empty text if it is none of these. */
  private Object known(CelExpr part) {
    return values.getOrDefault(part.id(), "");
  }

  private void text(Object value) {
    if (value instanceof String text) {
      left -= text.length() / Limits.CONDITION_CHARACTERS;
    }
  }

  private void weigh(Object value) {
    left--;
    if (left < 0) {
      return;
    }
    switch (value) {
      case List<?> list -> {
        for (Object each : list) {
          weigh(each);
          if (left < 0) {
            return;
          }
        }
      }
      case Map<?, ?> map -> {
        for (Object each : map.values()) {
          weigh(each);
          if (left < 0) {
            return;
          }
        }
      }
      default -> text(value);
    }
  }
}
