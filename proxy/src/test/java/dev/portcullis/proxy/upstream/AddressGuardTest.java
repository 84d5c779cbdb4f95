package dev.portcullis.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.proxy.demo.MemoryRegistry;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import okhttp3.Request;
import org.junit.jupiter.api.Test;

class AddressGuardTest {
  private static AddressGuard guard(String url, String... redirects) {
    UpstreamConfig config = UpstreamConfig.of("up.example", URI.create(url));
    return new AddressGuard(TestUpstream.withHosts(config, List.of(), List.of(redirects)));
  }

  @Test
  void nameOfAPrivateAddressIsRefusedAndTheMessageSaysHowToAllowIt() {
    AddressGuard guard = guard("https://8.8.8.8");
    assertThatThrownBy(() -> guard.lookup("localhost"))
        .isInstanceOf(RefusedAddressException.class)
        .hasMessageContaining("up.example points to localhost at ")
        .hasMessageContaining("add 'localhost' to redirects:");
  }

  @Test
  void numbersThatMeanAnAddressAreJudgedAsThatAddress() {
    AddressGuard guard = guard("https://8.8.8.8");
    assertThatThrownBy(() -> guard.lookup("2130706433"))
        .isInstanceOf(RefusedAddressException.class)
        .hasMessageContaining("127.0.0.1");
  }

  @Test
  void listedHostIsAllowedAlsoWithAPort() throws UnknownHostException {
    assertThat(guard("https://8.8.8.8", "localhost").lookup("localhost")).isNotEmpty();
    assertThat(guard("https://8.8.8.8", "localhost:9000").lookup("LOCALHOST")).isNotEmpty();
    assertThat(guard("https://8.8.8.8", "[::1]:9000").lookup("::1")).isNotEmpty();
  }

  @Test
  void upstreamOnLoopbackMayPointToLoopbackAndNotBeyond() throws UnknownHostException {
    AddressGuard guard = guard("http://127.0.0.1:5000");
    assertThat(guard.lookup("127.0.0.2")).containsExactly(InetAddress.ofLiteral("127.0.0.2"));
    assertThatThrownBy(() -> guard.lookup("192.168.0.1"))
        .isInstanceOf(RefusedAddressException.class);
  }

  @Test
  void nameThatTurnsOutToBePrivateIsNotConnectedTo() {
    UpstreamConfig config = UpstreamConfig.of("up.example", URI.create("https://8.8.8.8"));
    try (MemoryRegistry inside = MemoryRegistry.start();
        Transport transport = new Transport(Timeouts.DEFAULT)) {
      Wire wire = new Wire(transport, config, new AddressGuard(config), call -> {});
      for (String host : new String[] {"localhost", "127.0.0.1", "0x7f000001", "127.1"}) {
        String url = inside.url().toString().replace("127.0.0.1", host);
        Request request = new Request.Builder().url(url).build();
        Fetch<Received> outcome = wire.call(UpstreamCall.Operation.BLOB, request, false, 1024);
        assertThat(outcome).as(host).isInstanceOf(Fetch.Trouble.class);
      }
      Request byName =
          new Request.Builder()
              .url(inside.url().toString().replace("127.0.0.1", "localhost"))
              .build();
      TestUpstream.assertTrouble(
          wire.call(UpstreamCall.Operation.BLOB, byName, false, 1024),
          Fetch.Kind.UNTRUSTWORTHY,
          "points to localhost at",
          "redirects:");
      assertThat(inside.log().all()).isEmpty();
    }
  }

  @Test
  void privateUpstreamIsNotPublic() {
    assertThat(guard("http://127.0.0.1").isUpstreamPublic()).isFalse();
    assertThat(guard("http://8.8.8.8").isUpstreamPublic()).isTrue();
    assertThat(guard("http://gone.invalid").isUpstreamPublic()).isTrue();
  }
}
