package dev.portcullis.verify;

import dev.portcullis.oci.MalformedException;
import java.util.Optional;

/**
 * Why a check failed.
 *
 * @param code the rule that was broken; stable, for tests, metrics and machines
 * @param message one clause for people, without a final stop
 * @param expected what would have passed, where that can be said
 * @param found what was there instead, made fit to print
 */
public record Failure(
    Code code, String message, Optional<String> expected, Optional<String> found) {

  /**
   * The rules; each is described where it is checked, and has the words by which a refusal counts
   * the candidates that broke it.
   */
  public enum Code {
    /** The bytes do not have the form that their type demands. */
    MALFORMED("malformed"),
    /** A limit of {@link dev.portcullis.oci.Limits} was exceeded. */
    LIMIT("over a limit"),
    /** The signed claim is about other content. */
    SUBJECT_MISMATCH("for another digest"),
    /** The signed claim is of another type than its place demands. */
    TYPE_MISMATCH("of another type"),
    /** Neither key nor certificate, or one where the other is needed. */
    MATERIAL("without a usable key or certificate"),
    /** Signed by a key that no signer names. */
    UNKNOWN_KEY("by a key that no signer names"),
    /** Signed, and rightly so, by another identity than the one that was asked for. */
    IDENTITY("by another identity"),
    /** The signature does not verify under the key. */
    SIGNATURE("invalid"),
    /** An algorithm or key type that is not accepted. */
    ALGORITHM("by an algorithm that is not accepted"),
    /** The certificate is not one that may sign artifacts. */
    CERTIFICATE("with an unsuitable certificate"),
    /**
     * The certificate chain that came along holds a root, which is trust material, not evidence.
     */
    CHAIN_CONTAINS_ROOT("with a root certificate of its own"),
    /** The certificate was issued by no authority that a root trusts. */
    UNTRUSTED_CERTIFICATE("by a certificate that nobody trusted has issued"),
    /** The certificate authority was not trusted at the time of signing. */
    AUTHORITY_VALIDITY("outside the validity of the certificate authority"),
    /** The certificate was not valid at the time of signing. */
    CERTIFICATE_TIME("outside the validity of the certificate"),
    /** No trusted certificate transparency log has promised to hold the certificate. */
    SCT("without a valid SCT"),
    /** Too few trusted transparency logs hold the signature. */
    UNTRUSTED_LOG("in no trusted transparency log"),
    /** A log entry is about another signature, key or content. */
    LOG_ENTRY_MISMATCH("with a log entry for something else"),
    /** A log's signed entry timestamp does not verify. */
    ENTRY_TIMESTAMP("with an invalid signed entry timestamp"),
    /** A log entry is not shown to be in its log's tree. */
    INCLUSION("without a valid inclusion proof"),
    /** A log's tree head is not signed by the log, or is another tree's. */
    CHECKPOINT("with an invalid checkpoint"),
    /** An RFC 3161 timestamp is missing, or proves nothing about this signature. */
    TIMESTAMP("without a valid timestamp"),
    /** The certificates do not form a chain of the demanded kind. */
    CHAIN("with an unacceptable certificate chain"),
    /** An attribute is marked critical that nobody here understands. */
    CRITICAL("with a critical attribute that is not understood"),
    /** No trust store, or no listed identity, vouches for the signer. */
    UNTRUSTED("by a signer that is not trusted"),
    /** The signature has come to the end that its signer set. */
    EXPIRED("expired"),
    /** A certificate was not, or is not, valid at the time that matters. */
    VALIDITY("outside the validity of its certificates"),
    /** A certificate is revoked. */
    REVOKED("by a revoked certificate"),
    /** Whether a certificate is revoked could not be learnt. */
    REVOCATION_UNKNOWN("of unknown revocation status");

    private final String words;

    Code(String words) {
      this.words = words;
    }

    /** What the candidate is, to follow a count in a summary: {@code "2 invalid"}. */
    public String words() {
      return words;
    }
  }

  /** A failure without expected and found values. */
  public static Failure of(Code code, String message) {
    return new Failure(code, message, Optional.empty(), Optional.empty());
  }

  /** A failure that names both values. */
  public static Failure of(Code code, String message, String expected, String found) {
    return new Failure(code, message, Optional.of(expected), Optional.of(found));
  }

  /** {@code LIMIT} or {@code MALFORMED}, as the parser's complaint is. */
  public static Failure of(MalformedException complaint) {
    return of(complaint.isOverLimit() ? Code.LIMIT : Code.MALFORMED, complaint.getMessage());
  }

  /** The message with both values where there are any. */
  public String sentence() {
    return message
        + expected.map(value -> ", expected " + value).orElse("")
        + found.map(value -> ", found " + value).orElse("");
  }
}
