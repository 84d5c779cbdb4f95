package dev.portcullis.policy;

import java.util.List;
import java.util.Optional;

/**
 * What is known beside the findings about the subject.
 *
 * @param above an index that may list it and was admitted by the same rule
 * @param seen that it met its rule before
 * @param granted what operators have exempted besides the document
 */
public record Background(
    Optional<Enclosing> above, Optional<Sighting> seen, List<Exemption> granted) {
  /** Nothing is known. */
  public static final Background NONE =
      new Background(Optional.empty(), Optional.empty(), List.of());

  /** Copies the list. */
  public Background {
    granted = List.copyOf(granted);
  }
}
