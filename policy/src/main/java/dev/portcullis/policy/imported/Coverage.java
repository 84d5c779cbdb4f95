package dev.portcullis.policy.imported;

import dev.portcullis.policy.ImagePattern;
import java.util.List;
import java.util.Optional;

/**
 * The repositories that a foreign pattern is about.
 *
 * @param patterns ours that match them
 * @param looseness why ours match more than the original; empty if both match the same
 * @param digest the only digest that it is about
 */
record Coverage(List<ImagePattern> patterns, Optional<String> looseness, Optional<String> digest) {
  /** Copies the list. */
  Coverage {
    patterns = List.copyOf(patterns);
  }

  static Coverage exactly(List<ImagePattern> patterns) {
    return new Coverage(patterns, Optional.empty(), Optional.empty());
  }

  boolean isExact() {
    return looseness.isEmpty();
  }
}
