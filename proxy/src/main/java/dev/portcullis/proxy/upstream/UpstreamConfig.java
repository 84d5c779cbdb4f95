package dev.portcullis.proxy.upstream;

import dev.portcullis.oci.RepositoryName;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One upstream registry.
 *
 * @param name the registry as clients know it: {@code docker.io}; the key of the configuration
 * @param url where its API is: scheme {@code http} or {@code https}, host, optional port, optional
 *     path prefix without a final slash
 * @param isDefault whether requests without {@code ns} and prefix go here
 * @param credentials what is shown to it
 * @param tagTtl how long a tag's digest is believed without asking; zero asks every time
 * @param signatures where evidence lives, if not beside the image (cosign's COSIGN_REPOSITORY)
 * @param writes whether pushes are passed through instead of answered with 405
 * @param realms further hosts that may issue tokens for it, beyond its own site
 * @param redirects hosts that blobs may be redirected to and that would otherwise be refused as
 *     private; public hosts need no entry
 * @param ca a PEM file of further certificate authorities for its TLS
 */
public record UpstreamConfig(
    String name,
    URI url,
    boolean isDefault,
    UpstreamCredentials credentials,
    Duration tagTtl,
    Optional<RepositoryName> signatures,
    boolean writes,
    List<String> realms,
    List<String> redirects,
    Optional<Path> ca) {
  /** Copies the lists. */
  public UpstreamConfig {
    realms = List.copyOf(realms);
    redirects = List.copyOf(redirects);
  }

  /** An upstream with defaults only: anonymous, tags always asked for, read-only. */
  public static UpstreamConfig of(String name, URI url) {
    return new UpstreamConfig(
        name,
        url,
        false,
        new UpstreamCredentials.Anonymous(),
        Duration.ZERO,
        Optional.empty(),
        false,
        List.of(),
        List.of(),
        Optional.empty());
  }
}
