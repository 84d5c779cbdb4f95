package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.oci.RepositoryName;
import dev.portcullis.proxy.upstream.UpstreamConfig;
import dev.portcullis.proxy.upstream.UpstreamCredentials;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
  @TempDir private Path temp = Path.of("");
  private ConfigFolder folder = new ConfigFolder(temp);

  @BeforeEach
  void key() throws Exception {
    folder = new ConfigFolder(temp).withKey("release.pub");
  }

  @Test
  void smallestConfigurationHasSafeDefaults() throws Exception {
    Config config = read(ConfigFolder.SMALLEST);

    assertThat(config.listen().getAddress().isLoopbackAddress()).isTrue();
    assertThat(config.listen().getPort()).isEqualTo(5000);
    assertThat(config.admin().address().getAddress().isLoopbackAddress()).isTrue();
    assertThat(config.tls()).isEmpty();
    assertThat(config.clients().htpasswd()).isEmpty();
    assertThat(config.admission().strictGate()).isTrue();
    assertThat(config.admission().verifyBlobs()).isTrue();
    assertThat(config.admission().state()).isEmpty();
    UpstreamConfig upstream = config.upstreams().getFirst();
    assertThat(upstream.credentials()).isEqualTo(new UpstreamCredentials.Anonymous());
    assertThat(upstream.tagTtl()).isZero();
    assertThat(upstream.writes()).isFalse();
    assertThat(upstream.isDefault()).isFalse();
    assertThat(config.policy().policy().rules()).hasSize(1);
    assertThat(config.policy().trust().keys()).hasSize(1);
  }

  @Test
  void everySettingReachesItsComponent() throws Exception {
    Config config = ConfigReader.read(FullConfig.in(temp).file("portcullis.yaml"));

    assertThat(SocketAddresses.text(config.listen())).isEqualTo("127.0.0.1:5443");
    assertThat(config.tls().orElseThrow().clientCa()).isPresent();
    assertThat(SocketAddresses.text(config.admin().address())).isEqualTo("0.0.0.0:5001");
    assertThat(config.admin().mayRead(Optional.empty(), Optional.of("Bearer 0123456789abcdef")))
        .isTrue();
    assertThat(config.clients().htpasswd().orElseThrow().toUtf8()).startsWith("team-b:");
    assertThat(config.clients().access().getFirst().client()).isEqualTo("team-b");
    assertThat(config.upstreams())
        .extracting(UpstreamConfig::name)
        .containsExactly(
            "docker.io", "registry.acme.io", "ghcr.io", "quay.io", "registry.acme.io:5443");
    UpstreamConfig acme = config.upstreams().get(1);
    assertThat(acme.credentials())
        .isEqualTo(new UpstreamCredentials.Login("robot", folder.file("secrets/robot")));
    assertThat(acme.tagTtl()).isEqualTo(Duration.ofSeconds(2));
    assertThat(acme.signatures()).contains(new RepositoryName("registry.acme.io", "signatures"));
    assertThat(acme.writes()).isTrue();
    assertThat(acme.realms()).containsExactly("auth.acme.io");
    assertThat(acme.redirects()).containsExactly("s3.acme.internal:9000");
    assertThat(acme.ca()).contains(folder.file("tls/ca.pem"));
    assertThat(config.upstreams())
        .extracting(UpstreamConfig::credentials)
        .contains(
            new UpstreamCredentials.DockerConfig(folder.file("config.json")),
            new UpstreamCredentials.Helper("ecr-login"),
            new UpstreamCredentials.PassThrough());
    assertThat(config.admission().strictGate()).isFalse();
    assertThat(config.admission().verifyBlobs()).isFalse();
    assertThat(config.admission().redirectFrom()).hasValue(512L * 1024 * 1024);
    assertThat(config.admission().absentFor()).isEqualTo(Duration.ofSeconds(9));
    assertThat(config.admission().largestEvidence()).hasValue(20L * 1024 * 1024);
    assertThat(config.admission().state()).contains(folder.file("var/state"));
  }

  @Test
  void everythingThatIsWrongIsToldAtOnce() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    listen: nowhere
                    upstreams:
                      registry.acme.io: {url: "ftp://registry.acme.io", tagTtl: soon}
                    rules: []
                    colour: blue
                    """))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e -> {
              assertThat(e.problems()).anyMatch(line -> line.contains(":1:9: 'nowhere'"));
              assertThat(e.problems()).anyMatch(line -> line.contains(":3:27: 'ftp://"));
              assertThat(e.problems()).anyMatch(line -> line.contains(":3:61: expected a dur"));
              assertThat(e.problems()).anyMatch(line -> line.contains(":5:1: unknown key 'col"));
            });
  }

  @Test
  void fileThatIsNotThereIsSaid() {
    assertThatThrownBy(() -> ConfigReader.read(folder.file("nothing.yaml")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("nothing.yaml: there is no such file");
  }

  @Test
  void filesThatWereReadAreKnownEvenIfTheConfigurationIsWrong() {
    assertThatThrownBy(() -> read(ConfigFolder.SMALLEST + "colour: blue\n"))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.files().states())
                    .containsOnlyKeys(folder.file("portcullis.yaml"), folder.file("release.pub")));
  }

  @Test
  void secretsAreNotPrinted() throws Exception {
    folder.with("admin.token", "0123456789abcdef\n");
    Config config = read("adminTokenFile: admin.token\n" + ConfigFolder.SMALLEST);

    assertThat(config.toString()).doesNotContain("0123456789abcdef");
  }

  private Config read(String text) throws Exception {
    return ConfigReader.read(folder.with("portcullis.yaml", text).file("portcullis.yaml"));
  }

  static List<String> problems(ConfigFolder folder, String text) throws Exception {
    try {
      ConfigReader.read(folder.with("portcullis.yaml", text).file("portcullis.yaml"));
      return List.of();
    } catch (ConfigException e) {
      return e.problems().stream()
          .map(line -> line.replace(folder.file("portcullis.yaml").toString(), "F"))
          .toList();
    }
  }
}
