package dev.portcullis.verify.attacks;

import static dev.portcullis.verify.sigstore.KeylessCase.IMAGE;
import static dev.portcullis.verify.sigstore.KeylessCase.SIGSTORE;
import static dev.portcullis.verify.sigstore.KeylessCase.assertRefused;
import static dev.portcullis.verify.sigstore.KeylessCase.statement;
import static dev.portcullis.verify.sigstore.KeylessCase.verify;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.lab.LabBundle;
import dev.portcullis.verify.lab.LabEnvelope;
import dev.portcullis.verify.lab.LabKeyless;
import dev.portcullis.verify.lab.LabSignature;
import dev.portcullis.verify.lab.LabStatement;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Evidence that is made to be expensive. */
class WorkAttacksTest {
  private static final LabKeyless SIGNER = SIGSTORE.signer();
  private static final LabEnvelope ENVELOPE = SIGNER.envelope(statement());
  private static final LabBundle BUNDLE = SIGNER.bundle(ENVELOPE);
  private static final String CHECKPOINT = "tlogEntries.0.inclusionProof.checkpoint.envelope";

  private static long allocated(Candidate candidate) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    verify(candidate);
    long before = threads.getCurrentThreadAllocatedBytes();
    verify(candidate);
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\u2014 a b\n", ".", " - ", "\n\n"})
  void cve202566564PiecesOfAttackersTextCostNoMoreThanTheText(String piece) {
    String many = piece.repeat(Limits.CHECKPOINT_BYTES / piece.getBytes(UTF_8).length);
    Candidate candidate = BUNDLE.with(CHECKPOINT, many).candidate();

    assertThat(verify(candidate).verified()).isEmpty();
    assertThat(allocated(candidate)).isLessThan(1024 * 1024);
  }

  @Test
  void cve202445395SubjectsThatMatchNothingAreCountedNotTried() {
    Map<String, Object> other = Map.of("digest", Map.of("sha256", "00"));
    LabStatement full = statement();
    for (int i = 0; i < Limits.STATEMENT_SUBJECTS; i++) {
      full = full.withSubjectFirst(other);
    }
    assertRefused(
        SIGNER.bundle(SIGNER.envelope(full)).candidate(), Code.LIMIT, "'subject' has 1025 entries");
  }

  @Test
  void cve202429902SizesAreThoseOfTheBytesAndBoundedBeforeTheyAreRead() {
    Candidate huge =
        new Candidate.SimpleSigning(
            BUNDLE.candidate().origin(),
            Bytes.wrap(new byte[Limits.SIMPLE_SIGNING_BYTES + 1]),
            LabSignature.of(IMAGE.digest(), SIGNER.holder().key()).annotations());

    assertRefused(huge, Code.LIMIT, "over the limit of 65536");
    assertThat(allocated(huge)).isLessThan(64 * 1024);
  }

  @Test
  void cve202429903AnArrayIsNotAllocatedByTheNumberThatAnnouncesIt() {
    byte[] der = {0x30, (byte) 0x84, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff};
    String rawBytes = java.util.Base64.getEncoder().encodeToString(der);
    Candidate certificate = BUNDLE.with("certificate.rawBytes", rawBytes).candidate();

    assertRefused(certificate, Code.MATERIAL, "not an X.509 certificate");
    assertThat(allocated(certificate)).isLessThan(256 * 1024);
    Candidate timestamp = BUNDLE.withTimestamp(Bytes.wrap(der)).candidate();
    assertThat(verify(timestamp).findings().getFirst().checks()).isNotEmpty();
    assertThat(allocated(timestamp)).isLessThan(1024 * 1024);
  }

  /** A body of nothing but a kind. */
  private static Candidate body(String kind, String version, String body) {
    return SIGNER.bundle(ENVELOPE, SIGNER.enter(kind, version, Bytes.utf8(body))).candidate();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hashedrekord", "rekord", "dsse", "intoto"})
  void cve202623831AnEntryOfNullsIsAVerdict(String kind) {
    for (String spec :
        List.of(
            "null",
            "{}",
            "{\"content\":null,\"data\":null,\"signature\":null,\"signatures\":null}",
            "{\"content\":{\"hash\":null,\"envelope\":null},\"data\":{\"hash\":null},"
                + "\"signatures\":[null],\"payloadHash\":null,\"publicKey\":null}")) {
      String version = "0.0.1";
      assertRefused(
          body(
              kind,
              version,
              "{\"apiVersion\":\""
                  + version
                  + "\",\"kind\":\""
                  + kind
                  + "\",\"spec\":"
                  + spec
                  + "}"),
          Code.LOG_ENTRY_MISMATCH,
          "the log entry");
    }
  }

  @Test
  void cve202624117AUrlInAnEntryIsNeverFollowed() {
    String url = "{\"url\":\"http://169.254.169.254/latest/meta-data\"}";
    assertRefused(
        body(
            "rekord",
            "0.0.1",
            "{\"apiVersion\":\"0.0.1\",\"kind\":\"rekord\",\"spec\":{\"data\":"
                + url
                + ",\"signature\":{\"content\":\"\",\"publicKey\":"
                + url
                + "}}}"),
        Code.LOG_ENTRY_MISMATCH,
        "'spec.data.hash' is missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jar", "rpm", "apk", "alpine", "helm", "tuf", "rfc3161", "cose"})
  void cve202333199EntriesOfArchivesAreNotOpened(String kind) {
    assertRefused(
        body(
            kind,
            "0.0.1",
            "{\"apiVersion\":\"0.0.1\",\"kind\":\"" + kind + "\",\"spec\":{\"archive\":{}}}"),
        Code.LOG_ENTRY_MISMATCH,
        "a log entry of type '" + kind + " 0.0.1' is not accepted");
  }

  @Test
  void cve202330551CompressedContentIsNotInflated() {
    byte[] gzip = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3};
    Candidate candidate =
        SIGNER.bundle(ENVELOPE, SIGNER.enter("dsse", "0.0.1", Bytes.wrap(gzip))).candidate();

    assertRefused(candidate, Code.LOG_ENTRY_MISMATCH, "the log entry cannot be read");
    assertThat(allocated(candidate)).isLessThan(1024 * 1024);
  }

  @Test
  void cve202346737EachCandidateLeavesAFindingAndIsBounded() {
    Failure failure =
        verify(
                new Candidate.Bundle(
                    BUNDLE.candidate().origin(), Bytes.wrap(new byte[Limits.BUNDLE_BYTES + 1])))
            .findings()
            .getFirst()
            .failure()
            .orElseThrow();
    assertThat(failure.code()).isEqualTo(Code.LIMIT);
  }
}
