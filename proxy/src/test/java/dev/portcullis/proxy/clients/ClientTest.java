package dev.portcullis.proxy.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.oci.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.dataformat.toml.TomlMapper;

class ClientTest {
  private static final List<String> REGISTRIES = List.of("docker.io", "registry.acme.io:5443");

  @ParameterizedTest
  @EnumSource(Client.class)
  void outputIsTheGoldenOne(Client client) throws Exception {
    String name = client.name().toLowerCase(Locale.ROOT) + ".txt";
    assertThat(client.setup(address("http://10.0.0.5:5000", Optional.empty()), REGISTRIES).text())
        .isEqualTo(golden(name));
  }

  @ParameterizedTest
  @EnumSource(Client.class)
  void everyFileIsWellFormed(Client client) throws Exception {
    Setup setup =
        client.setup(address("https://mirror.acme.io", Optional.of("/etc/ca.pem")), REGISTRIES);
    assertThat(setup.files()).isNotEmpty();
    for (ClientFile file : setup.files()) {
      assertThat(parse(file).isObject()).as(file.path()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"CONTAINERD", "DOCKER"})
  void hostsFileNamesNobodyButTheProxy(String client) throws Exception {
    JsonNode hosts = file(Client.valueOf(client), "/_default/hosts.toml");

    assertThat(hosts.get("server").asString()).isEqualTo("https://mirror.acme.io");
    assertThat(hosts.get("ca").asString()).isEqualTo("/etc/ca.pem");
    assertThat(hosts.get("host").propertyNames()).containsExactly("https://mirror.acme.io");
    JsonNode host = hosts.get("host").get("https://mirror.acme.io");
    assertThat(host.get("ca").asString()).isEqualTo("/etc/ca.pem");
    assertThat(host.get("capabilities").valueStream().map(JsonNode::asString))
        .containsExactly("pull", "resolve");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PODMAN", "CRIO"})
  void everyRegistryIsMovedToTheProxyAndHasNoMirror(String client) throws Exception {
    JsonNode registries = file(Client.valueOf(client), "50-portcullis.conf").get("registry");

    assertThat(registries.size()).isEqualTo(REGISTRIES.size());
    for (JsonNode registry : registries) {
      assertThat(registry.get("location").asString())
          .isEqualTo("mirror.acme.io/" + registry.get("prefix").asString().replace(':', '_'));
      assertThat(registry.propertyNames()).containsExactlyInAnyOrder("prefix", "location");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PODMAN", "CRIO"})
  void registriesThatTheProxyDoesNotServeAreRejected(String client) throws Exception {
    JsonNode policy = file(Client.valueOf(client), "policy.json");

    assertThat(policy.get("default").get(0).get("type").asString()).isEqualTo("reject");
    assertThat(policy.get("transports").get("docker").propertyNames())
        .containsExactlyElementsOf(REGISTRIES);
  }

  @Test
  void egressNamesTokenServicesAndBlobHosts() {
    assertThat(Egress.text(List.of("docker.io", "ghcr.io", "registry.acme.io")))
        .contains("auth.docker.io", "pkg-containers.githubusercontent.com", "registry.acme.io");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mirror.acme.io",
        "ftp://mirror.acme.io",
        "https://mirror.acme.io/path",
        "https://user@mirror.acme.io",
        "https://mirror.acme.io?x",
        "https://",
        "https://a b",
        "https://x\"]\n[host"
      })
  void anythingButAnOriginIsNoAddress(String url) {
    assertThatThrownBy(() -> ProxyAddress.parse(url, Optional.empty()))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("http[s]://HOST[:PORT]");
  }

  @Test
  void pathThatWouldEndItsQuotesIsRefused() {
    assertThatThrownBy(
            () -> ProxyAddress.parse("https://mirror.acme.io", Optional.of("/x\"\n[host")))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("not a plain path");
  }

  private static JsonNode file(Client client, String suffix) throws Exception {
    Setup setup =
        client.setup(address("https://mirror.acme.io", Optional.of("/etc/ca.pem")), REGISTRIES);
    return parse(
        setup.files().stream()
            .filter(file -> file.path().endsWith(suffix))
            .findFirst()
            .orElseThrow());
  }

  private static JsonNode parse(ClientFile file) {
    ObjectMapper mapper = file.path().endsWith(".json") ? new ObjectMapper() : new TomlMapper();
    return mapper.readTree(file.content());
  }

  private static ProxyAddress address(String url, Optional<String> ca) throws MalformedException {
    return ProxyAddress.parse(url, ca);
  }

  private static String golden(String name) throws IOException {
    try (InputStream in = ClientTest.class.getResourceAsStream(name)) {
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
