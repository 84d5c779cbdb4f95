package dev.portcullis.proxy.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.portcullis.oci.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.toml.TomlMapper;

class ProxyAddressFuzzTest {
  private static final TomlMapper TOML = new TomlMapper();

  @FuzzTest
  void parse(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    try {
      ProxyAddress address = ProxyAddress.parse(text, Optional.of(text));
      assertThat(address.authority()).isNotEmpty();
    } catch (MalformedException e) {
      assertThat(e).hasMessageContaining("'");
    }
    try {
      ProxyAddress address = ProxyAddress.parse(text, Optional.empty());
      String hosts = Client.CONTAINERD.setup(address, List.of()).files().getFirst().content();
      JsonNode parsed = TOML.readTree(hosts);
      assertThat(parsed.get("host").propertyNames()).containsExactly(address.url().toString());
    } catch (MalformedException e) {
      assertThat(e).hasMessageContaining("HOST[:PORT]");
    }
  }
}
