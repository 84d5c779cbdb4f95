package dev.portcullis.verify.sigstore;

import static dev.portcullis.verify.sigstore.KeylessCase.IMAGE;
import static dev.portcullis.verify.sigstore.KeylessCase.SIGSTORE;
import static dev.portcullis.verify.sigstore.KeylessCase.SUBJECT;
import static dev.portcullis.verify.sigstore.KeylessCase.assertRefused;
import static dev.portcullis.verify.sigstore.KeylessCase.assertVerified;
import static dev.portcullis.verify.sigstore.KeylessCase.statement;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabBundle;
import dev.portcullis.verify.lab.LabEnvelope;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabKeyless;
import dev.portcullis.verify.lab.LabLogBody;
import dev.portcullis.verify.lab.LabSignature;
import dev.portcullis.verify.lab.LabSigstore;
import dev.portcullis.verify.lab.LabStatement;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a Rekor v1 entry must be about (sigstore spec notes, 2.6). Every entry here is truly in the
 * log and signed by it: only its content is another's.
 */
class RekorV1BodyTest {
  private static final LabKeyless SIGNER = SIGSTORE.signer();
  private static final LabEnvelope ENVELOPE = SIGNER.envelope(statement());
  private static final Bytes SIGNATURE = SIGNER.signature(ENVELOPE);
  private static final String PEM = SIGNER.holder().pem();
  private static final String OTHER_PEM =
      SIGSTORE.identity(LabKey.p256("other")).signer(LabSigstore.TIME).holder().pem();
  private static final LabEnvelope OTHER =
      SIGNER.envelope(LabStatement.about(IMAGE.digest(), "https://other"));
  private static final Bytes OTHER_SIGNATURE = Bytes.utf8("other");

  private static void assertMismatch(Candidate candidate, String what) {
    assertRefused(candidate, Code.LOG_ENTRY_MISMATCH, "for another " + what);
  }

  private static Candidate bundle(String kind, String version, Bytes body) {
    return SIGNER.bundle(ENVELOPE, SIGNER.enter(kind, version, body)).candidate();
  }

  private static Candidate layer(String kind, String version, Bytes body) {
    return SIGNER.attestation(ENVELOPE, SIGNER.enter(kind, version, body)).candidate();
  }

  private static Candidate message(Bytes body) {
    return SIGNER
        .message(SUBJECT)
        .withEntries(SIGNER.enter("hashedrekord", "0.0.1", body))
        .candidate();
  }

  @Test
  void cve202622703AHashedRekordForAnotherDigestSignatureOrKeyIsRefused() {
    LabBundle bundle = SIGNER.message(SUBJECT);
    Bytes signature = bundle.signature();
    Bytes content = SUBJECT.content();

    assertVerified(
        bundle
            .withEntries(SIGNER.hashedRekordEntry("hashedrekord", content, signature))
            .candidate());
    assertVerified(
        bundle.withEntries(SIGNER.hashedRekordEntry("rekord", content, signature)).candidate());
    assertMismatch(
        bundle
            .withEntries(SIGNER.hashedRekordEntry("hashedrekord", Bytes.utf8("other"), signature))
            .candidate(),
        "digest");
    assertMismatch(
        bundle
            .withEntries(SIGNER.hashedRekordEntry("hashedrekord", content, OTHER_SIGNATURE))
            .candidate(),
        "signature");
    assertMismatch(
        bundle
            .withEntries(
                SIGNER.enter(
                    "hashedrekord",
                    "0.0.1",
                    LabLogBody.hashedRekord("hashedrekord", content, signature, OTHER_PEM)))
            .candidate(),
        "signer");
    assertMismatch(
        bundle
            .withEntries(
                SIGNER.enter(
                    "hashedrekord",
                    "0.0.1",
                    LabLogBody.hashedRekord(
                        "hashedrekord", content, signature, SIGNER.holder().key().pem())))
            .candidate(),
        "signer");
  }

  @Test
  void cve202453267ADsseEntryForAnotherEnvelopeSignatureOrKeyIsRefused() {
    assertVerified(bundle("dsse", "0.0.1", LabLogBody.dsse(ENVELOPE, SIGNATURE, PEM)));
    assertMismatch(bundle("dsse", "0.0.1", LabLogBody.dsse(OTHER, SIGNATURE, PEM)), "payload");
    assertMismatch(
        bundle("dsse", "0.0.1", LabLogBody.dsse(ENVELOPE, OTHER_SIGNATURE, PEM)), "signature");
    assertMismatch(
        bundle("dsse", "0.0.1", LabLogBody.dsse(ENVELOPE, SIGNATURE, OTHER_PEM)), "signer");
  }

  @Test
  void anEnvelopeThatIsALayerMustHaveTheHashInItsEntry() {
    LabEnvelope reordered = ENVELOPE.signedBy(LabKey.p256("second"), "");

    assertMismatch(layer("dsse", "0.0.1", LabLogBody.dsse(reordered, SIGNATURE, PEM)), "envelope");
    assertMismatch(
        layer("intoto", "0.0.2", LabLogBody.intotoV2(reordered, SIGNATURE, PEM)), "envelope");
    assertMismatch(layer("intoto", "0.0.1", LabLogBody.intotoV1(reordered, PEM)), "envelope");
  }

  @Test
  void anIntoto001EntryIsBoundByTheEnvelopesHashAndKey() {
    assertVerified(layer("intoto", "0.0.1", LabLogBody.intotoV1(ENVELOPE, PEM)));
    assertMismatch(layer("intoto", "0.0.1", LabLogBody.intotoV1(OTHER, PEM)), "envelope");
    assertMismatch(layer("intoto", "0.0.1", LabLogBody.intotoV1(ENVELOPE, OTHER_PEM)), "signer");
  }

  @Test
  void anIntoto001EntryInABundleBindsNothingAndIsRefused() {
    assertMismatch(bundle("intoto", "0.0.1", LabLogBody.intotoV1(ENVELOPE, PEM)), "type");
  }

  @Test
  void anIntoto002EntryForAnotherEnvelopeSignatureOrKeyIsRefused() {
    assertVerified(layer("intoto", "0.0.2", LabLogBody.intotoV2(ENVELOPE, SIGNATURE, PEM)));
    assertMismatch(
        bundle("intoto", "0.0.2", LabLogBody.intotoV2(OTHER, SIGNATURE, PEM)), "payload");
    assertMismatch(
        bundle(
            "intoto",
            "0.0.2",
            LabLogBody.intotoV2(ENVELOPE.withTypeSwapped("text/plain"), SIGNATURE, PEM)),
        "payload");
    assertMismatch(
        bundle("intoto", "0.0.2", LabLogBody.intotoV2(ENVELOPE, OTHER_SIGNATURE, PEM)),
        "signature");
    assertMismatch(
        bundle("intoto", "0.0.2", LabLogBody.intotoV2(ENVELOPE, SIGNATURE, OTHER_PEM)), "signer");
  }

  @Test
  void cve202223649ASignatureLayersEntryMustBeForItsPayload() {
    LabSignature layer = SIGNER.layer(IMAGE.digest());
    LabSignature stolen = SIGNER.layer(LabArtifact.image("other").digest());

    assertMismatch(
        layer
            .withAnnotation(
                "dev.sigstore.cosign/bundle", stolen.annotation("dev.sigstore.cosign/bundle"))
            .candidate(),
        "digest");
  }

  @Test
  void theClaimedTypeMustBeTheBodysOwn() {
    Bytes body = LabLogBody.dsse(ENVELOPE, SIGNATURE, PEM);

    assertMismatch(bundle("hashedrekord", "0.0.1", body), "type");
    assertMismatch(bundle("dsse", "0.0.3", body), "type");
    assertMismatch(bundle("", "", body), "type");
  }

  @Test
  void anEntryOfATypeForSomethingElseIsRefused() {
    assertRefused(
        bundle(
            "alpine",
            "0.0.1",
            Bytes.utf8("{\"apiVersion\":\"0.0.1\",\"kind\":\"alpine\",\"spec\":{}}")),
        Code.LOG_ENTRY_MISMATCH,
        "type 'alpine 0.0.1' is not accepted");
    assertMismatch(message(LabLogBody.dsse(ENVELOPE, SIGNATURE, PEM)), "type");
  }

  @Test
  void cve202323831AMalformedBodyIsAVerdict() {
    for (String body :
        List.of(
            "{}",
            "null",
            "{\"kind\":\"dsse\",\"apiVersion\":\"0.0.1\"}",
            "{\"kind\":\"dsse\",\"apiVersion\":\"0.0.1\",\"spec\":null}",
            "{\"kind\":\"dsse\",\"apiVersion\":\"0.0.1\",\"spec\":{\"payloadHash\":[]}}",
            "{\"kind\":\"dsse\",\"kind\":\"dsse\",\"apiVersion\":\"0.0.1\",\"spec\":{}}",
            "not json")) {
      assertRefused(
          bundle("dsse", "0.0.1", Bytes.utf8(body)),
          Code.LOG_ENTRY_MISMATCH,
          "the log entry cannot be read");
    }
  }

  @Test
  void aBodyWithTwoSignaturesIsRefused() {
    Bytes body = LabLogBody.dsse(ENVELOPE, SIGNATURE, PEM);
    String text = body.toUtf8();
    int from = text.indexOf("[{");
    String element = text.substring(from + 1, text.lastIndexOf(']'));
    Bytes twice = Bytes.utf8(text.replace(element, element + "," + element));

    assertRefused(
        bundle("dsse", "0.0.1", twice), Code.LOG_ENTRY_MISMATCH, "the log entry cannot be read");
  }
}
