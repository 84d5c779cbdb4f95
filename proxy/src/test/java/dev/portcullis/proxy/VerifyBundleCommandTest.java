package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabBundle;
import dev.portcullis.verify.lab.LabIdentity;
import dev.portcullis.verify.lab.LabKeyless;
import dev.portcullis.verify.lab.LabSigstore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyBundleCommandTest {
  private static final LabSigstore SIGSTORE = LabSigstore.named("lab");
  private static final LabKeyless SIGNER = SIGSTORE.signer();
  private static final LabArtifact IMAGE = LabArtifact.image("app");

  @TempDir Path folder;

  @Test
  void acceptedBundleSaysWhoSignedWhenAndWhichLogHoldsIt() throws IOException {
    CommandRun run = verify(SIGNER.sign(IMAGE.digest()), LabIdentity.SUBJECT, LabIdentity.ISSUER);

    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .startsWith("accepted: signed by " + LabIdentity.SUBJECT + " (" + LabIdentity.ISSUER + ")")
        .contains("root root.json", "certificate " + SIGNER.holder().certificate().fingerprint())
        .contains("\n  signed at 2025-06-07T08:10:10Z\n")
        .contains("\n  in log rekor.lab.test at index 1000006 since 2025-06-07T08:10:10Z\n");
  }

  @Test
  void argumentsMayComeInAnyOrder() throws IOException {
    List<String> arguments = arguments(SIGNER.sign(IMAGE.digest()), LabIdentity.SUBJECT);
    List<String> turned = new ArrayList<>(List.of("verify-bundle", arguments.getLast()));
    for (int i = arguments.size() - 3; i > 0; i -= 2) {
      turned.addAll(arguments.subList(i, i + 2));
    }
    CommandRun run = CommandRun.of(turned.toArray(String[]::new));

    assertThat(turned).hasSameSizeAs(arguments);
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
  }

  @Test
  void anotherIdentityIsRejectedAndBothAreNamed() throws IOException {
    CommandRun run = verify(SIGNER.sign(IMAGE.digest()), "mallory@acme.io", LabIdentity.ISSUER);

    assertRejected(run, "IDENTITY");
    assertThat(run.err())
        .contains("expected mallory@acme.io (" + LabIdentity.ISSUER + ")")
        .contains("found " + LabIdentity.SUBJECT);
  }

  @Test
  void identityThatOnlyBeginsAlikeIsRejected() throws IOException {
    LabBundle bundle = SIGNER.sign(IMAGE.digest());
    String shorter = LabIdentity.SUBJECT.substring(0, LabIdentity.SUBJECT.length() - 1);

    assertRejected(verify(bundle, shorter, LabIdentity.ISSUER), "IDENTITY");
    assertRejected(verify(bundle, "", LabIdentity.ISSUER), "IDENTITY");
  }

  @Test
  void anotherIssuerIsRejected() throws IOException {
    CommandRun run =
        verify(SIGNER.sign(IMAGE.digest()), LabIdentity.SUBJECT, "https://accounts.google.com");

    assertRejected(run, "IDENTITY");
    assertThat(run.err()).contains("(https://accounts.google.com)");
  }

  @Test
  void labsBundleIsNotTheBuiltInRoots() throws IOException {
    List<String> arguments = arguments(SIGNER.sign(IMAGE.digest()), LabIdentity.SUBJECT);
    int at = arguments.indexOf("--trusted-root");
    arguments.subList(at, at + 2).clear();

    CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
    assertRejected(run, "UNTRUSTED_CERTIFICATE");
    assertThat(run.err()).contains("public-good");
  }

  @Test
  void rootWithoutLogsIsContentWithATimestampAndOnlyThen() throws IOException {
    LabKeyless signer = SIGSTORE.identity().withoutSct().signer(SIGNER.time());
    LabBundle logged = signer.sign(IMAGE.digest());
    LabBundle bare = logged.without("tlogEntries");
    LabBundle stamped = bare.withTimestamp(signer.timestamp(logged.signature()).response());
    String noLogs = SIGSTORE.trustedRoot().without("tlogs").without("ctlogs").json().toUtf8();
    String all = SIGSTORE.trustedRoot().json().toUtf8();

    assertThat(verify(stamped, noLogs).err()).isEmpty();
    assertThat(verify(stamped, noLogs).code()).isZero();
    assertRejected(verify(bare, noLogs), "TIMESTAMP");
    assertRejected(verify(logged, noLogs), "TIMESTAMP");
    assertRejected(verify(stamped, all), "UNTRUSTED_LOG");
  }

  @Test
  void rootWhoseLogsCannotBeUsedIsNotTakenForOneWithout() throws IOException {
    String unusable =
        SIGSTORE
            .trustedRoot()
            .without("ctlogs")
            .with("tlogs.0.publicKey.keyDetails", "PKIX_ECDSA_P1024_SHA_0")
            .with("tlogs.1.publicKey.keyDetails", "PKIX_ECDSA_P1024_SHA_0")
            .json()
            .toUtf8();
    CommandRun run = verify(SIGNER.sign(IMAGE.digest()), unusable);

    assertThat(run.code()).isEqualTo(ExitCode.UNUSABLE);
    assertThat(run.err())
        .contains("root.json is no usable trusted root")
        .contains("0 usable transparency logs");
  }

  @Test
  void someoneMustBeNamedAndBothHalvesOfAnIdentity() throws IOException {
    List<String> arguments = arguments(SIGNER.sign(IMAGE.digest()), LabIdentity.SUBJECT);
    int issuer = arguments.indexOf("--certificate-oidc-issuer");
    List<String> half = new ArrayList<>(arguments);
    half.subList(issuer, issuer + 2).clear();
    List<String> nobody = new ArrayList<>(half);
    int identity = nobody.indexOf("--certificate-identity");
    nobody.subList(identity, identity + 2).clear();
    List<String> both = new ArrayList<>(arguments);
    both.addAll(1, List.of("--key", "release.pub"));

    assertUnusable(half, "--certificate-oidc-issuer");
    assertUnusable(nobody, "--key");
    assertUnusable(both, "either");
  }

  @Test
  void filesThatAreMissingAreNamed() throws IOException {
    List<String> arguments = arguments(SIGNER.sign(IMAGE.digest()), LabIdentity.SUBJECT);
    for (String option : List.of("--bundle", "--trusted-root")) {
      List<String> wrong = new ArrayList<>(arguments);
      wrong.set(wrong.indexOf(option) + 1, "nowhere.json");
      assertUnusable(wrong, "cannot read nowhere.json: there is no such file");
    }
    List<String> wrong = new ArrayList<>(arguments);
    wrong.set(wrong.size() - 1, "nowhere.bin");
    assertUnusable(wrong, "cannot read nowhere.bin: there is no such file");
    wrong.set(wrong.size() - 1, "sha256:123");
    assertUnusable(wrong, "sha256:123");
    wrong.add(1, "--staging");
    wrong.remove("--trusted-root");
    wrong.remove(folder.resolve("root.json").toString());
    assertUnusable(wrong, "staging");
  }

  private CommandRun verify(LabBundle bundle, String root) throws IOException {
    List<String> arguments = arguments(bundle, LabIdentity.SUBJECT);
    Files.writeString(folder.resolve("root.json"), root);
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private CommandRun verify(LabBundle bundle, String subject, String issuer) throws IOException {
    List<String> arguments = arguments(bundle, subject);
    arguments.set(arguments.indexOf("--certificate-oidc-issuer") + 1, issuer);
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private List<String> arguments(LabBundle bundle, String subject) throws IOException {
    Path file = folder.resolve("bundle.json");
    Files.write(file, bundle.json().toByteArray());
    Path root = folder.resolve("root.json");
    Files.write(root, SIGSTORE.trustedRoot().json().toByteArray());
    return new ArrayList<>(
        Arrays.asList(
            "verify-bundle",
            "--bundle",
            file.toString(),
            "--certificate-identity",
            subject,
            "--certificate-oidc-issuer",
            LabIdentity.ISSUER,
            "--trusted-root",
            root.toString(),
            IMAGE.digest().toString()));
  }

  private static void assertRejected(CommandRun run, String code) {
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.REFUSED);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("rejected: ").endsWith("(" + code + ")\n").hasLineCount(1);
  }

  private static void assertUnusable(List<String> arguments, String complaint) {
    CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.UNUSABLE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(complaint).doesNotContain("at dev.", "Exception");
  }
}
