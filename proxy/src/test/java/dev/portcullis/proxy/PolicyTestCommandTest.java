package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Base64;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code policy test}: what passes, what fails, and what is no test at all. */
class PolicyTestCommandTest {
  private static final String CONFIG =
      """
      signers:
        release: {keys: [release.pub]}
        alice: {keyless: {root: public-good, issuer: "https://login.example", subject: alice@acme.io}}
      rules:
        - name: production
          images: ["registry.acme.io/prod/**"]
          require: [{any: [{signature: {by: release}}, {signature: {by: alice}}]}]
      """;

  private static final String CASE =
      """
      cases:
        - name: signed
          image: registry.acme.io/prod/api
          found: [{signature: {by: release}}]
          expect: admit
      """;

  @TempDir private Path temp = Path.of("");

  @BeforeEach
  void write() throws Exception {
    byte[] key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic().getEncoded();
    file(
        "release.pub",
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getEncoder().encodeToString(key)
            + "\n-----END PUBLIC KEY-----\n");
    file("portcullis.yaml", CONFIG);
  }

  @Test
  void exampleOfTheDocumentationIsAsItExpects() {
    CommandRun run = CommandRun.of("policy", "test", example().toString());

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("14 cases, all as expected").doesNotContain("FAIL");
    assertThat(run.code()).isZero();
  }

  @Test
  void eachExpectationOfTheExampleIsOneThatAnotherPolicyFails() throws Exception {
    Path copy = Files.createDirectory(temp.resolve("copy"));
    try (var all = Files.walk(example())) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        Path target = copy.resolve(example().relativize(path).toString());
        Files.createDirectories(target.getParent());
        String text = Files.readString(path);
        Files.writeString(
            target,
            path.endsWith("portcullis.yaml") ? text.replace("mode: warn", "mode: audit") : text);
      }
    }

    CommandRun run = CommandRun.of("policy", "test", copy.toString());

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .contains("FAIL", "expected warn, found audit", "decided: audit by rule staging")
        .contains("14 cases, 1 not as expected");
  }

  @Test
  void caseThatIsNotAsExpectedSaysWhatWasDecidedAndWhy() throws Exception {
    file(
        "signed.yaml",
        CASE.replace(
            "admit",
            "{decision: refuse, rule: other, because: revoked, signers: [alice], reason:"
                + " nonsense}"));

    CommandRun run = run();

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .contains("signed.yaml:2  signed")
        .contains("expected refuse, found admit", "expected rule other, found rule production")
        .contains("expected because revoked, found because verified")
        .contains("expected signers alice, found signers release")
        .contains("expected a reason with 'nonsense'")
        .contains("decided: admit by rule production: signed by release");
  }

  @Test
  void machinesGetJsonAndJunit() throws Exception {
    file(
        "signed.yaml",
        CASE + CASE.substring(7).replace("signed", "<wrong>").replace("admit", "warn"));
    Path report = temp.resolve("report.xml");

    JsonNode json = JsonMapper.shared().readTree(run("--json").out());
    assertThat(json.path("cases").intValue()).isEqualTo(2);
    assertThat(json.path("failed").intValue()).isEqualTo(1);
    assertThat(json.at("/outcomes/1/differences/0").stringValue())
        .isEqualTo("expected warn, found admit");

    assertThat(run("--junit", report.toString()).code()).isEqualTo(1);
    Document xml =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(
                new ByteArrayInputStream(
                    Files.readString(report).getBytes(StandardCharsets.UTF_8)));
    assertThat(xml.getDocumentElement().getAttribute("failures")).isEqualTo("1");
    assertThat(xml.getElementsByTagName("testcase").getLength()).isEqualTo(2);
  }

  @Test
  void mistakesAreToldWithLineAndColumn() throws Exception {
    file(
        "wrong.yaml",
        """
        cases:
          - name: one
            image: registry.acme.io/prod/api
            found:
              - signature: {by: releese}
              - signature: {by: alice, key: release.pub}
              - signature: {by: release, key: other.pub}
              - signature: {subject: bob@acme.io}
              - attestation: {type: nothing, by: release}
              - sbom: {by: release}
              - broken: nonsense
              - {}
            expect: {decision: perhaps}
          - name: one
            image: UPPER
            colour: blue
        """);

    CommandRun run = run();

    assertThat(run.code()).isEqualTo(3);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains("wrong.yaml:5:25: no rule has a signer 'releese'; did you mean 'release'?")
        .contains("wrong.yaml:6:37: signer alice has no keys; remove it")
        .contains("wrong.yaml:7:39: signer release has no such key; it has release.pub")
        .contains("wrong.yaml:8:20: 'issuer' is missing")
        .contains("wrong.yaml:9:29: 'nothing' is neither a URI nor one of")
        .contains("wrong.yaml:10:15: an SBOM is either a file or a list of packages")
        .contains("wrong.yaml:11:17: expected one of algorithm,")
        .contains("wrong.yaml:12:9: write exactly one of signature, attestation, sbom")
        .contains("wrong.yaml:13:24: expected one of admit, audit, refuse, undecided, warn")
        .contains("wrong.yaml:14:11: a case of this name is already on line 2")
        .contains("wrong.yaml:14:5: 'expect' is missing")
        .contains("wrong.yaml:16:5: unknown key 'colour'");
  }

  @Test
  void fileThatTestsNothingIsAMistake() throws Exception {
    file("signed.yaml", CASE);
    file("typo.yaml", CASE.replace("cases:", "case:"));

    assertThat(run().code()).isEqualTo(3);
    assertThat(run().err()).contains("typo.yaml: holds no 'cases'");
  }

  @Test
  void revocationsThatTheConfigurationReadsAreNoTests() throws Exception {
    file("portcullis.yaml", CONFIG + "revoked: {file: revoked.yaml}\n");
    file("revoked.yaml", "signers: [{signer: release, reason: INC-1}]\n");
    file("signed.yaml", CASE.replace("admit", "{decision: refuse, reason: INC-1}"));

    assertThat(run()).extracting(CommandRun::code, CommandRun::err).containsExactly(0, "");
  }

  @Test
  void folderWithoutCasesOrConfigurationIsAMistake() throws Exception {
    assertThat(run().err()).contains("holds no file with 'cases'");
    file("signed.yaml", CASE);
    Files.delete(temp.resolve("portcullis.yaml"));
    assertThat(run().code()).isEqualTo(3);
    assertThat(run().err()).contains("portcullis.yaml: there is no such file");
    assertThat(CommandRun.of("policy", "test", "/nowhere").err()).contains("there is no /nowhere");
  }

  @Test
  void configurationMayBeNamedAndItsOwnMistakesAreTold() throws Exception {
    file("other.yml", CONFIG);
    file("signed.yaml", "config: other.yml\n" + CASE);
    Files.delete(temp.resolve("portcullis.yaml"));
    assertThat(run().code()).isZero();

    file("other.yml", CONFIG + "rulez: []\n");
    assertThat(run().err()).contains("unknown key 'rulez'; did you mean 'rules'?");
  }

  @Test
  void configurationNeedsNeitherItsSecretsNorItsCertificates() throws Exception {
    file(
        "portcullis.yaml",
        CONFIG
            + """
            upstreams:
              registry.acme.io: {url: "https://registry.acme.io", credentials: {username: me, passwordFile: /nowhere}}
            listen: {address: "127.0.0.1:0", tls: {certificate: /nowhere, key: /nowhere}}
            """);
    file("signed.yaml", CASE);

    assertThat(run()).extracting(CommandRun::code, CommandRun::err).containsExactly(0, "");
  }

  private void file(String name, String content) throws Exception {
    Files.writeString(temp.resolve(name), content);
  }

  private CommandRun run(String... more) {
    String[] args = new String[3 + more.length];
    args[0] = "policy";
    args[1] = "test";
    args[2] = temp.toString();
    System.arraycopy(more, 0, args, 3, more.length);
    return CommandRun.of(args);
  }

  private static Path example() {
    Path here = Path.of("").toAbsolutePath();
    Path top = Files.isDirectory(here.resolve("docs")) ? here : here.resolve("..").normalize();
    return top.resolve("docs/examples/policy");
  }
}
