package dev.portcullis.proxy.realtools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Real clients pull the signed image through the proxy and not the unsigned one. What they say
 * about a refusal is kept in {@code target/client-denials.txt}; {@code docs/clients.md} quotes it.
 */
@Tag("real")
class ClientsTest {
  private static final String NAME = "prod/app";
  private static final String REASON = "production";

  @TempDir static Path folder;
  @TempDir Path mine;
  private static Stage stage;
  private static Digest signed;

  @BeforeAll
  static void start() {
    RealTool.COSIGN_3.require();
    CosignSigner signer = CosignSigner.withNewKey(RealTool.COSIGN_3, folder.resolve("signer"));
    stage =
        Stage.named(
            "docker.io", folder, RealRegistry.distribution(folder.resolve("registry")), signer);
    Repository behind = stage.behind(NAME);
    SampleImage.oci(behind, "unsigned", "clients1");
    signed = SampleImage.index(behind, "signed", "clients2").digest();
    signer.sign(CosignSigner.Form.BUNDLE, behind.at(signed));
  }

  @AfterAll
  static void end() {
    if (stage != null) {
      stage.close();
    }
  }

  @Test
  void skopeoCopiesWhatIsSignedAndSaysWhyNot() {
    ContainersTools tools = ContainersTools.plain(mine);
    tools.skopeoCopy(image("signed"), "copied").mustSucceed();
    assertDenied(tools.skopeoCopy(image("unsigned"), "refused"), true);
  }

  @Test
  void podmanPullsWhatIsSignedAndSaysWhyNot() {
    ContainersTools tools = ContainersTools.plain(mine);
    tools.podmanPull(image("signed")).mustSucceed();
    assertDenied(tools.podmanPull(image("unsigned")), true);
    assertThat(tools.podman("images", "--format", "{{.Tag}}").mustSucceed().out())
        .contains("signed\n")
        .doesNotContain("unsigned");
  }

  @Test
  void podmanAndSkopeoPullByTheRealNameAsPrinted() {
    ContainersTools tools = PrintedSetup.containersTools(stage.proxy(), mine);
    tools.podman("pull", "docker.io/" + NAME + ":signed").mustSucceed();
    assertDenied(tools.podman("pull", "docker.io/" + NAME + ":unsigned"), true);
    tools.skopeoCopy("docker.io/" + NAME + ":signed", "copied").mustSucceed();
    assertDenied(tools.skopeoCopy("docker.io/" + NAME + ":unsigned", "refused"), true);
  }

  @Test
  void podmanRejectsARegistryThatTheProxyDoesNotKnow() {
    ContainersTools tools = PrintedSetup.containersTools(stage.proxy(), mine);
    CommandRun run =
        tools.podman(
            "pull", "--tls-verify=false", stage.registry().host() + "/" + NAME + ":unsigned");
    assertThat(run.mustFail().text()).contains("rejected by policy");
  }

  @Test
  void dockerPullsByExplicitNameWhatIsSignedAndSaysWhyNot() {
    try (DockerDaemon docker = DockerDaemon.start(mine, stage.proxy().url())) {
      String name = stage.proxy().localhost() + "/" + NAME;
      docker.docker("pull", name + ":signed").mustSucceed();
      assertDenied(docker.docker("pull", name + ":unsigned"), true);
      assertThat(docker.docker("images", "--format", "{{.Tag}}").mustSucceed().out())
          .isEqualTo("signed\n");
    }
  }

  @Test
  void dockerPullsDockerHubsNamesFromItsMirror() {
    try (DockerDaemon docker = DockerDaemon.start(mine, stage.proxy().url())) {
      docker.docker("pull", NAME + ":signed").mustSucceed();
      CommandRun refused = docker.docker("pull", NAME + ":unsigned").mustFail();
      assertThat(docker.docker("images", "--format", "{{.Tag}}").mustSucceed().out())
          .isEqualTo("signed\n");
      assertThat(docker.log()).contains("denied").contains(REASON);
      keep("docker, registry-mirrors", refused);
    }
  }

  @ParameterizedTest
  @EnumSource
  void containerdPullsWhatIsSignedAndNotWhatIsNot(ContainerdDaemon.Line line) {
    Path hosts = PrintedSetup.containerdHosts(stage.proxy(), mine.resolve("hosts"));
    try (ContainerdDaemon containerd = ContainerdDaemon.start(line, mine)) {
      containerd.pull(hosts, "docker.io/" + NAME + ":signed").mustSucceed();
      assertDenied(containerd.pull(hosts, "docker.io/" + NAME + ":unsigned"), false);
      assertThat(containerd.images()).isEqualTo("docker.io/" + NAME + ":signed\n");
    }
  }

  @Test
  void cranePullsWhatIsSignedAndSaysWhyNot() {
    Command pull = RealTool.CRANE.with("pull");
    pull.and(image("signed"), mine.resolve("signed.tar").toString()).run().mustSucceed();
    assertDenied(pull.and(image("unsigned"), mine.resolve("no.tar").toString()).run(), true);
    assertThat(RealTool.CRANE.with("digest", image("signed")).output().strip())
        .isEqualTo(signed.toString());
    RealTool.CRANE.with("digest", image("unsigned")).run().mustFail();
  }

  @Test
  void orasCopiesWhatIsSignedAndSaysWhyNot() {
    Command copy = RealTool.ORAS.with("copy", "--from-plain-http", "--to-oci-layout");
    copy.and(image("signed"), mine.resolve("layout") + ":signed").run().mustSucceed();
    assertDenied(copy.and(image("unsigned"), mine.resolve("no") + ":unsigned").run(), true);
  }

  @Test
  void regctlReadsWhatIsSignedAndSaysWhyNot() {
    String plain = "reg=" + stage.proxy().host() + ",tls=disabled";
    Command get = RealTool.REGCTL.with("--host", plain, "manifest", "get");
    get.and(image("signed")).run().mustSucceed();
    assertDenied(get.and(image("unsigned")).run(), true);
  }

  private static String image(String tag) {
    return stage.proxy().host() + "/" + NAME + ":" + tag;
  }

  private static void assertDenied(CommandRun run, boolean showsReason) {
    run.mustFail();
    if (showsReason) {
      assertThat(run.text()).containsIgnoringCase("denied").contains(REASON);
    } else {
      assertThat(run.text()).contains("403 Forbidden");
    }
    keep(Path.of(run.line().split(" ", -1)[0]).getFileName().toString(), run);
  }

  private static void keep(String client, CommandRun run) {
    try {
      Files.writeString(
          Files.createDirectories(Path.of("target")).resolve("client-denials.txt"),
          "== %s%n$ %s%n%s%n".formatted(client, run.line(), run.text()),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
