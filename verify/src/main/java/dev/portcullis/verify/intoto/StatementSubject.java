package dev.portcullis.verify.intoto;

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
   * Whether this is the artifact with these hashes: it has a digest by sha256 or sha512, and every
   * digest by an algorithm of {@link HashFunction} is, in exactly our spelling, the artifact's.
   * Stricter than in-toto, which lets one match suffice. Digests by other algorithms, and by those
   * that are not among {@code hashes}, prove nothing and are ignored.
   *
   * @param hashes the artifact's hashes in lower-case hexadecimal
   */
  boolean names(Map<HashFunction, String> hashes) {
    boolean named = false;
    for (HashFunction function : HashFunction.values()) {
      String hex = digests.get(function.prefix());
      String known = hashes.get(function);
      if (hex == null || known == null) {
        continue;
      }
      if (!hex.equals(known)) {
        return false;
      }
      named |= function != HashFunction.SHA384;
    }
    return named;
  }
}
