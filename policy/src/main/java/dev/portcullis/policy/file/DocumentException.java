package dev.portcullis.policy.file;

import java.util.List;
import java.util.SortedSet;
import java.util.stream.Collectors;

/**
 * A document that cannot be used. The message lists what is wrong with it, one line each in the
 * order of the text, at most {@value #SHOWN} of them.
 */
public final class DocumentException extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 20;

  private final transient List<Problem> problems;

  DocumentException(SortedSet<Problem> problems) {
    super(message(problems), null, false, false);
    this.problems = List.copyOf(problems);
  }

  /** Everything that is wrong, in the order of the text. */
  public List<Problem> problems() {
    return problems;
  }

  private static String message(SortedSet<Problem> problems) {
    String shown =
        problems.stream().limit(SHOWN).map(Problem::toString).collect(Collectors.joining("\n"));
    int more = problems.size() - SHOWN;
    return more > 0 ? shown + "\nand " + more + " more" : shown;
  }
}
