package dev.portcullis.proxy.upstream;

import java.time.Duration;

/**
 * How long an upstream may take.
 *
 * @param connect until there is a connection, name look-up and TLS not counted
 * @param metadata the longest silence while a manifest, list or token is awaited or read
 * @param metadataTotal until a manifest, list or token is read, with everything
 * @param blob the longest silence while a blob of evidence is awaited or read
 * @param blobTotal until a blob of evidence is read, with everything
 */
public record Timeouts(
    Duration connect,
    Duration metadata,
    Duration metadataTotal,
    Duration blob,
    Duration blobTotal) {
  /** Clients give up on a mirror after 30 s without headers (containerd), so well within that. */
  public static final Timeouts DEFAULT =
      new Timeouts(
          Duration.ofSeconds(3),
          Duration.ofSeconds(10),
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          Duration.ofSeconds(25));
}
