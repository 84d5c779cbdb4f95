package dev.portcullis.policy;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Manifest;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Finding;
import dev.portcullis.verify.LogWitness;
import dev.portcullis.verify.Origin;
import dev.portcullis.verify.Unavailable;
import dev.portcullis.verify.Voucher;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a record keeps of the findings of a decision, so that the decision can be made again by
 * another policy.
 *
 * @param trust the {@link dev.portcullis.verify.TrustMaterial#revision} under which it was verified
 * @param digest the image, or the index that vouched for it
 * @param signed the name of the repository under which signatures were looked at
 * @param sboms whether SBOMs that are artifacts of their own were looked for
 * @param manifest what of its manifest conditions may ask about; the bytes are others
 * @param facts what was verified
 * @param failed the candidates that were not
 * @param silent the sources that did not answer
 * @param notes what statements were found to say, by {@link Notes#taken}
 */
public record Recollection(
    String trust,
    Digest digest,
    RepositoryName signed,
    boolean sboms,
    Manifest manifest,
    List<Fact> facts,
    List<Finding> failed,
    List<Unavailable> silent,
    Map<String, String> notes) {
  /** Copies the collections. */
  public Recollection {
    facts = List.copyOf(facts);
    failed = List.copyOf(failed);
    silent = List.copyOf(silent);
    notes = Map.copyOf(notes);
  }

  /**
   * A fact.
   *
   * @param origin where it was found
   * @param subject what it is about
   * @param predicateType the type of an attestation; empty for a signature
   * @param artifact the manifest of an SBOM that is an artifact of its own; empty for any other
   * @param by who vouched
   * @param anchor the name of what it rests on, by {@link dev.portcullis.verify.TrustAnchors}
   * @param signedAt the proven times of signing
   * @param witnesses the logs that hold it
   * @param annotations what the signer of a signature added
   * @param named the repository that the signer of a signature named
   */
  public record Fact(
      Origin origin,
      Digest subject,
      Optional<String> predicateType,
      Optional<Digest> artifact,
      By by,
      String anchor,
      List<Instant> signedAt,
      List<LogWitness> witnesses,
      Map<String, String> annotations,
      Optional<String> named) {
    /** Copies the collections. */
    public Fact {
      signedAt = List.copyOf(signedAt);
      witnesses = List.copyOf(witnesses);
      annotations = Map.copyOf(annotations);
    }
  }

  /** Who vouched for a fact. */
  public sealed interface By {
    /** Somebody of whom everything is kept that signers go by. */
    record Known(Voucher voucher) implements By {}

    /**
     * A holder of certificates, which are too large to keep: only for whom they counted is kept.
     *
     * @param fingerprints those of the key that signed and of its certificates
     * @param counts by the revision of each signer that was asked whether it counted for that one
     */
    record Judged(List<String> fingerprints, Map<String, Boolean> counts) implements By {
      /** Copies the collections. */
      public Judged {
        fingerprints = List.copyOf(fingerprints);
        counts = Map.copyOf(counts);
      }
    }
  }

  /** Whether a candidate that failed so would fail under whatever keys and roots. */
  static boolean isFinal(Failure.Code code) {
    return switch (code) {
      case MALFORMED, LIMIT, SUBJECT_MISMATCH, TYPE_MISMATCH -> true;
      case MATERIAL,
          UNKNOWN_KEY,
          IDENTITY,
          SIGNATURE,
          ALGORITHM,
          CERTIFICATE,
          CHAIN_CONTAINS_ROOT,
          UNTRUSTED_CERTIFICATE,
          AUTHORITY_VALIDITY,
          CERTIFICATE_TIME,
          SCT,
          UNTRUSTED_LOG,
          LOG_ENTRY_MISMATCH,
          ENTRY_TIMESTAMP,
          INCLUSION,
          CHECKPOINT,
          TIMESTAMP,
          CHAIN,
          CRITICAL,
          UNTRUSTED,
          EXPIRED,
          VALIDITY,
          REVOKED,
          REVOCATION_UNKNOWN ->
          false;
    };
  }
}
