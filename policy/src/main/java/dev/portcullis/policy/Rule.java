package dev.portcullis.policy;

import java.util.List;
import java.util.Optional;

/**
 * What holds for the repositories that its patterns match.
 *
 * @param name unique in the policy; appears in answers, metrics and the record
 * @param images the patterns, one or more
 * @param mode what happens to an artifact that does not meet it
 * @param require what is demanded; empty only for {@code insecureAdmitAnything}
 */
public record Rule(
    String name, List<ImagePattern> images, Mode mode, Optional<Requirement> require) {
  /** Copies the list. */
  public Rule {
    images = List.copyOf(images);
  }

  /** Whether the rule is the explicit {@code insecureAdmitAnything}. */
  public boolean admitsAnything() {
    return require.isEmpty();
  }
}
