package dev.portcullis.verify.sigstore;

import static dev.portcullis.verify.sigstore.KeylessCase.IMAGE;
import static dev.portcullis.verify.sigstore.KeylessCase.SIGSTORE;
import static dev.portcullis.verify.sigstore.KeylessCase.assertRefused;
import static dev.portcullis.verify.sigstore.KeylessCase.assertVerified;
import static dev.portcullis.verify.sigstore.KeylessCase.statement;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.lab.LabBundle;
import dev.portcullis.verify.lab.LabEnvelope;
import dev.portcullis.verify.lab.LabIdentity;
import dev.portcullis.verify.lab.LabKeyless;
import dev.portcullis.verify.lab.LabLog;
import dev.portcullis.verify.lab.LabLogEntry;
import dev.portcullis.verify.lab.LabSigstore;
import dev.portcullis.verify.lab.LabStatement;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every limit of bundles (sigstore spec notes, 2.5): at the limit all is well, one over is not. */
class BundleLimitsTest {
  private static final LabKeyless SIGNER = SIGSTORE.signer();
  private static final LabEnvelope ENVELOPE = SIGNER.envelope(statement());
  private static final LabBundle BUNDLE = SIGNER.bundle(ENVELOPE);
  private static final LabBundle BUNDLE_V2 = SIGNER.bundleV2(ENVELOPE);
  private static final String PROOF_OF_ENTRY = "inclusionProof.";
  private static final String PROOF = "tlogEntries.0." + PROOF_OF_ENTRY;

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** Padded with white space to some length. */
  private static Candidate padded(int length) {
    byte[] json = BUNDLE.json().toByteArray();
    byte[] all = new byte[length];
    Arrays.fill(all, (byte) ' ');
    System.arraycopy(json, 0, all, length - json.length, json.length);
    return new Candidate.Bundle(BUNDLE.candidate().origin(), Bytes.wrap(all));
  }

  @Test
  void bytesOfABundle() {
    assertVerified(padded(Limits.BUNDLE_BYTES));
    assertRefused(
        padded(Limits.BUNDLE_BYTES + 1), Code.LIMIT, "over the limit of " + Limits.BUNDLE_BYTES);
  }

  @Test
  void logEntries() {
    LabLog unknown = LabSigstore.named("unknown").rekor();
    Bytes body = BUNDLE.entry(0).bytes("canonicalizedBody");
    List<LabLogEntry> entries = new ArrayList<>(List.of(BUNDLE.entry(0)));
    while (entries.size() < Limits.LOG_ENTRIES) {
      entries.add(
          unknown
              .enter("dsse", "0.0.1", body, SIGNER.time())
              .with("logIndex", Integer.toString(entries.size())));
    }
    assertVerified(BUNDLE.withEntries(entries.toArray(LabLogEntry[]::new)).candidate());
    entries.add(entries.getLast().with("logIndex", "99"));
    assertRefused(
        BUNDLE.withEntries(entries.toArray(LabLogEntry[]::new)).candidate(),
        Code.LIMIT,
        "more than 32 elements in 'tlogEntries'");
  }

  @Test
  void timestamps() {
    LabBundle bundle = BUNDLE_V2;
    for (int i = 1; i < Limits.TIMESTAMPS; i++) {
      bundle = bundle.withTimestamp(Bytes.utf8("x"));
    }
    assertVerified(bundle.candidate());
    assertRefused(
        bundle.withTimestamp(Bytes.utf8("x")).candidate(),
        Code.LIMIT,
        "more than 32 elements in 'rfc3161Timestamps'");
  }

  @Test
  void bytesOfATimestamp() {
    Bytes longest = Bytes.wrap(new byte[Limits.TIMESTAMP_BYTES]);
    Bytes tooLong = Bytes.wrap(new byte[Limits.TIMESTAMP_BYTES + 1]);
    assertVerified(BUNDLE_V2.withTimestamp(longest).candidate());
    assertRefused(
        BUNDLE_V2.withTimestamp(tooLong).candidate(),
        Code.LIMIT,
        "'signedTimestamp' has 65537 bytes");
  }

  @Test
  void hashesOfAnInclusionProof() {
    List<Object> hashes = new ArrayList<>();
    while (hashes.size() < Limits.PROOF_HASHES) {
      hashes.add(base64(new byte[32]));
    }
    assertRefused(
        BUNDLE.with(PROOF + "hashes", List.copyOf(hashes)).candidate(),
        Code.INCLUSION,
        "does not lead to its root hash");
    hashes.add(base64(new byte[32]));
    assertRefused(
        BUNDLE.with(PROOF + "hashes", hashes).candidate(),
        Code.LIMIT,
        "more than 64 elements in 'hashes'");
  }

  /** The text of the right checkpoint, with a line more to make the note as long as it says. */
  private static String checkpoint(int length) {
    LabLog log = SIGSTORE.rekor2();
    String right = BUNDLE_V2.entry(0).text(PROOF_OF_ENTRY + "checkpoint.envelope");
    String text = right.substring(0, right.indexOf("\n\n") + 1);
    int line =
        LabLog.line(log.host(), log.id(), log.key(), text).getBytes(StandardCharsets.UTF_8).length;
    text += "x".repeat(length - text.length() - 1 - 1 - line) + "\n";
    return text + "\n" + LabLog.line(log.host(), log.id(), log.key(), text);
  }

  @Test
  void bytesOfACheckpoint() {
    String path = PROOF + "checkpoint.envelope";
    assertVerified(BUNDLE_V2.with(path, checkpoint(Limits.CHECKPOINT_BYTES)).candidate());
    assertRefused(
        BUNDLE_V2.with(path, checkpoint(Limits.CHECKPOINT_BYTES + 1)).candidate(),
        Code.LIMIT,
        "a checkpoint of 16385 bytes is over 16384");
  }

  @Test
  void signaturesOfACheckpoint() {
    String path = PROOF + "checkpoint.envelope";
    String right = BUNDLE_V2.entry(0).text(PROOF_OF_ENTRY + "checkpoint.envelope");
    int own = right.indexOf("\n\n") + 2;
    String witness = "\u2014 witness.test " + base64(new byte[76]) + "\n";
    String others = witness.repeat(Limits.CHECKPOINT_SIGNATURES - 1);
    assertVerified(
        BUNDLE_V2.with(path, right.substring(0, own) + others + right.substring(own)).candidate());
    assertRefused(
        BUNDLE_V2
            .with(path, right.substring(0, own) + others + witness + right.substring(own))
            .candidate(),
        Code.LIMIT,
        "more than 20 signatures");
  }

  @Test
  void subjectsOfAStatement() {
    Map<String, Object> other = Map.of("digest", Map.of("sha1", "00"));
    LabStatement full = statement();
    while (full.subjects().size() < Limits.STATEMENT_SUBJECTS) {
      full = full.withSubjectFirst(other);
    }
    assertVerified(SIGNER.bundle(SIGNER.envelope(full)).candidate());
    assertRefused(
        SIGNER.bundle(SIGNER.envelope(full.withSubjectFirst(other))).candidate(),
        Code.LIMIT,
        "'subject' has 1025 entries");
  }

  private static Candidate digests(int count) {
    Map<String, Object> digests = new LinkedHashMap<>();
    digests.put("sha256", IMAGE.digest().hex());
    while (digests.size() < count) {
      digests.put("algorithm" + digests.size(), "00");
    }
    LabStatement statement =
        new LabStatement(
            LabStatement.V1,
            List.of(Map.of("digest", digests)),
            LabStatement.COSIGN_SIGN,
            Map.of());
    return SIGNER.bundle(SIGNER.envelope(statement)).candidate();
  }

  @Test
  void digestsOfASubject() {
    assertVerified(digests(Limits.SUBJECT_DIGESTS));
    assertRefused(
        digests(Limits.SUBJECT_DIGESTS + 1),
        Code.LIMIT,
        "'subject[0].digest' has more than 32 entries");
  }

  @Test
  void signaturesOfAnEnvelope() {
    assertVerified(BUNDLE.candidate());
    LabEnvelope twice = ENVELOPE.signedBy(SIGNER.holder().key(), "");
    assertRefused(
        SIGNER.bundle(twice).candidate(), Code.LIMIT, "more than 1 elements in 'signatures'");
    assertRefused(
        SIGNER.bundle(ENVELOPE, BUNDLE.entry(0)).withContent("signatures", List.of()).candidate(),
        Code.MALFORMED,
        "dsseEnvelope has no signature");
  }

  @Test
  void nestingOfJson() {
    assertVerified(nested(Limits.JSON_DEPTH).candidate());
    assertRefused(nested(Limits.JSON_DEPTH + 1).candidate(), Code.LIMIT, "over a limit");
  }

  /** Two objects are around the unknown field of the envelope. */
  private static LabBundle nested(int depth) {
    Object value = List.of();
    for (int i = 3; i < depth; i++) {
      value = List.of(value);
    }
    return BUNDLE.withContent("note", value);
  }

  @Test
  void certificatesOfAChain() {
    Map<String, Object> intermediate =
        Map.of("rawBytes", base64(SIGSTORE.fulcio().certificate().der().toByteArray()));
    List<Object> chain =
        new ArrayList<>(
            List.of(Map.of("rawBytes", base64(SIGNER.holder().certificate().der().toByteArray()))));
    while (chain.size() < Limits.CHAIN_LENGTH) {
      chain.add(intermediate);
    }
    LabBundle older =
        BUNDLE
            .without("certificate")
            .withMediaType("application/vnd.dev.sigstore.bundle+json;version=0.2");
    String path = "x509CertificateChain.certificates";
    assertVerified(older.with(path, List.copyOf(chain)).candidate());
    chain.add(intermediate);
    assertRefused(
        older.with(path, chain).candidate(), Code.LIMIT, "more than 8 elements in 'certificates'");
  }

  @Test
  void bytesOfACertificate() {
    assertRefused(
        BUNDLE.with("certificate.rawBytes", base64(new byte[Limits.CERTIFICATE_BYTES])).candidate(),
        Code.MATERIAL,
        "not an X.509 certificate");
    assertRefused(
        BUNDLE
            .with("certificate.rawBytes", base64(new byte[Limits.CERTIFICATE_BYTES + 1]))
            .candidate(),
        Code.LIMIT,
        "'rawBytes' has 65537 bytes");
  }

  @Test
  void timestampsOfCertificateLogs() {
    assertVerified(scts(Limits.SCTS));
    assertRefused(scts(Limits.SCTS + 1), Code.LIMIT, "more than 32 SCTs");
  }

  /** One right SCT after others of logs that nobody knows. */
  private static Candidate scts(int count) {
    byte[] unknown = new byte[1 + 32 + 8 + 2 + 4 + 1];
    unknown[43] = 4;
    unknown[44] = 3;
    unknown[46] = 1;
    LabIdentity identity = SIGSTORE.identity();
    for (int i = 1; i < count; i++) {
      identity.sctFirst(Bytes.wrap(unknown));
    }
    LabKeyless signer = identity.signer(SIGNER.time());
    return signer.bundle(signer.envelope(statement())).candidate();
  }
}
