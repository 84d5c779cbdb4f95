package dev.portcullis.proxy.evidence;

/**
 * How evidence is looked for.
 *
 * @param cacheBytes the bytes of evidence kept in memory, by digest
 * @param fetches the number of requests for evidence under way at once, over all pulls
 */
public record EvidenceConfig(long cacheBytes, int fetches) {
  /** 64 MiB and 256 requests. */
  public static EvidenceConfig defaults() {
    return new EvidenceConfig(64L * 1024 * 1024, 256);
  }
}
