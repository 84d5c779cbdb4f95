package dev.portcullis.verify.x509;

import java.util.Map;

/** The key purposes that matter here (RFC 5280, section 4.2.1.12). */
public final class ExtendedKeyUsage {
  public static final Oid ANY = Oid.of("2.5.29.37.0");
  public static final Oid SERVER_AUTH = Oid.of("1.3.6.1.5.5.7.3.1");
  public static final Oid CLIENT_AUTH = Oid.of("1.3.6.1.5.5.7.3.2");
  public static final Oid CODE_SIGNING = Oid.of("1.3.6.1.5.5.7.3.3");
  public static final Oid EMAIL_PROTECTION = Oid.of("1.3.6.1.5.5.7.3.4");
  public static final Oid TIME_STAMPING = Oid.of("1.3.6.1.5.5.7.3.8");
  public static final Oid OCSP_SIGNING = Oid.of("1.3.6.1.5.5.7.3.9");

  private static final Map<Oid, String> NAMES =
      Map.of(
          ANY, "anyExtendedKeyUsage",
          SERVER_AUTH, "serverAuth",
          CLIENT_AUTH, "clientAuth",
          CODE_SIGNING, "codeSigning",
          EMAIL_PROTECTION, "emailProtection",
          TIME_STAMPING, "timeStamping",
          OCSP_SIGNING, "OCSPSigning");

  private ExtendedKeyUsage() {}

  /** The name in RFC 5280, else the identifier, for messages. */
  public static String nameOf(Oid purpose) {
    return NAMES.getOrDefault(purpose, purpose.toString());
  }
}
