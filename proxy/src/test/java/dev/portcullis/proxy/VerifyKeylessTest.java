package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.proxy.demo.MemoryRegistry;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabBundle;
import dev.portcullis.verify.lab.LabIdentity;
import dev.portcullis.verify.lab.LabKeyless;
import dev.portcullis.verify.lab.LabSigstore;
import dev.portcullis.verify.lab.LabStatement;
import dev.portcullis.verify.lab.SigningLab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code verify} tells of keyless signatures: enough to look each thing up. */
class VerifyKeylessTest {
  private static final LabSigstore SIGSTORE = LabSigstore.named("lab");
  private static final LabKeyless SIGNER = SIGSTORE.signer();
  private static final LabArtifact IMAGE = LabArtifact.image("app");
  private static final String WHO =
      LabIdentity.SUBJECT + " (issuer " + LabIdentity.ISSUER + "), certificate ";
  private static final String CERTIFICATE =
      SIGNER.holder().certificate().fingerprint()
          + " (issued by O=lab,CN=lab intermediate, valid from 2025-06-07T08:09:10Z to"
          + " 2025-06-07T08:19:10Z) of root lab";

  private final MemoryRegistry registry = MemoryRegistry.start();
  private final Path folder;

  VerifyKeylessTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    Files.write(folder.resolve("root.json"), SIGSTORE.trustedRoot().json().toByteArray());
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void logIndexTimeAndCertificateAreTold() throws IOException {
    CommandRun run = verify(SIGNER.sign(IMAGE.digest()), LabIdentity.SUBJECT);

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .startsWith("admit")
        .contains(
            WHO
                + CERTIFICATE
                + ", in log rekor.lab.test at index 1000006 since 2025-06-07T08:10:10Z\n");
    assertThat(run.code()).isZero();
  }

  @Test
  void timeOfATimestampIsToldFromALogs() throws IOException {
    LabBundle bundle = SIGNER.bundleV2(SIGNER.envelope(LabStatement.cosignSign(IMAGE.digest())));
    CommandRun run = verify(bundle, LabIdentity.SUBJECT);

    assertThat(run.out())
        .startsWith("admit")
        .contains(
            CERTIFICATE
                + ", in log log2.lab.test at index 6, timestamped at 2025-06-07T08:10:10Z\n");
  }

  @Test
  void expectedAndFoundIdentityAreTold() throws IOException {
    CommandRun run = verify(SIGNER.sign(IMAGE.digest()), LabIdentity.SUBJECT + "-rc1", "--json");

    JsonNode report = JsonMapper.shared().readTree(run.out());
    assertThat(report.get("decision").asString()).isEqualTo("refuse");
    assertThat(report.at("/requirements/0/reasons/0").asString())
        .contains("signed by " + LabIdentity.SUBJECT + " (issuer " + LabIdentity.ISSUER + ")")
        .contains("expected subject", LabIdentity.SUBJECT + "-rc1");
    assertThat(run.code()).isEqualTo(ExitCode.REFUSED);
  }

  @Test
  void brokenEvidenceIsToldWithWhatWasExpected() throws IOException {
    LabKeyless late = SIGNER.at(SIGNER.time().plusSeconds(3600));
    CommandRun run = verify(late.sign(IMAGE.digest()), LabIdentity.SUBJECT);

    assertThat(run.out())
        .startsWith("refuse")
        .contains("signed outside the validity of the certificate")
        .contains("expected 2025-06-07T08:09:10Z to 2025-06-07T08:19:10Z")
        .contains("found 2025-06-07T09:10:10Z");
  }

  private CommandRun verify(LabBundle bundle, String subject, String... more) throws IOException {
    push(IMAGE);
    push(SigningLab.referrer(IMAGE, bundle));
    Path config = folder.resolve("portcullis.yaml");
    Files.writeString(
        config,
        """
        upstreams:
          registry.test: {url: "%s", default: true}
        trust: {sigstore: {lab: {trustedRoot: root.json}}}
        signers:
          ci: {keyless: {root: lab, issuer: "%s", subject: "%s"}}
        rules:
          - {name: all, images: ["registry.test/**"], require: [{signature: {by: ci}}]}
        """
            .formatted(registry.url(), LabIdentity.ISSUER, subject));
    String[] line = {
      "verify", "registry.test/app@" + IMAGE.digest(), "--config", config.toString()
    };
    String[] all = Arrays.copyOf(line, line.length + more.length);
    System.arraycopy(more, 0, all, line.length, more.length);
    return CommandRun.of(all);
  }

  private void push(LabArtifact artifact) {
    for (Bytes blob : artifact.blobs().values()) {
      registry.blob("app", blob);
    }
    registry.manifest("app", artifact.manifest().mediaType(), artifact.manifest().raw());
  }
}
