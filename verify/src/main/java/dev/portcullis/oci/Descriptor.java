package dev.portcullis.oci;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pointer to content (OCI image-spec, descriptor.md).
 *
 * @param mediaType the type that the content is said to have
 * @param digest the content's digest
 * @param size the content's length in bytes, 0 or more
 * @param artifactType the artifact type, a hint only
 * @param annotations string to string, unverified
 * @param platform the platform in an index, as {@code os/architecture[/variant]}
 * @param urls foreign locations of the content
 * @param data the content itself, embedded; already checked against {@code digest} and {@code size}
 */
public record Descriptor(
    String mediaType,
    Digest digest,
    long size,
    Optional<String> artifactType,
    Map<String, String> annotations,
    Optional<String> platform,
    List<String> urls,
    Optional<Bytes> data) {
  /** Copies the collections. */
  public Descriptor {
    annotations = Map.copyOf(annotations);
    urls = List.copyOf(urls);
  }

  /** A descriptor with the three required members only. */
  public static Descriptor of(String mediaType, Digest digest, long size) {
    return new Descriptor(
        mediaType,
        digest,
        size,
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        List.of(),
        Optional.empty());
  }
}
