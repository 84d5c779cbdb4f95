package dev.portcullis.verify.x509;

import dev.portcullis.oci.Bytes;

/**
 * One extension of a certificate (RFC 5280, section 4.2).
 *
 * @param oid which one
 * @param critical whether who does not understand it must refuse the certificate
 * @param value the content of {@code extnValue}, DER in most extensions
 */
public record Extension(Oid oid, boolean critical, Bytes value) {
  public static final Oid SUBJECT_KEY_IDENTIFIER = Oid.of("2.5.29.14");
  public static final Oid KEY_USAGE = Oid.of("2.5.29.15");
  public static final Oid SUBJECT_ALTERNATIVE_NAME = Oid.of("2.5.29.17");
  public static final Oid BASIC_CONSTRAINTS = Oid.of("2.5.29.19");
  public static final Oid EXTENDED_KEY_USAGE = Oid.of("2.5.29.37");

  /** Where the certificate's revocation lists are. */
  public static final Oid CRL_DISTRIBUTION_POINTS = Oid.of("2.5.29.31");

  /** Where the changes to a revocation list are. */
  public static final Oid FRESHEST_CRL = Oid.of("2.5.29.46");

  /** Where the issuer's OCSP responders are. */
  public static final Oid AUTHORITY_INFORMATION_ACCESS = Oid.of("1.3.6.1.5.5.7.1.1");

  /** The certificate will never be revoked (RFC 9608). */
  public static final Oid NO_REVOCATION_AVAILABLE = Oid.of("2.5.29.56");

  /** The OCSP responder's certificate is not to be checked for revocation (RFC 6960). */
  public static final Oid OCSP_NO_CHECK = Oid.of("1.3.6.1.5.5.7.48.1.5");
}
