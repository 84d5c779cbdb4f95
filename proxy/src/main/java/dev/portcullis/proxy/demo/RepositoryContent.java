package dev.portcullis.proxy.demo;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** What one repository of the {@link MemoryRegistry} holds. Safe for use by many threads. */
final class RepositoryContent {
  /** A manifest as it was pushed. */
  record Stored(Bytes content, String mediaType) {}

  final Map<Digest, Bytes> blobs = new ConcurrentHashMap<>();
  final Map<Digest, Stored> manifests =
      new ConcurrentSkipListMap<>(Comparator.comparing(Digest::toString));
  final ConcurrentSkipListMap<String, Digest> tags = new ConcurrentSkipListMap<>();

  /** The digest that a tag or a digest in text names, if there is such a manifest. */
  Optional<Digest> find(String reference) {
    Optional<Digest> digest =
        reference.indexOf(':') < 0
            ? Optional.ofNullable(tags.get(reference))
            : Digests.parse(reference);
    return digest.filter(manifests::containsKey);
  }
}
