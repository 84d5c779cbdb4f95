package dev.portcullis.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.proxy.admission.Answer;
import dev.portcullis.proxy.admission.HeldManifest;
import dev.portcullis.proxy.upstream.UpstreamConfig;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** HTTP/2 clients that ask for too much (OCI proxy notes, section 4). */
@ExtendWith(Leaks.class)
@Timeout(60)
class Http2LimitsTest {
  private static final String PATH = "/v2/registry.acme.io/prod/api/manifests/";
  private static final int ENHANCE_YOUR_CALM = 11;
  private static final int PROTOCOL_ERROR = 1;
  private static final int REFUSED_STREAM = 7;
  private static final int INITIAL_WINDOW_SIZE = 4;

  private X509Bundle certificate;
  private Harness harness;

  @BeforeEach
  void start() throws Exception {
    certificate =
        new CertificateBuilder()
            .subject("CN=localhost")
            .addSanDnsName("localhost")
            .setIsCertificateAuthority(true)
            .ecp256()
            .buildSelfSigned();
    TlsConfig tls =
        new TlsConfig(
            Bytes.utf8(certificate.getCertificatePathPEM()),
            Bytes.utf8(certificate.getPrivateKeyPEM()),
            Optional.empty());
    harness =
        new Harness(
            new ServerLimits(
                50, 500, Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(1), 20),
            UpstreamConfig.of("registry.acme.io", URI.create("http://127.0.0.1:1")),
            true,
            ClientsConfig.anyone(),
            Optional.of(tls));
  }

  @AfterEach
  void stop() {
    harness.close();
  }

  private RawHttp2 connect(int... settings) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {certificate.toTrustManager()}, null);
    return new RawHttp2(
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket("localhost", harness.server.address().getPort()),
        settings);
  }

  private static void assertEnded(List<RawHttp2.Frame> frames, int code) {
    assertThat(frames)
        .filteredOn(frame -> frame.type() == RawHttp2.GOAWAY)
        .isNotEmpty()
        .allSatisfy(frame -> assertThat(frame.number(4)).isEqualTo(code));
  }

  @Test
  void aFloodOfResetsEndsTheConnection() throws Exception {
    harness.cold.put("slow", new CompletableFuture<>());
    try (RawHttp2 client = connect()) {
      try {
        for (int i = 0; i < 1000; i++) {
          client
              .request(2 * i + 1, PATH + "slow")
              .write(RawHttp2.RST_STREAM, 0, 2 * i + 1, RawHttp2.four(8))
              .flush();
        }
      } catch (IOException closedMeanwhile) {
        assertThat(closedMeanwhile).isNotNull();
      }
      assertEnded(client.readAll(), ENHANCE_YOUR_CALM);
    }
  }

  @Test
  void streamsBeyondTheLimitAreRefusedAndTheOthersServed() throws Exception {
    CompletableFuture<Answer> slow = new CompletableFuture<>();
    harness.cold.put("slow", slow);
    try (RawHttp2 client = connect()) {
      for (int i = 0; i <= 20; i++) {
        client.request(2 * i + 1, PATH + "slow");
      }
      client.flush();
      RawHttp2.Frame reset = client.readUntil(RawHttp2.RST_STREAM);
      assertThat(reset.stream()).isEqualTo(41);
      assertThat(reset.number(0)).isEqualTo(REFUSED_STREAM);
      slow.complete(Pulls.serve(Pulls.held("one", 10)));
      for (int i = 0; i < 20; i++) {
        assertThat(client.readUntil(RawHttp2.HEADERS).stream()).isLessThan(41);
      }
    }
  }

  @Test
  void aFloodOfContinuationsEndsTheConnection() throws Exception {
    try (RawHttp2 client = connect()) {
      try {
        client.write(RawHttp2.HEADERS, RawHttp2.END_STREAM, 1, RawHttp2.get("/v2/"));
        for (int i = 0; i < 1000; i++) {
          client.write(RawHttp2.CONTINUATION, 0, 1, new byte[0]).flush();
        }
      } catch (IOException closedMeanwhile) {
        assertThat(closedMeanwhile).isNotNull();
      }
      assertEnded(client.readAll(), ENHANCE_YOUR_CALM);
    }
  }

  @Test
  void headersThatAreTooLargeAreRefused() throws Exception {
    try (RawHttp2 client = connect()) {
      client.request(1, "/v2/" + "a".repeat(9_000)).flush();
      assertThat(client.readUntil(RawHttp2.HEADERS).stream()).isEqualTo(1);
      client.request(3, "/v2/").flush();
      assertThat(client.readUntil(RawHttp2.HEADERS).stream()).isEqualTo(3);
      client.request(5, "/v2/" + "a".repeat(14_000)).flush();
      assertEnded(client.readAll(), PROTOCOL_ERROR);
    }
  }

  @Test
  void aStreamThatWaitsForItsAnswerIsNotStalled() throws Exception {
    CompletableFuture<Answer> slow = new CompletableFuture<>();
    harness.cold.put("slow", slow);
    try (RawHttp2 client = connect()) {
      client.request(1, PATH + "slow").flush();
      client.readUntil(RawHttp2.SETTINGS);
      Thread.sleep(2_500);
      slow.complete(Pulls.serve(Pulls.held("one", 10)));
      assertThat(client.readUntil(RawHttp2.HEADERS).stream()).isEqualTo(1);
      assertThat(client.readUntil(RawHttp2.DATA).stream()).isEqualTo(1);
    }
  }

  @Test
  void aStreamWhoseClientTakesNothingIsReset() throws Exception {
    HeldManifest held = Pulls.held("one", 100_000);
    harness.warm.put(held.digest(), Pulls.serve(held));
    try (RawHttp2 client = connect(INITIAL_WINDOW_SIZE, 0)) {
      client.request(1, PATH + held.digest()).flush();
      assertThat(client.readUntil(RawHttp2.HEADERS).stream()).isEqualTo(1);
      RawHttp2.Frame reset = client.readUntil(RawHttp2.RST_STREAM);
      assertThat(reset.stream()).isEqualTo(1);
      client.write(RawHttp2.PING, 0, 0, new byte[8]).flush();
      assertThat(client.readUntil(RawHttp2.PING).payload().length()).isEqualTo(8);
    }
  }

  @Test
  void drainingSaysGoodbye() throws Exception {
    CompletableFuture<Answer> slow = new CompletableFuture<>();
    harness.cold.put("slow", slow);
    try (RawHttp2 client = connect()) {
      client.request(1, PATH + "slow").flush();
      client.readUntil(RawHttp2.SETTINGS);
      Eventually.holds(() -> assertThat(harness.callers).isNotEmpty());
      CompletableFuture<Void> drained =
          CompletableFuture.runAsync(() -> harness.server.drain(Duration.ofSeconds(60)));
      assertThat(client.readUntil(RawHttp2.GOAWAY).number(4)).isZero();
      slow.complete(Pulls.serve(Pulls.held("one", 10)));
      assertThat(client.readUntil(RawHttp2.HEADERS).stream()).isEqualTo(1);
      drained.join();
    }
  }
}
