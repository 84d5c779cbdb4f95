package dev.portcullis.proxy.keyless;

import static dev.portcullis.proxy.keyless.BrokenArtefact.IMAGE;
import static dev.portcullis.proxy.keyless.KeylessGate.SIGSTORE;

import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabBundle;
import dev.portcullis.verify.lab.LabEnvelope;
import dev.portcullis.verify.lab.LabIdentity;
import dev.portcullis.verify.lab.LabKeyless;
import dev.portcullis.verify.lab.LabSigstore;
import dev.portcullis.verify.lab.LabStatement;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Right evidence by one identity, under rules that ask for that identity and under rules that ask
 * for another: each part of an identity decides alone.
 */
class KeylessPolicyTest {
  private static final String PROVENANCE = "https://slsa.dev/provenance/v1";
  private static final LabKeyless SIGNER =
      SIGSTORE
          .identity()
          .text(12, "https://github.com/acme/app")
          .text(14, "refs/tags/v1.2.3")
          .signer(LabSigstore.TIME.plusSeconds(60));

  /** Without an SCT, as GitHub's own instance for private repositories issues. */
  private static final LabSigstore PRIVATE = LabSigstore.named("private");

  private static final LabKeyless UNLOGGED =
      PRIVATE.identity().withoutSct().signer(LabSigstore.TIME.plusSeconds(60));

  private static final List<String> OTHERS =
      List.of(
          "other-subject",
          "shorter-pattern",
          "other-kind",
          "other-issuer",
          "other-ref",
          "other-repository",
          "missing-claim",
          "other-root",
          "public-root",
          "unlogged",
          "same-unlogged");

  private static Optional<KeylessGate> gate = Optional.empty();

  @BeforeAll
  static void start(@TempDir Path folder) {
    KeylessGate.write(folder.resolve("root.json"), SIGSTORE.trustedRoot());
    KeylessGate.write(
        folder.resolve("without-logs.json"),
        PRIVATE.trustedRoot().without("tlogs").without("ctlogs"));
    KeylessGate.write(
        folder.resolve("same.json"), SIGSTORE.trustedRoot().without("tlogs").without("ctlogs"));
    KeylessGate.write(folder.resolve("other.json"), LabSigstore.named("other").trustedRoot());
    gate = Optional.of(KeylessGate.with(folder, policy()));
  }

  @AfterAll
  static void close() {
    gate.ifPresent(KeylessGate::close);
  }

  private static final String POLICY =
      """
      trust:
        sigstore:
          lab: {trustedRoot: root.json}
          other: {trustedRoot: other.json}
          private: {trustedRoot: without-logs.json}
          same-without-logs: {trustedRoot: same.json}
      signers:
        right: {keyless: {root: lab, issuer: "ISSUER", subject: "SUBJECT",
          sourceRepository: "https://github.com/acme/app", sourceRef: {matches: "refs/tags/v.*"}}}
        other-subject: {keyless: {root: lab, issuer: "ISSUER", subject: "SUBJECT-rc1"}}
        shorter-pattern: {keyless: {root: lab, issuer: "ISSUER",
          subject: {matches: "https://github.com/acme/app"}}}
        other-kind: {keyless: {root: lab, issuer: "ISSUER", subject: {matches: ".*"},
          subjectKind: email}}
        other-issuer: {keyless: {root: lab, issuer: "https://accounts.google.com",
          subject: "SUBJECT"}}
        other-ref: {keyless: {root: lab, issuer: "ISSUER", subject: "SUBJECT",
          sourceRef: refs/heads/main}}
        other-repository: {keyless: {root: lab, issuer: "ISSUER", subject: "SUBJECT",
          sourceRepository: "https://github.com/acme/fork"}}
        missing-claim: {keyless: {root: lab, issuer: "ISSUER", subject: "SUBJECT",
          runnerEnvironment: github-hosted}}
        other-root: {keyless: {root: other, issuer: "ISSUER", subject: "SUBJECT"}}
        public-root: {keyless: {root: public-good, issuer: "ISSUER", subject: "SUBJECT"}}
        unlogged: {keyless: {root: private, issuer: "ISSUER", subject: "SUBJECT"}}
        same-unlogged: {keyless: {root: same-without-logs, issuer: "ISSUER", subject: "SUBJECT"}}
      rules:
        - {name: right, images: ["registry.test/right/**"], require: [{signature: {by: right}}]}
        - {name: provenance, images: ["registry.test/provenance/**"],
           require: [{attestation: {type: slsa-provenance-v1, by: right}}]}
        - {name: other-type, images: ["registry.test/other-type/**"],
           require: [{attestation: {type: vuln, by: right}}]}
      """;

  /** The policy, with a rule for each of the signers that are wrong. */
  private static String policy() {
    String others =
        OTHERS.stream()
            .map(
                name ->
                    """
                      - {name: %1$s, images: ["registry.test/%1$s/**"], require: [{signature: {by: %1$s}}]}
                    """
                        .formatted(name))
            .collect(Collectors.joining());
    return (POLICY + others)
        .replace("ISSUER", LabIdentity.ISSUER)
        .replace("SUBJECT", LabIdentity.SUBJECT);
  }

  @Test
  void theRightIdentityIsAdmitted() {
    gate().push("right/app", "latest", IMAGE);
    gate().attach("right/app", IMAGE, bundle(SIGNER.sign(IMAGE.digest())));

    gate().assertAdmitted("right/app", IMAGE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "other-subject    | expected subject | release.yml@refs/tags/v1.2.3-rc1",
        "shorter-pattern  | expected subject | https://github.com/acme/app",
        "other-kind       | expected a subject that is an e-mail address | release.yml",
        "other-issuer     | expected issuer  | https://accounts.google.com",
        "other-ref        | expected sourceRef | found 'refs/tags/v1.2.3'",
        "other-repository | expected sourceRepository | found 'https://github.com/acme/app'",
        "missing-claim    | expected runnerEnvironment | found none",
        "other-root       | expected root other | found lab",
        "public-root      | expected root public-good | found lab",
        "unlogged         | expected root private | found lab",
        "same-unlogged    | expected root same-without-logs | found lab",
      })
  void anotherIdentityIsRefusedAndBothAreNamed(String rule, String expected, String found) {
    String repository = rule + "/app";
    gate().push(repository, "latest", IMAGE);
    gate().attach(repository, IMAGE, bundle(SIGNER.sign(IMAGE.digest())));

    gate()
        .assertRefused(
            repository,
            IMAGE,
            "by another signer (" + LabIdentity.SUBJECT,
            "issuer " + LabIdentity.ISSUER,
            expected,
            found);
  }

  @Test
  void aSignatureForAnotherDigestIsRefused() {
    LabArtifact other = LabArtifact.image("other");
    gate().push("right/other", "latest", other);
    gate().attach("right/other", other, bundle(SIGNER.sign(IMAGE.digest())));

    gate()
        .assertRefused(
            "right/other",
            other,
            Code.SUBJECT_MISMATCH.words() + " (" + IMAGE.digest().shortened() + ")");
  }

  @Test
  void onlyTheRequestedTypeOfStatementCounts() {
    LabEnvelope provenance = SIGNER.envelope(LabStatement.about(IMAGE.digest(), PROVENANCE));
    for (String repository : new String[] {"provenance/app", "other-type/app", "right/attested"}) {
      gate().push(repository, "latest", IMAGE);
      gate().attach(repository, IMAGE, bundle(SIGNER.bundle(provenance)));
    }

    gate().assertAdmitted("provenance/app", IMAGE);
    gate()
        .assertRefused(
            "other-type/app", IMAGE, "requires attestation vuln by right", "slsa-provenance-v1");
    gate().assertRefused("right/attested", IMAGE, "requires signature by right", "attestation");
  }

  @Test
  void aSignatureIsNoStatement() {
    gate().push("provenance/signed", "latest", IMAGE);
    gate().attach("provenance/signed", IMAGE, bundle(SIGNER.sign(IMAGE.digest())));

    gate().assertRefused("provenance/signed", IMAGE, "requires attestation slsa-provenance-v1");
  }

  @Test
  void aRootWithoutLogsIsContentWithATimestampAndWithNothingLess() {
    LabBundle bare = UNLOGGED.sign(IMAGE.digest()).without("tlogEntries");
    LabBundle stamped = bare.withTimestamp(UNLOGGED.timestamp(bare.signature()).response());
    gate().push("unlogged/stamped", "latest", IMAGE);
    gate().attach("unlogged/stamped", IMAGE, bundle(stamped));
    gate().push("unlogged/bare", "latest", IMAGE);
    gate().attach("unlogged/bare", IMAGE, bundle(bare));
    gate().push("unlogged/logged", "latest", IMAGE);
    gate().attach("unlogged/logged", IMAGE, bundle(UNLOGGED.sign(IMAGE.digest())));

    gate().assertAdmitted("unlogged/stamped", IMAGE);
    for (String repository : new String[] {"unlogged/bare", "unlogged/logged"}) {
      gate().assertRefused(repository, IMAGE, Code.TIMESTAMP.words());
    }
  }

  @Test
  void aRootWithLogsNeverAdmitsATimestampOnly() {
    LabBundle bare = SIGNER.sign(IMAGE.digest()).without("tlogEntries");
    LabBundle stamped = bare.withTimestamp(SIGNER.timestamp(bare.signature()).response());
    for (String repository : new String[] {"right/stamped", "public-root/stamped"}) {
      gate().push(repository, "latest", IMAGE);
      gate().attach(repository, IMAGE, bundle(stamped));
    }

    String found = ", found same-without-logs";
    gate().assertRefused("right/stamped", IMAGE, "expected root lab" + found);
    gate().assertRefused("public-root/stamped", IMAGE, "expected root public-good" + found);
  }

  private static BrokenArtefact.Attached bundle(LabBundle bundle) {
    return new BrokenArtefact.Attached.Bundle(bundle);
  }

  private static KeylessGate gate() {
    return gate.orElseThrow();
  }
}
