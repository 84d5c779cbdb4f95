package dev.portcullis.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.portcullis.oci.MalformedException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Names are not resolved here: a resolver that is slow to say no would be all that is found. */
class SocketAddressesFuzzTest {
  @FuzzTest
  void parse(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    try {
      SocketAddresses.HostPort split = SocketAddresses.split(text);
      assertThat(split.port()).isBetween(0, 65_535);
      if (isLiteral(split.host())) {
        InetSocketAddress address = SocketAddresses.parse(text);
        assertThat(address.isUnresolved()).isFalse();
        assertThat(SocketAddresses.parse(SocketAddresses.text(address))).isEqualTo(address);
      }
    } catch (MalformedException e) {
      assertThat(e).hasMessageContaining("'");
    }
  }

  private static boolean isLiteral(String host) {
    try {
      InetAddress.ofLiteral(host);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
