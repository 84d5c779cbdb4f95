package dev.portcullis.verify.sigstore;

import static dev.portcullis.verify.sigstore.KeylessCase.IMAGE;
import static dev.portcullis.verify.sigstore.KeylessCase.SIGSTORE;
import static dev.portcullis.verify.sigstore.KeylessCase.assertRefused;
import static dev.portcullis.verify.sigstore.KeylessCase.assertVerified;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.lab.LabKeyless;
import dev.portcullis.verify.lab.LabStatement;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Signatures of OpenSSF Model Signing (sigstore spec notes, 2.11). Their subject is a hash over the
 * model's files, not a manifest: they bind to no image, whoever has signed them.
 */
class ModelSigningTest {
  private static final String OMS = "https://model_signing/signature/v1.0";
  private static final LabKeyless SIGNER = SIGSTORE.signer();

  @Test
  void aSignatureOverTheFilesOfAModelDoesNotBindToItsManifest() {
    LabStatement files =
        LabStatement.about(Digest.sha256(Bytes.utf8("digests of the files")), OMS)
            .withPredicate(
                "{\"resources\":[],\"serialization\":{\"method\":\"files\",\"hash_type\":\"sha256\"}}");

    assertRefused(
        SIGNER.bundle(SIGNER.envelope(files)).candidate(),
        Code.SUBJECT_MISMATCH,
        "no subject of the statement is this digest");
    assertVerified(
        SIGNER.bundle(SIGNER.envelope(LabStatement.about(IMAGE.digest(), OMS))).candidate());
  }

  @Test
  void theChainThatItsCertificateMethodPutsIntoVersion03IsRefused() {
    String leaf =
        Base64.getEncoder().encodeToString(SIGNER.holder().certificate().der().toByteArray());

    assertRefused(
        SIGNER
            .sign(IMAGE.digest())
            .without("certificate")
            .with("x509CertificateChain.certificates", List.of(Map.of("rawBytes", leaf)))
            .candidate(),
        Code.MALFORMED,
        "version 0.3 must not hold a certificate chain");
  }
}
