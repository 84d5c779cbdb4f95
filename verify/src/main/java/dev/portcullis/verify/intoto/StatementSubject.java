package dev.portcullis.verify.intoto;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.Subject;
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
   * Whether this is {@code subject}: at least one of its digests by sha256 or sha512 is there, and
   * each that is there is, in exactly our spelling, the one of the subject's bytes. Stricter than
   * in-toto, which lets one match suffice. Digests by other algorithms prove nothing and are
   * ignored.
   */
  public boolean names(Subject subject) {
    boolean named = false;
    for (Digest.Algorithm algorithm : Digest.Algorithm.values()) {
      String hex = digests.get(algorithm.prefix());
      if (hex == null) {
        continue;
      }
      if (!names(subject, algorithm, hex)) {
        return false;
      }
      named = true;
    }
    return named;
  }

  private static boolean names(Subject subject, Digest.Algorithm algorithm, String hex) {
    try {
      return subject.isNamedBy(Digest.parse(algorithm.prefix() + ":" + hex));
    } catch (MalformedException e) {
      return false;
    }
  }
}
