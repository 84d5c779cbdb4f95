package dev.portcullis.verify;

import static dev.portcullis.verify.KeyVerification.IMAGE;
import static dev.portcullis.verify.KeyVerification.KEY;
import static dev.portcullis.verify.KeyVerification.STRANGER;
import static dev.portcullis.verify.KeyVerification.assertRefused;
import static dev.portcullis.verify.KeyVerification.assertVerified;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.Check.Step;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabSignature;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcECContentSignerBuilder;
import org.junit.jupiter.api.Test;

/** Signatures by a key that carry a certificate besides (sigstore spec notes, 2.1). */
class KeyCertificateTest {
  private static final String CERTIFICATE = "dev.sigstore.cosign/certificate";

  private static String certificateOf(LabKey key) {
    DefaultSignatureAlgorithmIdentifierFinder finder =
        new DefaultSignatureAlgorithmIdentifierFinder();
    BcECContentSignerBuilder signer =
        new BcECContentSignerBuilder(
            finder.find("SHA256withECDSA"),
            new DefaultDigestAlgorithmIdentifierFinder().find(finder.find("SHA256withECDSA")));
    X500Name name = new X500Name("CN=lab");
    X509v3CertificateBuilder builder =
        new X509v3CertificateBuilder(
            name,
            BigInteger.ONE,
            Date.from(Instant.EPOCH),
            Date.from(Instant.EPOCH.plusSeconds(600)),
            name,
            SubjectPublicKeyInfo.getInstance(key.spki().toByteArray()));
    try {
      return LabKey.pem(
          "CERTIFICATE", Bytes.wrap(builder.build(signer.build(key.privateKey())).getEncoded()));
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void certificateOfAConfiguredKeyProvesNothingAndHindersNothing() {
    assertVerified(
        LabSignature.of(IMAGE.digest(), KEY)
            .withAnnotation(CERTIFICATE, certificateOf(KEY))
            .candidate(),
        Verified.Signature.class);
  }

  @Test
  void certificateOfAConfiguredKeyDoesNotVouchForAnothersSignature() {
    assertRefused(
        LabSignature.of(IMAGE.digest(), STRANGER)
            .withAnnotation(CERTIFICATE, certificateOf(KEY))
            .candidate(),
        Step.SIGNATURE,
        Code.SIGNATURE,
        "does not verify");
  }

  @Test
  void moreThanOneCertificateInTheLeafAnnotationIsRefused() {
    assertRefused(
        LabSignature.of(IMAGE.digest(), KEY)
            .withAnnotation(CERTIFICATE, certificateOf(KEY) + certificateOf(STRANGER))
            .candidate(),
        Step.FORMAT,
        Code.LIMIT,
        "more than 1 PEM blocks");
  }
}
