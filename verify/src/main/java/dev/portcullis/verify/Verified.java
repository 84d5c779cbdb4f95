package dev.portcullis.verify;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Proof that someone vouched for a subject: its signature, binding and every configured check have
 * passed. Only {@link Verifier} makes one.
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

  /** A signature over the artifact itself. */
  sealed interface Signature extends Verified permits MintedSignature {
    /** The claims that the signer added, signed with the rest (cosign {@code -a}). */
    Map<String, String> annotations();

    /**
     * The repository that the signer named ({@code docker-reference}), as written and perhaps the
     * empty text; empty if the form of the signature names none.
     */
    Optional<String> named();
  }

  /** A signed statement about the artifact (in-toto). */
  sealed interface Attestation extends Verified permits MintedAttestation {
    /** The type of the statement's predicate, a URI. */
    String predicateType();

    /** The statement's JSON, exactly as signed. */
    Bytes statement();
  }
}
