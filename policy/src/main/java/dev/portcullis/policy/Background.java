package dev.portcullis.policy;

import java.util.Optional;

/**
 * What is known beside the findings about the subject.
 *
 * @param above an index that may list it and was admitted by the same rule
 * @param seen that it met its rule before
 */
public record Background(Optional<Enclosing> above, Optional<Sighting> seen) {
  /** Nothing is known. */
  public static final Background NONE = new Background(Optional.empty(), Optional.empty());
}
