package dev.portcullis.verify;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Proof that someone vouched for a subject: its signature, binding and every configured check have
 * passed. Only {@link Verifier} makes one; {@link Supposed} makes what looks like one, says so, and
 * leads to no permit.
 */
public sealed interface Verified {
  /** Where the evidence was found. */
  Origin origin();

  /** The digest of the subject that it is about. */
  Digest subject();

  /** Who signed. */
  Voucher voucher();

  /** The proven signing times, which all lie within the voucher's validity; may be empty. */
  List<Instant> signedAt();

  /** The transparency logs that hold the signature; may be empty. */
  List<LogWitness> witnesses();

  /** Whether it is only supposed, and proves nothing. */
  boolean isSupposed();

  /** A signature over the artifact itself. */
  sealed interface Signature extends Verified permits MintedSignature, SupposedSignature {
    /** The claims that the signer added, signed with the rest (cosign {@code -a}). */
    Map<String, String> annotations();

    /**
     * The repository that the signer named ({@code docker-reference}), as written and perhaps the
     * empty text; empty if the form of the signature names none.
     */
    Optional<String> named();
  }

  /** A signed statement about the artifact (in-toto). */
  sealed interface Attestation extends Verified permits MintedAttestation, SupposedAttestation {
    /** The type of the statement's predicate, a URI. */
    String predicateType();

    /** The statement's JSON, exactly as signed. */
    Bytes statement();
  }

  /**
   * A signed SBOM that is an artifact of its own and says that it is about the subject (see {@link
   * dev.portcullis.verify.sbom.SbomArtifact}).
   */
  sealed interface Sbom extends Verified permits MintedSbom, SupposedSbom {
    /** The digest of the SBOM artifact's manifest, which is what is signed. */
    Digest artifact();

    /** The SBOM, exactly as signed. */
    Bytes document();

    /** The repository that the signer of the artifact named, as {@link Signature#named}. */
    Optional<String> named();
  }
}
