package dev.portcullis.policy.imported;

import dev.portcullis.policy.file.Problem;
import dev.portcullis.policy.file.YamlNode;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** What was not carried over exactly. Not thread-safe. */
final class Warnings {
  private final String file;
  private final SortedSet<Problem> all = new TreeSet<>();

  Warnings(String file) {
    this.file = file;
  }

  /** Notes something about {@code at}: what it is, and what becomes of it. */
  void add(YamlNode at, String message) {
    all.add(new Problem(file, at.line(), at.column(), message));
  }

  /** Notes that {@code at} cannot be carried over, so that nothing is what can meet it. */
  Demand.Nothing nothing(YamlNode at, String what) {
    add(at, what + "; nothing meets it instead, so that a rule that needs it refuses");
    return new Demand.Nothing(what + " (line " + at.line() + " of the original)");
  }

  /** All of them, in the order of the text. */
  List<Problem> all() {
    return List.copyOf(all);
  }
}
