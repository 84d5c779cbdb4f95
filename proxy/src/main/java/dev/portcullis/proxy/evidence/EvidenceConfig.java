package dev.portcullis.proxy.evidence;

import java.time.Duration;

/**
 * How evidence is looked for; the {@code evidence:} of the configuration.
 *
 * @param absentFor how long the lack of evidence is believed without looking again; short, since
 *     signing follows the push
 * @param budget how long one search may take; what has not answered by then is unavailable
 * @param concurrency how many questions may be under way at once, over all searches
 * @param cacheBytes how many bytes of evidence are kept, by digest
 */
public record EvidenceConfig(
    Duration absentFor, Duration budget, int concurrency, long cacheBytes) {
  /**
   * Five seconds; fifteen seconds, half of what containerd waits for headers; 128 questions; 64
   * MiB.
   */
  public static final EvidenceConfig DEFAULT =
      new EvidenceConfig(Duration.ofSeconds(5), Duration.ofSeconds(15), 128, 64L * 1024 * 1024);

  /** Checks the ranges. */
  public EvidenceConfig {
    if (absentFor.isNegative() || budget.isNegative() || concurrency < 1 || cacheBytes < 0) {
      throw new IllegalArgumentException("a limit of the search for evidence is out of range");
    }
  }
}
