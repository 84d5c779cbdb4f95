package dev.portcullis.verify.sigstore;

import dev.portcullis.verify.Failure.Code;
import java.util.Optional;
import java.util.Set;

/** Why each case of sigstore-conformance must be rejected (sigstore spec notes, 5). */
public final class ConformanceReasons {
  private ConformanceReasons() {}

  /** What is said of trust material that must not even load, for the cases that have such. */
  public static Optional<String> complaintAtLoad(String name) {
    return switch (name) {
      case "managed-key-wrong-key" -> Optional.of("EC point is not on its curve");
      case "trust-root-tlog-missing-validity-start" -> Optional.of("validFor.start");
      default -> Optional.empty();
    };
  }

  /** The codes that are right for a case, named without {@code _fail}. */
  public static Set<Code> of(String name) {
    return switch (name) {
      case "bundle-malformed-json",
          "bundle-unknown-version",
          "bundle-negative-log-index",
          "bundle-empty-certificate-chain",
          "bundle-invalid-base64-signature" ->
          Set.of(Code.MALFORMED);
      case "bundle-with-root-cert" -> Set.of(Code.CHAIN_CONTAINS_ROOT);
      case "bundle-from-wrong-instance" -> Set.of(Code.UNTRUSTED_CERTIFICATE, Code.UNTRUSTED_LOG);
      case "invalid-ct-key" -> Set.of(Code.SCT);
      case "checkpoint-bad-keyhint",
          "invalid-checkpoint-signature",
          "checkpoint-wrong-roothash",
          "rekor2-checkpoint-missing-origin",
          "rekor2-checkpoint-missing-size",
          "rekor2-checkpoint-missing-root-hash",
          "rekor2-checkpoint-missing-log-signature",
          "rekor2-checkpoint-no-matching-signature" ->
          Set.of(Code.CHECKPOINT);
      case "inclusion-proof-corrupted-hash",
          "invalid-inclusion-proof",
          "intoto-missing-inclusion-proof",
          "rekor2-no-inclusion-proof" ->
          Set.of(Code.INCLUSION);
      case "set-invalid-signature" -> Set.of(Code.ENTRY_TIMESTAMP);
      case "integrated-time-in-future",
          "intoto-set-outside-signing-cert-validity",
          "intoto-tsa-timestamp-outside-cert-validity",
          "rekor2-timestamp-with-incorrect-time" ->
          Set.of(Code.CERTIFICATE_TIME);
      case "intoto-expired-certificate" -> Set.of(Code.AUTHORITY_VALIDITY, Code.CERTIFICATE_TIME);
      case "wrong-hashedrekord-artifact",
          "wrong-hashedrekord-cert-and-sig",
          "wrong-hashedrekord-entry",
          "incorrect-public-key",
          "intoto-log-entry-mismatch",
          "dsse-mismatch-envelope",
          "dsse-mismatch-sig",
          "rekor2-dsse-mismatch-envelope",
          "rekor2-dsse-mismatch-sig" ->
          Set.of(Code.LOG_ENTRY_MISMATCH);
      case "signature-mismatch", "dsse-invalid-sig", "rekor2-dsse-invalid-sig" ->
          Set.of(Code.SIGNATURE);
      case "message-digest-mismatch" -> Set.of(Code.SUBJECT_MISMATCH);
      case "wrong-material" -> Set.of(Code.SUBJECT_MISMATCH, Code.MATERIAL, Code.UNKNOWN_KEY);
      case "managed-key-no-key" -> Set.of(Code.UNKNOWN_KEY);
      case "rekor2-timestamp-untrusted-tsa-with-embedded-cert",
          "rekor2-timestamp-untrusted-tsa-without-embedded-cert",
          "rekor2-timestamp-payload-mismatch",
          "rekor2-timestamp-outside-tsa-cert-validity",
          "rekor2-timestamp-outside-trust-root-tsa-validity",
          "rekor2-no-timestamp" ->
          Set.of(Code.TIMESTAMP);
      default -> throw new IllegalArgumentException("no reason is known for case " + name);
    };
  }
}
