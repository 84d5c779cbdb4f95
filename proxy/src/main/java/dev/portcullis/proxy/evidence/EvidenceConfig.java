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
 * @param largest how many bytes a statement or SBOM may have, and all of one image together besides
 *     its signatures
 * @param heldBytes how many bytes of statements and SBOMs may be held at once, over all searches
 */
public record EvidenceConfig(
    Duration absentFor,
    Duration budget,
    int concurrency,
    long cacheBytes,
    long largest,
    long heldBytes) {
  private static final long MIB = 1024 * 1024;

  /** An SBOM of 50 MiB in the base64 of its statement, and what goes with it. */
  private static final long LARGEST = 72 * MIB;

  /**
   * Five seconds; fifteen seconds, half of what containerd waits for headers; 128 questions; 64
   * MiB. Statements and SBOMs by the heap, of which they must leave enough for all else: decoded
   * and read, they take twice their size and more.
   */
  public static final EvidenceConfig DEFAULT = of(Runtime.getRuntime().maxMemory());

  private static EvidenceConfig of(long heap) {
    return new EvidenceConfig(
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        128,
        Math.min(64 * MIB, heap / 8),
        Math.min(LARGEST, heap * 3 / 10),
        heap / 12);
  }

  /** Checks the ranges. */
  public EvidenceConfig {
    if (absentFor.isNegative()
        || budget.isNegative()
        || concurrency < 1
        || cacheBytes < 0
        || largest < 1
        || heldBytes < 0) {
      throw new IllegalArgumentException("a limit of the search for evidence is out of range");
    }
  }
}
