package dev.portcullis.proxy.keyless;

import static dev.portcullis.proxy.keyless.BrokenArtefact.IMAGE;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabBundle;
import dev.portcullis.verify.lab.LabEnvelope;
import dev.portcullis.verify.lab.LabKeyless;
import dev.portcullis.verify.lab.LabSignature;
import dev.portcullis.verify.lab.LabSigstore;
import dev.portcullis.verify.lab.LabStatement;
import dev.portcullis.verify.lab.LabTimestamp;
import java.time.Duration;
import java.util.List;

/**
 * What can be wrong with a bundle, an envelope, a signature and a timestamp (sigstore spec notes,
 * 1.1, 2.5, 2.8 and 2.9).
 */
final class BrokenEnvelopes {
  private static final LabSigstore SIGSTORE = KeylessGate.SIGSTORE;
  private static final LabSigstore STRANGER = LabSigstore.named("stranger");
  private static final LabKeyless SIGNER = SIGSTORE.signer();
  private static final LabArtifact OTHER = LabArtifact.image("other");
  private static final LabBundle BUNDLE = SIGNER.sign(IMAGE.digest());
  private static final LabBundle SECOND =
      SIGNER.bundleV2(SIGNER.envelope(LabStatement.cosignSign(IMAGE.digest())));
  private static final LabSignature LAYER = SIGNER.layer(IMAGE.digest());

  private BrokenEnvelopes() {}

  /** Bundles, and what they hold. */
  static List<BrokenArtefact> bundles() {
    Subject subject = IMAGE.in("registry.test/prod/app");
    LabEnvelope envelope = SIGNER.envelope(LabStatement.cosignSign(IMAGE.digest()));
    return List.of(
        of(
            "unknown version",
            BUNDLE.withMediaType("application/vnd.dev.sigstore.bundle+json;version=99.9"),
            Code.MALFORMED,
            "media type"),
        of("unknown member", BUNDLE.with("verdict", "good"), Code.MALFORMED, "verdict"),
        of(
            "negative log index",
            BUNDLE.with("tlogEntries.0.logIndex", "-1"),
            Code.MALFORMED,
            "logIndex"),
        of("no certificate", BUNDLE.without("certificate"), Code.MALFORMED, ""),
        of(
            "signature that is not base64",
            BUNDLE.withContent("signatures.0.sig", "***"),
            Code.MALFORMED,
            "base64"),
        of(
            "signature altered",
            BUNDLE.withContent("signatures.0.sig", "MAYCAQECAQE="),
            Code.SIGNATURE,
            "does not verify under its certificate"),
        of(
            "payload swapped",
            SIGNER.bundle(
                SIGNER
                    .envelope(LabStatement.cosignSign(OTHER.digest()))
                    .withPayloadSwapped(LabStatement.cosignSign(IMAGE.digest()).json()),
                SIGNER.dsseEntry(envelope)),
            Code.SIGNATURE,
            "does not verify under its certificate"),
        of(
            "payload type swapped",
            SIGNER.bundle(envelope.withTypeSwapped("text/plain"), SIGNER.dsseEntry(envelope)),
            Code.TYPE_MISMATCH,
            "the envelope holds no in-toto statement"),
        of(
            "CVE-2026-31830 statement about another digest",
            SIGNER.sign(OTHER.digest()),
            Code.SUBJECT_MISMATCH,
            "no subject of the statement is this digest"),
        of(
            "statement of an unknown type",
            SIGNER.bundle(
                SIGNER.envelope(
                    LabStatement.cosignSign(IMAGE.digest()).withType("https://in-toto.io/S/v9"))),
            Code.MALFORMED,
            ""),
        of(
            "CVE-2026-39395 payload that is no statement",
            SIGNER.bundle(LabEnvelope.of(Bytes.utf8("{\"subject\":null}"), SIGNER.holder().key())),
            Code.MALFORMED,
            ""),
        of(
            "message signature over another image",
            SIGNER.message(OTHER.in("registry.test/prod/app")),
            Code.SUBJECT_MISMATCH,
            "signed for another digest"),
        of(
            "message digest of another image",
            SIGNER
                .message(subject)
                .withContent(
                    "messageDigest.digest", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
            Code.SUBJECT_MISMATCH,
            "signed for another digest"),
        BrokenArtefact.of(
            "layer about another digest",
            SIGNER.layer(OTHER.digest()),
            Code.SUBJECT_MISMATCH,
            "signed for another digest"),
        BrokenArtefact.of(
            "layer of another type",
            LAYER.withType(IMAGE.digest().toString(), "atomic container signature"),
            Code.TYPE_MISMATCH,
            "type"),
        BrokenArtefact.of(
            "layer whose signature is another's",
            LAYER.withSignature(SIGNER.holder().key().sign(Bytes.utf8("other"))),
            Code.SIGNATURE,
            "does not verify under its certificate"),
        BrokenArtefact.of(
            "statement layer about another digest",
            stated(OTHER),
            Code.SUBJECT_MISMATCH,
            "no subject of the statement is this digest"));
  }

  /** Timestamps, without which a log of the second generation proves no time. */
  static List<BrokenArtefact> timestamps() {
    LabTimestamp late =
        SIGNER.at(SIGNER.time().plus(Duration.ofHours(1))).timestamp(SECOND.signature());
    return List.of(
        stamped("timestamp over another signature", stamp(SIGNER.sign(OTHER.digest())), "another"),
        stamped(
            "timestamp by a stranger",
            LabTimestamp.of(STRANGER.tsa(), SECOND.signature(), SIGNER.time()),
            "by no authority of root"),
        stamped(
            "CVE-2026-39984 stranger's timestamp with the right certificate first",
            stamp(SECOND)
                .embed(SIGSTORE.tsa())
                .signedWith(STRANGER.tsa().key())
                .embed(STRANGER.tsa()),
            "does not verify under its signer's key"),
        stamped("timestamp over a SHA-1 hash", stamp(SECOND).sha1Imprint(), ""),
        stamped("timestamp that was not granted", stamp(SECOND).status(2), "status"),
        stamped("timestamp of two signers", stamp(SECOND).signers(2), ""),
        stamped("timestamp of another content", stamp(SECOND).wrongMessageDigest(), ""),
        stamped(
            "timestamp that names no certificate",
            stamp(SECOND).binding(LabTimestamp.SigningCertificateForm.NONE),
            ""),
        stamped(
            "timestamp that names another certificate", stamp(SECOND).binding(STRANGER.tsa()), ""),
        of(
            "timestamp from after the certificate's end",
            restamped(late),
            Code.CERTIFICATE_TIME,
            "outside the validity of the certificate"),
        of(
            "timestamp that is none",
            SECOND
                .without("timestampVerificationData")
                .withTimestamp(Bytes.utf8("not a timestamp")),
            Code.TIMESTAMP,
            "malformed"));
  }

  private static LabTimestamp stamp(LabBundle bundle) {
    return SIGNER.timestamp(bundle.signature());
  }

  private static BrokenArtefact stamped(String name, LabTimestamp timestamp, String words) {
    return of(name, restamped(timestamp), Code.TIMESTAMP, words);
  }

  private static LabBundle restamped(LabTimestamp timestamp) {
    return SECOND.without("timestampVerificationData").withTimestamp(timestamp.response());
  }

  private static BrokenArtefact of(String name, LabBundle bundle, Code code, String words) {
    return BrokenArtefact.of(name, bundle, code, words);
  }

  private static LabEnvelope stated(LabArtifact about) {
    LabEnvelope envelope =
        SIGNER.envelope(LabStatement.about(about.digest(), "https://slsa.dev/provenance/v1"));
    return SIGNER.attestation(envelope, SIGNER.dsseEntry(envelope));
  }
}
