package dev.portcullis.policy.file;

import java.util.Comparator;

/**
 * One thing that is wrong with a document.
 *
 * @param file the name of the document
 * @param line from 1
 * @param column from 1
 * @param message what is wrong, and what to do; without a final stop
 */
public record Problem(String file, int line, int column, String message)
    implements Comparable<Problem> {
  private static final Comparator<Problem> BY_PLACE =
      Comparator.comparing(Problem::file)
          .thenComparingInt(Problem::line)
          .thenComparingInt(Problem::column)
          .thenComparing(Problem::message);

  @Override
  public int compareTo(Problem other) {
    return BY_PLACE.compare(this, other);
  }

  /** {@code FILE:LINE:COLUMN: message}. */
  @Override
  public String toString() {
    return file + ":" + line + ":" + column + ": " + message;
  }
}
