package dev.portcullis.verify.attacks;

import static dev.portcullis.verify.sigstore.KeylessCase.NOW;
import static dev.portcullis.verify.sigstore.KeylessCase.ROOT;
import static dev.portcullis.verify.sigstore.KeylessCase.SIGSTORE;
import static dev.portcullis.verify.sigstore.KeylessCase.SUBJECT;
import static dev.portcullis.verify.sigstore.KeylessCase.statement;
import static dev.portcullis.verify.sigstore.KeylessCase.verify;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.portcullis.oci.Limits;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Evidence;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.TrustMaterial;
import dev.portcullis.verify.Verifier;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabBundle;
import dev.portcullis.verify.lab.LabCertificate;
import dev.portcullis.verify.lab.LabEnvelope;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabKeyless;
import dev.portcullis.verify.lab.LabSigstore;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Floods of candidates cost a bounded amount of processor time and never hide a good one
 * (CVE-2023-46737, CVE-2023-42813, CVE-2023-33957).
 */
class FloodTest {
  private static final int FLOOD = 10_000;
  private static final LabKeyless SIGNER = SIGSTORE.signer();
  private static final LabEnvelope ENVELOPE = SIGNER.envelope(statement());
  private static final Candidate GOOD = SIGNER.bundle(ENVELOPE).candidate();

  private static Findings verifyAfter(List<Candidate> junk) {
    List<Candidate> all = new ArrayList<>(junk);
    all.add(GOOD);
    return Verifier.verify(
        SUBJECT,
        new Evidence(all, List.of()),
        new TrustMaterial(List.of(), Map.of("lab", ROOT)),
        NOW);
  }

  private static Map<Code, Integer> codes(Findings findings) {
    Map<Code, Integer> codes = new EnumMap<>(Code.class);
    findings
        .findings()
        .forEach(each -> each.failure().ifPresent(f -> codes.merge(f.code(), 1, Integer::sum)));
    return codes;
  }

  /** Signed by a namesake of the trusted authority, which only a check of its signature tells. */
  private static Candidate forged() {
    LabHolder namesake =
        LabCertificate.authority("CN=lab intermediate,O=lab", LabKey.p384("thief"), 0).selfSigned();
    LabKeyless thief = SIGSTORE.identity().issuedBy(namesake).signer(SIGNER.time());
    return thief.bundle(thief.envelope(statement())).candidate();
  }

  @Test
  void cve202346737TenThousandJunkCandidatesCostLittleAndHideNothing() {
    LabSigstore other = LabSigstore.named("other");
    LabKeyless stranger = other.signer();
    List<Candidate> junk = new ArrayList<>();
    List<Candidate> kinds =
        List.of(
            stranger.bundle(stranger.envelope(statement())).candidate(),
            SIGNER.sign(LabArtifact.image("another app").digest()).candidate(),
            SIGNER.layer(LabArtifact.image("another app").digest()).candidate(),
            forged());
    while (junk.size() < FLOOD) {
      junk.add(kinds.get(junk.size() % kinds.size()));
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    verify(GOOD);
    long before = threads.getCurrentThreadCpuTime();
    Findings findings = verifyAfter(junk);
    Duration cost = Duration.ofNanos(threads.getCurrentThreadCpuTime() - before);

    assertThat(findings.verified()).hasSize(1);
    assertThat(findings.findings()).hasSize(FLOOD + 1);
    assertThat(codes(findings))
        .containsEntry(Code.UNTRUSTED_CERTIFICATE, FLOOD / 2)
        .containsEntry(Code.SUBJECT_MISMATCH, FLOOD / 2)
        .hasSize(2);
    assertThat(cost).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void cve202342813OneCandidateMaySpendNoMoreThanItsShare() {
    LabBundle bundle = SIGNER.bundleV2(ENVELOPE).without("timestampVerificationData");
    for (int i = 0; i < Limits.TIMESTAMPS; i++) {
      bundle =
          bundle.withTimestamp(
              SIGNER
                  .timestamp(SIGNER.signature(ENVELOPE))
                  .signedWith(LabKey.p384("thief"))
                  .response());
    }
    Candidate many = bundle.candidate();

    assertThat(verifyAfter(Collections.nCopies(Limits.CANDIDATES, many)).verified()).hasSize(1);
  }
}
