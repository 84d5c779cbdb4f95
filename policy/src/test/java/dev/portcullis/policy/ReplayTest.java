package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.policy.file.KeyFolder;
import dev.portcullis.policy.file.LoadedPolicy;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.TrustAnchors;
import dev.portcullis.verify.Voucher;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What of recorded findings another policy can be asked about, and what it cannot. */
class ReplayTest {
  private static final KeyFolder FILES =
      new KeyFolder().withKey("a.pub").withKey("b.pub").withKey("c.pub");
  private static final String A = "{signature: {by: a}}";
  private static final String PROVENANCE = "{attestation: {type: slsa-provenance-v1, by: a%s}}";

  @Test
  void ruleThatAsksForLessOrMoreOfTheSamePeopleIsTold() throws Exception {
    String kept = record("[" + A + "]", signedBy("a.pub"));

    assertThat(verdict(kept, "[" + A + "]")).isEqualTo("admit verified");
    assertThat(verdict(kept, "[{any: [" + A + ", {signature: {by: b}}]}]"))
        .isEqualTo("admit verified");
    assertThat(verdict(kept, "[" + A + ", {signature: {by: b}}]")).isEqualTo("refuse unverified");
  }

  @Test
  void freshnessIsAskedOfTheRecordedTimes() throws Exception {
    String kept = record("[" + A + "]", signedBy("a.pub"));

    assertThat(verdict(kept, "[" + A + "]\n    maxAge: 30d")).isEqualTo("refuse unverified");
  }

  @Test
  void keyThatIsNewCannotHaveSignedWhatWasAllVerified() throws Exception {
    String kept = record("[{signature: {by: b}}]", signedBy("b.pub"));

    assertThat(verdict(kept, "[{signature: {by: c}}]")).isEqualTo("refuse unverified");
  }

  @Test
  void keyThatIsNewMayHaveSignedWhatNobodyKnownHad() throws Exception {
    Scene scene = new Scene().failed(Failure.of(Failure.Code.UNKNOWN_KEY, "nobody's"));
    String kept = record("[" + A + "]", scene);

    assertThat(verdict(kept, "[{signature: {by: c}}]"))
        .isEqualTo("unknown whether evidence that did not verify is by c and verifies now");
    assertThat(verdict(kept, "[" + A + "]")).as("the same keys").isEqualTo("refuse unverified");
  }

  @Test
  void whatIsAboutOtherContentFailsUnderWhateverKey() throws Exception {
    Scene scene = new Scene().failed(Failure.of(Failure.Code.SUBJECT_MISMATCH, "another"));
    String kept = record("[" + A + "]", scene);

    assertThat(verdict(kept, "[{signature: {by: c}}]")).isEqualTo("refuse unverified");
  }

  @Test
  void keyOfWhichMoreIsAskedMayNotCountAnyMore() throws Exception {
    String kept = record("[" + A + "]", signedBy("a.pub"));
    LoadedPolicy stricter =
        FILES.read(
            """
            signers:
              a: {keys: [a.pub], log: required, root: public-good}
            rules:
              - {name: other, images: ["registry.acme.io/**"], require: [{signature: {by: a}}]}
            """);

    assertThat(verdict(kept, stricter))
        .isEqualTo("unknown whether what a signed verifies by the new keys and roots");
  }

  @Test
  void conditionThatWasAskedKeepsItsAnswerAndANewOneHasNone() throws Exception {
    String old = PROVENANCE.formatted(", where: 'predicate.a == 1'");
    Scene scene = new Scene().attested(FILES.fingerprint("a.pub"));
    String kept = record("[" + old + "]", scene);

    assertThat(verdict(kept, "[" + old + "]")).isEqualTo("refuse unverified");
    assertThat(verdict(kept, "[" + PROVENANCE.formatted("") + "]")).isEqualTo("admit verified");
    assertThat(verdict(kept, "[" + PROVENANCE.formatted(", where: 'predicate.a == 2'") + "]"))
        .isEqualTo("unknown whether predicate.a == 2");
  }

  @Test
  void conditionOnImageSignerAndTypeIsAskedAnew() throws Exception {
    String kept =
        record(
            "[" + PROVENANCE.formatted("") + "]", new Scene().attested(FILES.fingerprint("a.pub")));
    String where = ", where: 'predicateType.endsWith(\"v1\") && image.annotations.text == \"%s\"'";

    assertThat(verdict(kept, "[" + PROVENANCE.formatted(where.formatted("app")) + "]"))
        .isEqualTo("admit verified");
    assertThat(verdict(kept, "[" + PROVENANCE.formatted(where.formatted("other")) + "]"))
        .isEqualTo("refuse unverified");
  }

  @Test
  void sbomThatWasNotReadIsUnknown() throws Exception {
    Scene scene =
        new Scene()
            .attested(new Voucher.Key(FILES.fingerprint("a.pub")), "https://spdx.dev/Document");
    String kept = record("[{attestation: {type: spdx, by: a}}]", scene);

    assertThat(verdict(kept, "[{sbom: {by: a}}]"))
        .isEqualTo(
            "unknown whether an SBOM can be read;"
                + " whether there is an SBOM that is an artifact of its own");
  }

  @Test
  void whatCannotBeToldDoesNotMatterWhereTheRuleFailsAnyway() throws Exception {
    String kept =
        record(
            "[" + PROVENANCE.formatted("") + "]", new Scene().attested(FILES.fingerprint("a.pub")));
    String asked = PROVENANCE.formatted(", where: 'predicate.a == 1'");

    assertThat(verdict(kept, "[" + asked + ", {signature: {by: b}}]"))
        .isEqualTo("refuse unverified");
    assertThat(verdict(kept, "[{any: [" + asked + ", " + PROVENANCE.formatted("") + "]}]"))
        .isEqualTo("admit verified");
  }

  @Test
  void warningRuleIsUnknownToo() throws Exception {
    String kept =
        record(
            "[" + PROVENANCE.formatted("") + "]", new Scene().attested(FILES.fingerprint("a.pub")));

    assertThat(
            verdict(
                kept,
                "[" + PROVENANCE.formatted(", where: 'predicate.a == 1'") + "]\n    mode: warn"))
        .isEqualTo("unknown whether predicate.a == 1");
  }

  @Test
  void identityIsAskedForItsRecordedNameAndClaims() throws Exception {
    Scene scene =
        new Scene()
            .signed(
                Scene.certificate("public-good", "x@acme.io", "https://login.example", Map.of()));
    String kept = record("[{signature: {by: x}}]", scene);

    assertThat(verdict(kept, "[{signature: {by: x}}]")).isEqualTo("admit verified");
    assertThat(verdict(kept, "[{signature: {by: y}}]")).isEqualTo("refuse unverified");
  }

  @Test
  void whereNoEvidenceWasLookedForThereIsNoTelling() throws Exception {
    LoadedPolicy strict = policy("[" + A + "]");
    Replay replay = new Replay(strict.policy(), TrustAnchors.of(strict.trust()));

    assertThat(
            words(
                replay.decide(Scene.REPOSITORY, Scene.IMAGE.digest(), Optional.empty(), Scene.NOW)))
        .isEqualTo("unknown what evidence there was; the record keeps no findings of it");
  }

  @Test
  void childIsVouchedForByItsIndexOnly() throws Exception {
    String kept = record("[" + A + "]", signedBy("a.pub"));
    LoadedPolicy same = policy("[" + A + "]");
    LoadedPolicy stricter = policy("[{signature: {by: b}}]");

    assertThat(words(decideChild(kept, same))).isEqualTo("admit verified");
    assertThat(words(decideChild(kept, stricter))).startsWith("unknown what the image itself has");
  }

  private static Replay.Outcome decideChild(String kept, LoadedPolicy policy) throws Exception {
    return new Replay(policy.policy(), TrustAnchors.of(policy.trust()))
        .decide(
            Scene.REPOSITORY, Scene.OTHER, Optional.of(RecollectionReader.read(kept)), Scene.NOW);
  }

  private static Scene signedBy(String file) {
    return new Scene().signedByKey(FILES.fingerprint(file), Scene.IMAGE.digest());
  }

  private static String record(String require, Scene scene) throws Exception {
    LoadedPolicy loaded = policy(require);
    Rule rule = loaded.policy().ruleFor(Scene.REPOSITORY);
    Notes notes = Notes.taking();
    Evaluator.decide(
        rule, DenyList.empty(), Scene.IMAGE, scene.findings(), Background.NONE, Scene.NOW, notes);
    return RecollectionWriter.write(
        rule, Scene.IMAGE, scene.findings(), notes, TrustAnchors.of(loaded.trust()), Scene.NOW);
  }

  private static String verdict(String kept, String require) throws Exception {
    return verdict(kept, policy(require));
  }

  private static String verdict(String kept, LoadedPolicy policy) throws Exception {
    return words(
        new Replay(policy.policy(), TrustAnchors.of(policy.trust()))
            .decide(
                Scene.REPOSITORY,
                Scene.IMAGE.digest(),
                Optional.of(RecollectionReader.read(kept)),
                Scene.NOW));
  }

  private static String words(Replay.Outcome outcome) {
    return switch (outcome) {
      case Replay.Outcome.Told(Rehearsal made) -> made.verdict().word() + " " + made.basis();
      case Replay.Outcome.Unknown unknown -> "unknown " + String.join("; ", unknown.why());
    };
  }

  private static LoadedPolicy policy(String require) throws Exception {
    StringBuilder signers = new StringBuilder("signers:\n");
    for (String each : new String[] {"a", "b", "c"}) {
      if (require.contains("by: " + each)) {
        signers.append("  ").append(each).append(": {keys: [").append(each).append(".pub]}\n");
      }
    }
    for (String each : new String[] {"x", "y"}) {
      if (require.contains("by: " + each)) {
        signers
            .append("  ")
            .append(each)
            .append(": {keyless: {root: public-good, issuer: \"https://login.example\", subject: ")
            .append(each)
            .append("@acme.io}}\n");
      }
    }
    return FILES.read(
        signers
            + "rules:\n  - name: other\n    images: [\"registry.acme.io/**\"]\n    require: "
            + require
            + "\n");
  }
}
