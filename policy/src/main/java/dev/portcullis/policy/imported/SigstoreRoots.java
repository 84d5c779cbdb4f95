package dev.portcullis.policy.imported;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.VerificationKey;
import dev.portcullis.verify.sigstore.PublicGoodRoot;
import java.util.Base64;
import java.util.List;

/** Recognises the Sigstore instance that certificates and keys belong to. */
final class SigstoreRoots {
  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----");

  private SigstoreRoots() {}

  /**
   * The root of an instance.
   *
   * @param authorities the certificates of its authorities, in PEM; none if only its log matters
   * @param logKeys the public keys of its transparency log, in PEM
   * @throws MalformedException if it is not the public one, or something is no key
   */
  static String of(List<String> authorities, List<String> logKeys) throws MalformedException {
    String known = PublicGoodRoot.document().toUtf8();
    boolean isPublic = true;
    for (String pem : logKeys) {
      byte[] spki = VerificationKey.fromPem(pem).spki().toByteArray();
      isPublic &= known.contains(Base64.getEncoder().encodeToString(spki));
    }
    for (String pem : authorities) {
      Matcher each = CERTIFICATE.matcher(pem);
      boolean isAny = false;
      while (each.find()) {
        isAny = true;
        isPublic &= known.contains(each.group(1).replaceAll("\\s", ""));
      }
      isPublic &= isAny;
    }
    if (!isPublic) {
      throw new MalformedException(
          "it is not of the public Sigstore instance; put the trusted root of the instance under"
              + " trust.sigstore and name it at the signer");
    }
    return SignerBook.PUBLIC_GOOD;
  }
}
