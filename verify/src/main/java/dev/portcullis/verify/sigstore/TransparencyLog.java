package dev.portcullis.verify.sigstore;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.SignatureScheme;
import dev.portcullis.verify.VerificationKey;

/**
 * A transparency log of signatures or of certificates that a root trusts (sigstore spec notes, 3).
 *
 * @param baseUrl its URL, for people
 * @param origin the host of {@code baseUrl}, which a Rekor v2 checkpoint names first
 * @param id the identifier by which entries and certificates name it, 32 bytes
 * @param key its public key
 * @param scheme how it signs
 * @param validFor when it may sign; has a start
 * @param operator who runs it, empty if not said
 */
public record TransparencyLog(
    String baseUrl,
    String origin,
    Bytes id,
    VerificationKey key,
    SignatureScheme scheme,
    TimeRange validFor,
    String operator) {

  private static final int HINT_BYTES = 4;

  /** Whether {@code signature} is the log's over {@code signed}. */
  boolean signed(Bytes signed, Bytes signature) {
    return key.verify(scheme, signed, signature);
  }

  /** The first bytes of the identifier, by which a checkpoint's signature line names the log. */
  Bytes hint() {
    return id.slice(0, HINT_BYTES);
  }

  /** The party that a threshold counts once: the operator if known, else the log itself. */
  String party() {
    return operator.isEmpty() ? id.toHex() : operator;
  }
}
