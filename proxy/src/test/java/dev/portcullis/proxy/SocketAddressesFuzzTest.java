package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.portcullis.oci.MalformedException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

class SocketAddressesFuzzTest {
  @FuzzTest
  void parse(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    try {
      InetSocketAddress address = SocketAddresses.parse(text);
      assertThat(address.isUnresolved()).isFalse();
      assertThat(SocketAddresses.parse(SocketAddresses.text(address))).isEqualTo(address);
    } catch (MalformedException e) {
      assertThat(e).hasMessageContaining("'");
    }
  }
}
