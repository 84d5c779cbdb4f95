package dev.portcullis.proxy.revocation;

import dev.portcullis.verify.x509.RevocationMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How revocation is learnt ({@code trust.revocation}).
 *
 * @param mode what follows where a status is unknown
 * @param budget how long the first pull that needs a status waits for it; the fetch goes on
 * @param cache the folder where raw answers are kept; empty keeps them in memory only
 * @param staleGrace how long a good answer is used past its end; each use is counted
 * @param allow hosts and addresses that may be asked although they are not public
 */
public record RevocationConfig(
    RevocationMode mode,
    Duration budget,
    Optional<Path> cache,
    Duration staleGrace,
    List<String> allow) {
  /** Hard, 800 ms, in memory, no grace, public addresses only. */
  public static final RevocationConfig DEFAULT =
      new RevocationConfig(
          RevocationMode.HARD, Duration.ofMillis(800), Optional.empty(), Duration.ZERO, List.of());

  /**
   * Copies the list, in lower case.
   *
   * @throws IllegalArgumentException if a duration is negative
   */
  public RevocationConfig {
    allow = allow.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
    if (budget.isNegative() || staleGrace.isNegative()) {
      throw new IllegalArgumentException("a duration is negative");
    }
  }

  /** This with another place for raw answers. */
  public RevocationConfig withCache(Optional<Path> folder) {
    return new RevocationConfig(mode, budget, folder, staleGrace, allow);
  }
}
