package dev.portcullis.proxy.upstream;

import static dev.portcullis.proxy.upstream.TestUpstream.assertTrouble;
import static dev.portcullis.proxy.upstream.TestUpstream.found;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DockerCredentialsTest {
  private static final Secret ANN = Secret.Basic.of("ann", "secret");

  @TempDir private Path folder;
  private final TestTicker ticker = new TestTicker();

  private Fetch<Secret> secret(UpstreamConfig config, UpstreamCredentials credentials) {
    CredentialHelpers helpers = new CredentialHelpers(ticker, List.of(folder));
    return new Secrets(TestUpstream.withCredentials(config, credentials), helpers)
        .of(Caller.proxy());
  }

  private static UpstreamConfig acme() {
    return UpstreamConfig.of("registry.acme.io", URI.create("https://api.acme.io:8443"));
  }

  private static UpstreamConfig hub() {
    return UpstreamConfig.of("docker.io", URI.create("https://registry-1.docker.io"));
  }

  private Fetch<Secret> inFile(UpstreamConfig config, String json) throws IOException {
    Path file = Files.writeString(folder.resolve("config.json"), json);
    return secret(config, new UpstreamCredentials.DockerConfig(file));
  }

  /** A helper that appends a line to a file named like it for each run. */
  private Path helper(String name, String body) throws IOException {
    Path file = folder.resolve("docker-credential-" + name);
    Files.writeString(
        file, "#!/bin/sh\nread server\necho \"$1 $server\" >> " + folder + "/runs\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return file;
  }

  private List<String> runs() throws IOException {
    Path runs = folder.resolve("runs");
    return Files.exists(runs) ? Files.readAllLines(runs) : List.of();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"auths\":{\"registry.acme.io\":{\"auth\":\"YW5uOnNlY3JldA==\"}}}",
        "{\"auths\":{\"https://registry.acme.io/v2/\":{\"auth\":\"YW5uOnNlY3JldA==\"}}}",
        "{\"auths\":{\"api.acme.io:8443\":{\"auth\":\"YW5uOnNlY3JldA==\"}}}",
        "{\"auths\":{\"registry.acme.io\":{\"username\":\"ann\",\"password\":\"secret\"}}}",
        "{\"auths\":{\"other.io\":{\"auth\":\"eDp5\"},\"registry.acme.io\":{\"auth\":\"YW5uOnNlY3JldA==\"}}}"
      })
  void entryForTheRegistryIsFound(String json) throws IOException {
    assertThat(found(inFile(acme(), json))).isEqualTo(ANN);
  }

  @Test
  void hubHasItsOldName() throws IOException {
    String json = "{\"auths\":{\"https://index.docker.io/v1/\":{\"auth\":\"YW5uOnNlY3JldA==\"}}}";
    assertThat(found(inFile(hub(), json))).isEqualTo(ANN);
    assertThat(found(inFile(acme(), json))).isEqualTo(new Secret.None());
  }

  @Test
  void tokensComeBeforePasswords() throws IOException {
    String entry = "\"auth\":\"YW5uOnNlY3JldA==\",\"identitytoken\":\"refresh\"";
    assertThat(found(inFile(acme(), "{\"auths\":{\"registry.acme.io\":{" + entry + "}}}")))
        .isEqualTo(new Secret.Refresh("refresh"));
    String ready = entry + ",\"registrytoken\":\"ready\"";
    assertThat(found(inFile(acme(), "{\"auths\":{\"registry.acme.io\":{" + ready + "}}}")))
        .isEqualTo(new Secret.Ready("Bearer ready"));
  }

  @Test
  void brokenFilesAreNamed() throws IOException {
    assertTrouble(inFile(acme(), "{"), Fetch.Kind.UNREACHABLE, "config.json", "not valid JSON");
    assertTrouble(
        inFile(acme(), "{\"auths\":{\"registry.acme.io\":{\"auth\":\"bm9jb2xvbg==\"}}}"),
        Fetch.Kind.UNREACHABLE,
        "name:password");
    assertTrouble(
        secret(acme(), new UpstreamCredentials.DockerConfig(folder.resolve("none"))),
        Fetch.Kind.UNREACHABLE,
        "cannot read the docker configuration");
  }

  @Test
  void helperIsAskedForTheServerAndOnlyOnce() throws IOException {
    helper("acme", "echo '{\"ServerURL\":\"x\",\"Username\":\"ann\",\"Secret\":\"secret\"}'");
    CredentialHelpers helpers = new CredentialHelpers(ticker, List.of(folder));
    Secrets secrets =
        new Secrets(
            TestUpstream.withCredentials(acme(), new UpstreamCredentials.Helper("acme")), helpers);
    assertThat(found(secrets.of(Caller.proxy()))).isEqualTo(ANN);
    assertThat(found(secrets.of(Caller.proxy()))).isEqualTo(ANN);
    assertThat(runs()).containsExactly("get registry.acme.io");
    secrets.renew();
    found(secrets.of(Caller.proxy()));
    assertThat(runs()).hasSize(2);
  }

  @Test
  void answerThatGrowsOldIsRenewedInTheBackground() throws IOException, InterruptedException {
    helper("acme", "echo '{\"Username\":\"ann\",\"Secret\":\"secret\"}'");
    CredentialHelpers helpers = new CredentialHelpers(ticker, List.of(folder));
    found(helpers.get("acme", "s"));
    helper("acme", "echo '{\"Username\":\"ann\",\"Secret\":\"newer\"}'");
    ticker.advance(Duration.ofMinutes(6));
    Secret newer = Secret.Basic.of("ann", "newer");
    Secret answer = found(helpers.get("acme", "s"));
    for (int i = 0; i < 500 && !answer.equals(newer); i++) {
      Thread.sleep(10);
      answer = found(helpers.get("acme", "s"));
    }
    assertThat(answer).isEqualTo(newer);
  }

  @Test
  void helperMayAnswerWithARefreshToken() throws IOException {
    helper("acme", "echo '{\"Username\":\"<token>\",\"Secret\":\"refresh\"}'");
    assertThat(found(secret(acme(), new UpstreamCredentials.Helper("acme"))))
        .isEqualTo(new Secret.Refresh("refresh"));
  }

  @Test
  void helperThatKnowsNothingIsNoTrouble() throws IOException {
    helper("acme", "echo 'credentials not found in native keychain'; exit 1");
    assertThat(found(secret(acme(), new UpstreamCredentials.Helper("acme"))))
        .isEqualTo(new Secret.None());
  }

  @Test
  void helperThatFailsIsNamedAndAskedAgain() throws IOException {
    helper("acme", "echo 'the vault is sealed'; exit 3");
    assertTrouble(
        secret(acme(), new UpstreamCredentials.Helper("acme")),
        Fetch.Kind.UNREACHABLE,
        "docker-credential-acme failed",
        "exit code 3",
        "the vault is sealed");
    helper("acme", "echo nonsense");
    assertTrouble(
        secret(acme(), new UpstreamCredentials.Helper("acme")),
        Fetch.Kind.UNREACHABLE,
        "not answer with a JSON object");
  }

  @Test
  void helperWhoseChildKeepsTheOutputOpenDoesNotHang() throws IOException {
    helper("acme", "sleep 30 & exit 1");
    assertTrouble(
        secret(acme(), new UpstreamCredentials.Helper("acme")),
        Fetch.Kind.UNREACHABLE,
        "exit code 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"missing", "../escape", "a/b", ""})
  void programThatIsNotThereIsNamed(String program) {
    assertTrouble(
        secret(acme(), new UpstreamCredentials.Helper(program)),
        Fetch.Kind.UNREACHABLE,
        "there is no program 'docker-credential-" + program + "'");
  }

  @Test
  void helperOfTheRegistryComesBeforeTheStoreAndThatBeforeEntries() throws IOException {
    helper("one", "echo '{\"Username\":\"one\",\"Secret\":\"1\"}'");
    helper("two", "echo '{\"Username\":\"two\",\"Secret\":\"2\"}'");
    String auths = "\"auths\":{\"registry.acme.io\":{\"auth\":\"YW5uOnNlY3JldA==\"}}";
    String store = "\"credsStore\":\"two\"," + auths;
    assertThat(
            found(inFile(acme(), "{\"credHelpers\":{\"registry.acme.io\":\"one\"}," + store + "}")))
        .isEqualTo(Secret.Basic.of("one", "1"));
    assertThat(found(inFile(acme(), "{" + store + "}"))).isEqualTo(Secret.Basic.of("two", "2"));
    helper("two", "echo 'credentials not found in native keychain'; exit 1");
    assertThat(found(inFile(acme(), "{" + store + "}"))).isEqualTo(ANN);
  }

  @Test
  void storeIsAskedForHubByItsOldName() throws IOException {
    helper("store", "echo '{\"Username\":\"ann\",\"Secret\":\"secret\"}'");
    assertThat(found(inFile(hub(), "{\"credsStore\":\"store\"}"))).isEqualTo(ANN);
    assertThat(runs()).containsExactly("get https://index.docker.io/v1/");
  }

  @Test
  void secretsDoNotShowInText() {
    assertThat(ANN.toString()).isEqualTo("Basic[...]");
    assertThat(new Secret.Refresh("r").toString()).doesNotContain("r]");
    assertThat(new Secret.Ready("Bearer r").toString()).doesNotContain("Bearer");
  }
}
