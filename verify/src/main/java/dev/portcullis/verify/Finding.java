package dev.portcullis.verify;

import java.util.List;
import java.util.Optional;

/**
 * What came of one candidate: every check that was made, in order. A candidate vouches for the
 * subject only through the {@link Verified} fact that {@link Findings#verified} holds for it.
 *
 * @param origin where the candidate was found
 * @param form what it is, for people: {@code "cosign signature"}
 * @param checks the checks; it counts only if none failed
 */
public record Finding(Origin origin, String form, List<Check> checks) {
  /** Copies the list. */
  public Finding {
    checks = List.copyOf(checks);
  }

  /** The first failed check, if any. */
  public Optional<Failure> failure() {
    for (Check check : checks) {
      if (check instanceof Check.Failed failed) {
        return Optional.of(failed.failure());
      }
    }
    return Optional.empty();
  }
}
