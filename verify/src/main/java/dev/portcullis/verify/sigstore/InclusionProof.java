package dev.portcullis.verify.sigstore;

import dev.portcullis.oci.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * A Merkle inclusion proof as its bearer presents it (RFC 9162, section 2.1.3).
 *
 * @param logIndex the leaf's index in the tree, 0 or more
 * @param rootHash the root that the proof leads to, 32 bytes
 * @param treeSize the number of leaves, 1 or more
 * @param hashes the path, 32 bytes each, leaf end first
 * @param checkpoint the signed tree head, a signed note in UTF-8
 */
public record InclusionProof(
    long logIndex, Bytes rootHash, long treeSize, List<Bytes> hashes, Optional<Bytes> checkpoint) {
  /** Copies the list. */
  public InclusionProof {
    hashes = List.copyOf(hashes);
  }
}
