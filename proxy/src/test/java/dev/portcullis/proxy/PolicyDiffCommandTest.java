package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code policy diff} says of two configurations. */
class PolicyDiffCommandTest {
  private static final String OLD =
      """
      upstreams:
        registry.acme.io: {url: "https://registry.acme.io"}
      signers:
        release: {keys: [a.pub, b.pub]}
        security: {keys: [c.pub]}
      rules:
        - name: production
          images: ["registry.acme.io/prod/**"]
          require: [{any: [{signature: {by: release}}, {signature: {by: security}}]}]
      """;

  @TempDir private Path temp = Path.of("");

  @BeforeEach
  void keys() throws Exception {
    for (String name : new String[] {"a.pub", "b.pub", "c.pub"}) {
      byte[] key =
          KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic().getEncoded();
      Files.writeString(
          temp.resolve(name),
          "-----BEGIN PUBLIC KEY-----\n"
              + Base64.getEncoder().encodeToString(key)
              + "\n-----END PUBLIC KEY-----\n");
    }
    Files.writeString(temp.resolve("old.yaml"), OLD);
  }

  @Test
  void sameWordsInAnotherOrderMeanTheSame() throws Exception {
    CommandRun run =
        diff(
            """
            # the same
            rules:
              - images: ["registry.acme.io/prod/**"]
                name: production
                mode: enforce
                require: [{any: [{signature: {by: release}}, {signature: {by: security}}]}]
            signers: {security: {keys: [c.pub]}, release: {keys: [a.pub, b.pub]}}
            upstreams: {registry.acme.io: {url: "https://registry.acme.io"}}
            """);

    assertThat(run.out()).isEqualTo("they mean the same\n");
    assertThat(run.code()).isZero();
  }

  @Test
  void demandingBothIsStricterAndAnyOfThreeLooser() throws Exception {
    assertThat(changed("{any: [", "{all: ["))
        .contains("rule production: from enforce signature by release (any of 2 keys) or")
        .contains("[stricter]");
    assertThat(changed("require:", "mode: warn\n    require:")).contains("[looser]");
    assertThat(changed("require:", "maxAge: 30d\n    require:"))
        .contains("rule production: its signers or terms are others  [stricter]");
  }

  @Test
  void anotherConditionIsNeither() throws Exception {
    assertThat(
            changed(
                "[{any: [{signature: {by: release}}, {signature: {by: security}}]}]",
                "[{signature: {by: release, where: 'image.registry == \"a\"'}},"
                    + " {signature: {by: security}}]"))
        .contains("[stricter]");
    Files.writeString(
        temp.resolve("old.yaml"),
        OLD.replace("{by: release}", "{by: release, where: 'image.registry == \"a\"'}"));
    assertThat(changed("{by: release}", "{by: release, where: 'image.registry == \"b\"'}"))
        .contains("[otherwise]");
  }

  @Test
  void signersAreComparedByTheirKeys() throws Exception {
    assertThat(changed("[a.pub, b.pub]", "[a.pub]"))
        .contains("signer release: key ", "(b.pub) removed  [stricter]")
        .contains("rule production: from enforce")
        .contains("trust: keys, roots or stores accept other evidence than before");
    assertThat(changed("[a.pub, b.pub]", "[{file: a.pub, notAfter: 2027-01-01T00:00:00Z}, b.pub]"))
        .contains("until 2027-01-01T00:00:00Z) added", "rule production: its signers or terms");
  }

  @Test
  void exemptionsAndUpstreamsAndOtherSettingsAreCompared() throws Exception {
    String out =
        diff(OLD.replace("https://registry.acme.io\"}", "https://mirror.acme.io\"}")
                + "exemptions: [{digest: \"sha256:"
                + "0".repeat(64)
                + "\", reason: INC-1, expires: 2026-12-01T00:00:00Z}]\n"
                + "unmatched: insecureAdmit\nblobs: {gate: open}\n")
            .out();

    assertThat(out)
        .contains("exemptions: sha256:000", "until 2026-12-01T00:00:00Z (INC-1) added  [looser]")
        .contains("upstream registry.acme.io: from {\"url\":\"https://registry.acme.io\"} to")
        .contains("blobs: added")
        .contains("rule unmatched: from enforce what nothing can meet to enforce nothing")
        .doesNotContain("rule production");
  }

  @Test
  void imagesThatFallUnderAnotherRuleAreNamed() throws Exception {
    Files.writeString(
        temp.resolve("new.yaml"),
        OLD
            + "  - name: payments\n"
            + "    images: [\"registry.acme.io/prod/payments/**\"]\n"
            + "    require: [{signature: {by: release}}, {signature: {by: security}}]\n");
    Path images =
        Files.writeString(
            temp.resolve("images.txt"),
            "registry.acme.io/prod/api:1\n\n# ledger\nregistry.acme.io/prod/payments/ledger:7\n");

    CommandRun run =
        CommandRun.of(
            "policy",
            "diff",
            temp.resolve("old.yaml").toString(),
            temp.resolve("new.yaml").toString(),
            "--images",
            images.toString());

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .contains("rule payments: added for registry.acme.io/prod/payments/**")
        .contains(
            "image registry.acme.io/prod/payments/ledger: rule production -> rule payments"
                + "  [stricter]")
        .doesNotContain("image registry.acme.io/prod/api");
    Files.writeString(images, "UPPER CASE\n");
    assertThat(
            CommandRun.of(
                    "policy",
                    "diff",
                    temp.resolve("old.yaml").toString(),
                    temp.resolve("new.yaml").toString(),
                    "--images",
                    images.toString())
                .err())
        .contains("images.txt:1: ");
  }

  private String changed(String from, String to) throws Exception {
    assertThat(OLD).contains(from);
    CommandRun run = diff(OLD.replace(from, to));
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isEqualTo(1);
    return run.out();
  }

  private CommandRun diff(String next) throws Exception {
    Files.writeString(temp.resolve("new.yaml"), next);
    return CommandRun.of(
        "policy", "diff", temp.resolve("old.yaml").toString(), temp.resolve("new.yaml").toString());
  }
}
