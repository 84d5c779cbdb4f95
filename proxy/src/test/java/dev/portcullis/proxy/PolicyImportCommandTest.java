package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.proxy.demo.MemoryRegistry;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabNotary;
import dev.portcullis.verify.lab.LabSignature;
import dev.portcullis.verify.lab.SigningLab;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code policy import}, from the foreign file to pulls through the running proxy. */
class PolicyImportCommandTest {
  private static final LabKey KEY = LabKey.p256("imported");
  private static final String WARNED =
      """
      {"default": [{"type": "reject"}],
       "transports": {"docker": {"r.test/gpg": [{"type": "signedBy", "keyType": "GPGKeys", "keyPath": "/x.gpg"}]}}}
      """;

  private final Path folder;

  PolicyImportCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void importedPolicyJsonDecidesPulls() throws IOException {
    String policy =
        """
        {
          "default": [{"type": "reject"}],
          "transports": {
            "docker": {
              "r.test/free": [{"type": "insecureAcceptAnything"}],
              "r.test/signed": [{"type": "sigstoreSigned", "keyData": "%s",
                                 "signedIdentity": {"type": "matchRepository"}}],
              "r.test/mirror": [{"type": "sigstoreSigned", "keyData": "%s",
                                 "signedIdentity": {"type": "exactRepository", "dockerRepository": "vendor.example/app"}}],
              "r.test/gpg": [{"type": "signedBy", "keyType": "GPGKeys", "keyPath": "/x.gpg"}]
            }
          }
        }
        """
            .formatted(base64(KEY.pem()), base64(KEY.pem()));
    CommandRun run = importing("policy.json", policy);

    assertThat(run.code()).isZero();
    assertThat(run.err())
        .isEqualTo(
            folder.resolve("policy.json")
                + ":10:22: warning: signatures by GPG keys (signedBy) are not supported; nothing"
                + " meets it instead, so that a rule that needs it refuses\n");
    assertThat(run.out()).startsWith(folder.resolve("portcullis.yaml") + ": ok: ");
    try (MemoryRegistry registry = MemoryRegistry.start();
        ServedConfig proxy = serve(registry)) {
      for (String each : List.of("free/app", "signed/no", "gpg/app", "other/app")) {
        push(registry, each, "1.0", LabArtifact.image(each));
      }
      signed(registry, "signed/app", "r.test/signed/app");
      signed(registry, "signed/copy", "r.test/signed/app");
      signed(registry, "mirror", "vendor.example/app");

      assertThat(proxy.manifest("free/app", "1.0").status()).isEqualTo(200);
      assertThat(proxy.manifest("signed/app", "1.0").decision())
          .startsWith("admit; rule=r.test-signed");
      assertThat(proxy.manifest("mirror", "1.0").status()).isEqualTo(200);
      refused(proxy, "signed/no", "no signature was found");
      refused(proxy, "signed/copy", "r.test/signed/app");
      refused(proxy, "gpg/app", "the rule refuses everything: signatures by GPG keys");
      refused(proxy, "other/app", "no rule matches r.test/other/app");
    }
  }

  @Test
  void importedTrustPolicyDecidesPulls() throws IOException {
    Path store = Files.createDirectories(folder.resolve("truststore/x509/ca/acme"));
    Files.writeString(store.resolve("root.pem"), LabNotary.ROOT.pem());
    String policy =
        """
        {
          "version": "1.0",
          "trustPolicies": [
            {"name": "ours", "registryScopes": ["r.test/notary/app", "r.test/notary/no"],
             "signatureVerification": {"level": "strict"},
             "trustStores": ["ca:acme"], "trustedIdentities": ["x509.subject: C=US, ST=WA, O=acme"]},
            {"name": "theirs", "registryScopes": ["r.test/notary/other"],
             "signatureVerification": {"level": "strict"},
             "trustStores": ["ca:acme"], "trustedIdentities": ["x509.subject: C=US, ST=WA, O=other"]},
            {"name": "lenient", "registryScopes": ["r.test/notary/lenient"],
             "signatureVerification": {"level": "audit"},
             "trustStores": ["ca:acme"], "trustedIdentities": ["x509.subject: C=US, ST=WA, O=other"]},
            {"name": "none", "registryScopes": ["r.test/notary/free"],
             "signatureVerification": {"level": "skip"}}
          ]
        }
        """;
    CommandRun run = importing("trustpolicy.json", policy);

    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    try (MemoryRegistry registry = MemoryRegistry.start();
        ServedConfig proxy = serve(registry)) {
      for (String each : List.of("app", "other", "lenient", "unknown")) {
        notarised(registry, "notary/" + each);
      }
      push(registry, "notary/no", "1.0", LabArtifact.image("no"));
      push(registry, "notary/free", "1.0", LabArtifact.image("free"));

      assertThat(proxy.manifest("notary/app", "1.0").status()).isEqualTo(200);
      assertThat(proxy.manifest("notary/lenient", "1.0").status()).isEqualTo(200);
      assertThat(proxy.manifest("notary/free", "1.0").status()).isEqualTo(200);
      refused(proxy, "notary/no", "no signature was found");
      refused(proxy, "notary/other", "the signer is not among the trusted identities");
      refused(proxy, "notary/unknown", "no rule matches r.test/notary/unknown");
    }
  }

  @Test
  void withoutOutputAllIsPrinted() throws IOException {
    String policy =
        "{\"default\": [{\"type\": \"sigstoreSigned\", \"keyData\": \""
            + base64(KEY.pem())
            + "\", \"signedIdentity\": {\"type\": \"matchRepository\"}}]}";
    Path file = Files.writeString(folder.resolve("policy.json"), policy);
    CommandRun run = CommandRun.of("policy", "import", file.toString(), "--registry", "r.test");
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("  - name: default-r.test\n")
        .contains("# file keys/default-" + KEY.fingerprint().substring(0, 8) + ".pub:\n")
        .contains("#   -----BEGIN PUBLIC KEY-----\n");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void strictTakesWarningsForErrorsAndWritesNothing() throws IOException {
    CommandRun run = importing("policy.json", WARNED, "--strict");
    assertThat(run.code()).isEqualTo(ExitCode.UNUSABLE);
    assertThat(run.err()).contains("policy.json:2:43: error: signatures by GPG keys");
    assertThat(run.out()).isEmpty();
    assertThat(folder.resolve("portcullis.yaml")).doesNotExist();
  }

  @Test
  void filesThatAreThereStayAsTheyAre() throws IOException {
    Path output = Files.writeString(folder.resolve("portcullis.yaml"), "rules: []\n");
    CommandRun run = importing("policy.json", WARNED);
    assertThat(run.code()).isEqualTo(ExitCode.UNUSABLE);
    assertThat(run.err())
        .contains(output + " is there already, with another content; move it away");
    assertThat(output).hasContent("rules: []");
  }

  @Test
  void importingAgainChangesNothing() throws IOException {
    assertThat(importing("policy.json", WARNED).code()).isZero();
    assertThat(importing("policy.json", WARNED).code()).isZero();
  }

  @Test
  void whatIsMissingForTheResultIsTold() throws IOException {
    String policy =
        """
        {"version": "1.0", "trustPolicies": [{"name": "ours", "registryScopes": ["r.test/app"],
         "signatureVerification": {"level": "strict"}, "trustStores": ["ca:acme"], "trustedIdentities": ["*"]}]}
        """;
    CommandRun run = importing("trustpolicy.json", policy, "--trust-store", "elsewhere");
    assertThat(run.code()).isZero();
    assertThat(run.err())
        .contains("portcullis.yaml is written; before it can be used:")
        .contains("cannot read trust store elsewhere");
  }

  @Test
  void whatIsNoPolicyIsToldWithItsPlace() throws IOException {
    CommandRun run = importing("policy.json", "{\"default\": 1}");
    assertThat(run.code()).isEqualTo(ExitCode.UNUSABLE);
    assertThat(run.err()).contains("policy.json:1:13: expected a list, found '1'");
  }

  @Test
  void badOptionsAreTold() throws IOException {
    assertThat(importing("policy.json", WARNED, "--format", "helm").err())
        .contains("'helm' is not one of containers, kyverno, notation, policy-controller");
    assertThat(importing("policy.json", WARNED, "--registry", "https://r.test").err())
        .contains("'https://r.test' is not a registry");
    assertThat(CommandRun.of("policy", "import", folder.resolve("none").toString()).code())
        .isEqualTo(ExitCode.UNUSABLE);
  }

  @Test
  void helpShowsHow() {
    CommandRun run = CommandRun.of("policy", "import", "--help");
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("It never admits more", "portcullis policy import trustpolicy.json --registry");
  }

  private CommandRun importing(String name, String policy, String... options) throws IOException {
    Path file = Files.writeString(folder.resolve(name), policy);
    List<String> args =
        new ArrayList<>(
            List.of(
                "policy",
                "import",
                file.toString(),
                "-o",
                folder.resolve("portcullis.yaml").toString()));
    args.addAll(List.of(options));
    return CommandRun.of(args.toArray(String[]::new));
  }

  /** Serves the result, with the registry in the place of the one that it names. */
  private ServedConfig serve(MemoryRegistry registry) throws IOException {
    Path config = folder.resolve("portcullis.yaml");
    String text = Files.readString(config);
    String here =
        text.replace(
            "{url: \"https://r.test\"}", "{url: \"" + registry.url() + "\", default: true}");
    assertThat(here).isNotEqualTo(text);
    Files.writeString(
        config, here + "listen: 127.0.0.1:0\nadmin: 127.0.0.1:0\nevidence: {absentFor: 0s}\n");
    return ServedConfig.start(config);
  }

  private static void refused(ServedConfig proxy, String repository, String why) {
    ServedConfig.Reply reply = proxy.manifest(repository, "1.0");
    assertThat(reply.status()).as(repository + ": " + reply.text()).isEqualTo(403);
    assertThat(reply.text()).as(repository).contains(why);
  }

  private static void signed(MemoryRegistry registry, String repository, String named) {
    LabArtifact image = LabArtifact.image(repository);
    push(registry, repository, "1.0", image);
    String payload =
        LabSignature.of(image.digest(), KEY)
            .payload()
            .toUtf8()
            .replaceFirst(
                "\"docker-reference\"\\s*:\\s*\"[^\"]*\"",
                "\"docker-reference\":\"" + named + "\"");
    push(
        registry,
        repository,
        SigningLab.cosignTag(image.digest(), "sig"),
        SigningLab.signatureTag(LabSignature.signing(payload, KEY)));
  }

  private static void notarised(MemoryRegistry registry, String repository) {
    LabArtifact image = LabArtifact.image(repository);
    push(registry, repository, "1.0", image);
    LabArtifact signature =
        LabNotary.referrer(
            image,
            LabNotary.signer(
                MediaTypes.NOTATION_JWS, LabNotary.LEAF, image.in("r.test/" + repository)));
    push(registry, repository, signature.digest().toString(), signature);
  }

  private static void push(
      MemoryRegistry registry, String repository, String reference, LabArtifact artifact) {
    artifact.blobs().values().forEach((Bytes blob) -> registry.blob(repository, blob));
    registry.manifest(
        repository, reference, artifact.manifest().mediaType(), artifact.manifest().raw());
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
