package dev.portcullis.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.portcullis.proxy.admission.HeldManifest;
import dev.portcullis.proxy.relay.BlobRelay;
import dev.portcullis.proxy.relay.RelayConfig;
import dev.portcullis.proxy.upstream.UpstreamConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TransportTest {
  @ParameterizedTest
  @EnumSource
  void everyTransportServesWhereItIsAvailable(Transport transport) throws Exception {
    assumeThat(transport.isAvailable()).isTrue();
    HeldManifest held = Pulls.held("one", 100);
    Gate gate =
        new Gate(
            (repository, digest, caller) -> Optional.of(Pulls.serve(held)),
            (repository, target, caller) -> CompletableFuture.completedFuture(Pulls.serve(held)),
            (repository, digest, caller) -> CompletableFuture.completedFuture(Pulls.serve(held)),
            (repository, target) -> {});
    ListenConfig config =
        new ListenConfig(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            transport,
            1,
            ServerLimits.defaults());
    Serving serving =
        new Serving(
            List.of(UpstreamConfig.of("registry.acme.io", URI.create("http://127.0.0.1:1"))),
            ClientsConfig.anyone(),
            Optional.empty());
    BlobRelay relay = new BlobRelay(RelayConfig.of(true, transport.clientChannel()));
    try (RegistryServer server =
            RegistryServer.start(
                config,
                serving,
                gate,
                relay,
                name -> Optional.empty(),
                pull -> CompletableFuture.completedFuture(true));
        RawClient client = new RawClient(server.address())) {
      String path = "/v2/registry.acme.io/prod/api/manifests/";
      assertThat(client.get(path + held.digest()).read().body())
          .isEqualTo(held.manifest().raw().toUtf8());
      assertThat(client.get(path + "v1").read().status()).isEqualTo(200);
    }
    relay.close();
  }

  @Test
  void theBestTransportIsAvailable() {
    assertThat(Transport.best().isAvailable()).isTrue();
    assertThat(Transport.best()).isNotEqualTo(Transport.IO_URING);
  }
}
