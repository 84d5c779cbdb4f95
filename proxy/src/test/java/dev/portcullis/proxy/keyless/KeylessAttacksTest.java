package dev.portcullis.proxy.keyless;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.verify.lab.LabKeyless;
import dev.portcullis.verify.lab.LabStatement;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every way in which the lab can break keyless evidence, pushed to a registry and pulled through
 * the proxy: refused, and the answer says for what reason.
 */
class KeylessAttacksTest {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static Optional<KeylessGate> gate = Optional.empty();

  @BeforeAll
  static void start(@TempDir Path folder) {
    gate = Optional.of(KeylessGate.in(folder));
  }

  @AfterAll
  static void close() {
    gate.ifPresent(KeylessGate::close);
  }

  static List<BrokenArtefact> broken() {
    return Stream.of(
            BrokenCertificates.all(),
            BrokenLogs.first(),
            BrokenLogs.second(),
            BrokenEnvelopes.bundles(),
            BrokenEnvelopes.timestamps())
        .flatMap(List::stream)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("broken")
  void brokenEvidenceIsRefusedForItsOwnReason(BrokenArtefact broken) {
    String repository = pushed();
    gate().attach(repository, BrokenArtefact.IMAGE, broken.evidence());

    gate().assertRefused(repository, BrokenArtefact.IMAGE, broken.code().words(), broken.words());
  }

  @ParameterizedTest
  @MethodSource("broken")
  void brokenEvidenceBesideRightEvidenceHindersNothing(BrokenArtefact broken) {
    String repository = pushed();
    gate().attach(repository, BrokenArtefact.IMAGE, broken.evidence());
    gate()
        .attach(
            repository,
            BrokenArtefact.IMAGE,
            new BrokenArtefact.Attached.Bundle(
                KeylessGate.SIGSTORE.signer().sign(BrokenArtefact.IMAGE.digest())));

    gate().assertAdmitted(repository, BrokenArtefact.IMAGE);
  }

  static Stream<BrokenArtefact.Attached> right() {
    LabKeyless signer = KeylessGate.SIGSTORE.signer();
    var digest = BrokenArtefact.IMAGE.digest();
    var provenance = signer.envelope(LabStatement.about(digest, "https://slsa.dev/provenance/v1"));
    var subject = BrokenArtefact.IMAGE.in("registry.test/prod/app");
    return Stream.of(
        new BrokenArtefact.Attached.Bundle(signer.sign(digest)),
        new BrokenArtefact.Attached.Bundle(
            signer.bundleV2(signer.envelope(LabStatement.cosignSign(digest)))),
        new BrokenArtefact.Attached.Bundle(signer.message(subject)),
        new BrokenArtefact.Attached.Bundle(signer.messageV2(subject)),
        new BrokenArtefact.Attached.SignatureTag(signer.layer(digest)),
        new BrokenArtefact.Attached.Bundle(signer.bundle(provenance)),
        new BrokenArtefact.Attached.AttestationTag(
            signer.attestation(provenance, signer.dsseEntry(provenance))));
  }

  @ParameterizedTest
  @MethodSource("right")
  void whatIsBrokenAboveIsAdmittedWhenWhole(BrokenArtefact.Attached evidence) {
    String repository = pushed();
    gate().attach(repository, BrokenArtefact.IMAGE, evidence);

    gate().assertAdmitted(repository, BrokenArtefact.IMAGE);
  }

  @Test
  void namesTellTheBrokenArtefactsApart() {
    assertThat(broken()).extracting(BrokenArtefact::name).doesNotHaveDuplicates();
  }

  private static String pushed() {
    String repository = "prod/case%04d".formatted(COUNT.incrementAndGet());
    gate().push(repository, "latest", BrokenArtefact.IMAGE);
    return repository;
  }

  private static KeylessGate gate() {
    return gate.orElseThrow();
  }
}
