package dev.portcullis.proxy.evidence;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.oci.Digest;
import java.util.Optional;

/**
 * Manifests and blobs of evidence by digest, which makes them immutable; bounded by their bytes.
 * Whoever asks must have been found to have access to a repository that shows them.
 */
final class EvidenceCache {
  private static final int OVERHEAD = 256;

  /** Manifests apart from blobs, since one digest may be both with different types. */
  private record Key(Digest digest, boolean manifest) {}

  /** Of what the cache may hold, the share that one piece may take. */
  private static final int SHARE = 64;

  private final Cache<Key, Held> held;
  private final long largest;

  EvidenceCache(long bytes) {
    this.largest = bytes / SHARE;
    this.held =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .<Key, Held>weigher((key, value) -> value.content().length() + OVERHEAD)
            .build();
  }

  Optional<Held> get(Digest digest, boolean manifest) {
    return Optional.ofNullable(held.getIfPresent(new Key(digest, manifest)));
  }

  void put(Digest digest, boolean manifest, Held value) {
    if (value.content().length() <= largest) {
      held.put(new Key(digest, manifest), value);
    }
  }
}
