package dev.portcullis.verify;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.intoto.DsseEnvelope;
import dev.portcullis.verify.sigstore.Bundle;
import dev.portcullis.verify.sigstore.LogEntry;
import dev.portcullis.verify.x509.HashFunction;
import java.util.List;
import java.util.Optional;

/**
 * One signature with what it is over and what came with it: the form to which every cosign and
 * Sigstore candidate comes down, wherever it was stored (sigstore spec notes, 2.0). The claim is
 * about the subject; nothing else is verified.
 *
 * @param claim what the signed bytes say
 * @param content the signed bytes
 * @param signature the raw signature
 * @param material who is said to have signed
 * @param logEntries transparency-log entries
 * @param timestamps RFC 3161 responses, DER
 * @param bundle the version of the bundle that held it; empty for a layer with annotations
 */
public record UntrustedSignature(
    Claim claim,
    Content content,
    Bytes signature,
    Bundle.Material material,
    List<LogEntry> logEntries,
    List<Bytes> timestamps,
    Optional<Bundle.Version> bundle) {
  /** Copies the lists. */
  public UntrustedSignature {
    logEntries = List.copyOf(logEntries);
    timestamps = List.copyOf(timestamps);
  }

  /** What the signature is over. */
  public sealed interface Content {
    /** The hash of the signed bytes; empty if they are not held and the hash is by another. */
    Optional<Bytes> hash(HashFunction function);

    /** How {@code key} has made {@code signature} over this; empty if it has not. */
    Optional<SignatureScheme> signedBy(VerificationKey key, Bytes signature);

    /** The number of bytes that verifying a signature must hash. */
    int length();

    /**
     * The payload itself.
     *
     * @param payload a simple-signing payload, or the artifact
     */
    record Message(Bytes payload) implements Content {
      @Override
      public Optional<Bytes> hash(HashFunction function) {
        return Optional.of(function.of(payload));
      }

      @Override
      public Optional<SignatureScheme> signedBy(VerificationKey key, Bytes signature) {
        return key.verify(VerificationKey.SignedForm.MESSAGE, payload, signature);
      }

      @Override
      public int length() {
        return payload.length();
      }
    }

    /**
     * An artifact of which only a hash is known.
     *
     * @param function by which it was hashed
     * @param hash the hash
     */
    record Hashed(HashFunction function, Bytes hash) implements Content {
      @Override
      public Optional<Bytes> hash(HashFunction wanted) {
        return wanted == function ? Optional.of(hash) : Optional.empty();
      }

      @Override
      public Optional<SignatureScheme> signedBy(VerificationKey key, Bytes signature) {
        return key.verifyHash(function, hash, signature);
      }

      @Override
      public int length() {
        return 0;
      }
    }

    /**
     * A payload in a DSSE envelope.
     *
     * @param payloadType the payload's type, signed with it
     * @param payload the decoded payload
     * @param signed the pre-authentication encoding of both
     * @param json the envelope as it is stored, where it is an artefact of its own: legacy log
     *     entries and timestamps are about that
     */
    record Envelope(String payloadType, Bytes payload, Bytes signed, Optional<Bytes> json)
        implements Content {
      /** Encodes payload and type. */
      public static Envelope of(String payloadType, Bytes payload, Optional<Bytes> json) {
        return new Envelope(
            payloadType, payload, DsseEnvelope.preAuthEncoding(payloadType, payload), json);
      }

      @Override
      public Optional<Bytes> hash(HashFunction function) {
        return Optional.of(function.of(signed));
      }

      @Override
      public Optional<SignatureScheme> signedBy(VerificationKey key, Bytes signature) {
        return key.verify(VerificationKey.SignedForm.ENVELOPE, signed, signature);
      }

      @Override
      public int length() {
        return signed.length();
      }
    }
  }
}
