package dev.portcullis.proxy.upstream;

import java.util.Optional;

/**
 * On whose behalf the upstream is asked.
 *
 * @param authorization the client's {@code Authorization} header; present only where the upstream's
 *     credentials are {@link UpstreamCredentials.PassThrough}
 */
public record Caller(Optional<String> authorization) {
  private static final Caller PROXY = new Caller(Optional.empty());

  /** The proxy itself, with the credentials that it was configured with. */
  public static Caller proxy() {
    return PROXY;
  }

  /** Never the secret. */
  @Override
  public String toString() {
    return authorization.isPresent() ? "Caller[client]" : "Caller[proxy]";
  }
}
