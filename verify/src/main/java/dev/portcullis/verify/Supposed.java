package dev.portcullis.verify;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Facts that nobody has verified, to try out or to replay what a policy would make of them. Each
 * says of itself that it is supposed, and a decision in which one takes part grants no permit.
 */
public final class Supposed {
  private Supposed() {}

  /**
   * A signature.
   *
   * @param origin where it would have been found
   * @param subject the digest that it would be over
   * @param voucher who would have signed
   * @param signedAt when, as far as that would be proven
   * @param witnesses the logs that would hold it
   * @param annotations what the signer would have added
   * @param named the repository that the signer would have named, by {@link
   *     Verified.Signature#named}
   */
  public static Verified.Signature signature(
      Origin origin,
      Digest subject,
      Voucher voucher,
      List<Instant> signedAt,
      List<LogWitness> witnesses,
      Map<String, String> annotations,
      Optional<String> named) {
    return new SupposedSignature(origin, subject, voucher, signedAt, witnesses, annotations, named);
  }

  /**
   * A statement, as {@link #signature}.
   *
   * @param predicateType the type of its predicate
   * @param statement the whole of it in JSON
   */
  public static Verified.Attestation attestation(
      Origin origin,
      Digest subject,
      Voucher voucher,
      List<Instant> signedAt,
      List<LogWitness> witnesses,
      String predicateType,
      Bytes statement) {
    return new SupposedAttestation(
        origin, subject, voucher, signedAt, witnesses, predicateType, statement);
  }

  /**
   * An SBOM that is an artifact of its own, as {@link #signature}.
   *
   * @param artifact the digest of its manifest
   * @param document the SBOM
   * @param named the repository that the signer named, if any
   */
  public static Verified.Sbom sbom(
      Origin origin,
      Digest subject,
      Voucher voucher,
      List<Instant> signedAt,
      List<LogWitness> witnesses,
      Digest artifact,
      Bytes document,
      Optional<String> named) {
    return new SupposedSbom(
        origin, subject, voucher, signedAt, witnesses, artifact, document, named);
  }
}
