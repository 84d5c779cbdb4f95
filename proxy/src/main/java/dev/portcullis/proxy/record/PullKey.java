package dev.portcullis.proxy.record;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Reference;
import dev.portcullis.oci.RepositoryName;
import java.util.Optional;

/**
 * What makes pulls alike, so that one entry may stand for several.
 *
 * @param id the decision's id; empty if content was refused that no policy can admit
 * @param digest the content, as far as it is known
 * @param repository the canonical repository
 * @param target the tag or digest that was asked for
 * @param client who asked
 */
public record PullKey(
    String id,
    Optional<Digest> digest,
    RepositoryName repository,
    Reference.Target target,
    String client) {
  /** The decision about this content; what is known of it holds for all who ask. */
  record Decided(String id, Optional<Digest> digest) {}

  Decided decided() {
    return new Decided(id, digest);
  }
}
