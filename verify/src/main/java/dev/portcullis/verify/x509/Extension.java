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
}
