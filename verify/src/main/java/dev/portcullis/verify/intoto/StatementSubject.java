package dev.portcullis.verify.intoto;

import dev.portcullis.oci.Digest;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.x509.HashFunction;
import java.util.Map;

/**
 * One subject of a statement (in-toto attestation framework v1, resource_descriptor.md). Its name
 * is not kept: it identifies nothing.
 *
 * @param digests hash by algorithm, one or more, as written
 * @param annotations the string members of its annotations
 */
public record StatementSubject(Map<String, String> digests, Map<String, String> annotations) {
  /** Copies the maps. */
  public StatementSubject {
    digests = Map.copyOf(digests);
    annotations = Map.copyOf(annotations);
  }

  /**
   * Whether this is {@code subject}: it has a digest by sha256 or sha512, and every digest by an
   * algorithm of {@link HashFunction} is, in exactly our spelling, the one of the subject's bytes.
   * Stricter than in-toto, which lets one match suffice. Digests by other algorithms prove nothing
   * and are ignored.
   */
  public boolean names(Subject subject) {
    boolean named = false;
    for (HashFunction function : HashFunction.values()) {
      String hex = digests.get(function.prefix());
      if (hex == null) {
        continue;
      }
      if (!hex.equals(hex(subject, function))) {
        return false;
      }
      named |= function != HashFunction.SHA384;
    }
    return named;
  }

  private static String hex(Subject subject, HashFunction function) {
    Digest digest = subject.digest();
    return digest.algorithm().prefix().equals(function.prefix())
        ? digest.hex()
        : function.of(subject.content()).toHex();
  }
}
