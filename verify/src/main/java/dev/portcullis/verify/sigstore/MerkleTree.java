package dev.portcullis.verify.sigstore;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.x509.HashFunction;
import java.security.MessageDigest;
import java.util.Optional;

/** The SHA-256 Merkle tree of transparency logs (RFC 9162, section 2.1). */
final class MerkleTree {
  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  private MerkleTree() {}

  /**
   * The root that an inclusion proof leads to from the leaf {@code entry} (RFC 9162, section
   * 2.1.3.2); empty if the path is not exactly as long as index and size demand.
   */
  static Optional<Bytes> root(Bytes entry, InclusionProof proof) {
    if (proof.logIndex() < 0 || proof.logIndex() >= proof.treeSize()) {
      return Optional.empty();
    }
    MessageDigest sha256 = HashFunction.SHA256.newMessageDigest();
    sha256.update(LEAF);
    entry.update(sha256);
    byte[] root = sha256.digest();
    long index = proof.logIndex();
    long last = proof.treeSize() - 1;
    for (Bytes sibling : proof.hashes()) {
      if (last == 0) {
        return Optional.empty();
      }
      sha256.update(NODE);
      if ((index & 1) == 1 || index == last) {
        sibling.update(sha256);
        sha256.update(root);
        while ((index & 1) == 0 && index != 0) {
          index >>>= 1;
          last >>>= 1;
        }
      } else {
        sha256.update(root);
        sibling.update(sha256);
      }
      root = sha256.digest();
      index >>>= 1;
      last >>>= 1;
    }
    return last == 0 ? Optional.of(Bytes.wrap(root)) : Optional.empty();
  }
}
