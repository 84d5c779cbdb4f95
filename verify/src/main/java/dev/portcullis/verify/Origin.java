package dev.portcullis.verify;

import dev.portcullis.oci.Digest;
import java.util.Optional;

/**
 * Where a piece of evidence was found, for people and for the record; it proves nothing.
 *
 * @param source how it was discovered
 * @param manifest the digest of the manifest that carries it; empty for evidence read from a file
 * @param layer the index of the layer that holds it, from 0
 */
public record Origin(Source source, Optional<Digest> manifest, int layer) {

  /** The ways of discovery. */
  public enum Source {
    REFERRERS("referrers API"),
    FALLBACK_TAG("referrers tag"),
    LEGACY_TAG("cosign tag"),
    FILE("file");

    private final String words;

    Source(String words) {
      this.words = words;
    }

    /** The name as messages have it. */
    public String words() {
      return words;
    }
  }

  /** A short name for messages: source, manifest, layer. */
  @Override
  public String toString() {
    return source.words()
        + manifest.map(digest -> " " + digest.shortened() + " layer " + layer).orElse("");
  }
}
