package dev.portcullis.verify.sigstore;

/**
 * A subject alternative name of a signer's certificate (sigstore spec notes, 2.4).
 *
 * @param kind what sort of name it is
 * @param value the name; printable, as the certificate has it
 */
public record SubjectName(Kind kind, String value) {
  /** The sorts of names that signers have. */
  public enum Kind {
    /** An rfc822Name. */
    EMAIL,
    /** A uniformResourceIdentifier: a workflow, a SPIFFE identity. */
    URI,
    /** An otherName of type 1.3.6.1.4.1.57264.1.7: a user name with its domain. */
    USER_NAME,
    /** A dNSName: only in certificates of an owner's own authority. */
    DNS,
    /**
     * An iPAddress, as four decimal numbers or as eight hexadecimal groups: only in certificates of
     * an owner's own authority.
     */
    IP
  }
}
