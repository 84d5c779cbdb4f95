package dev.portcullis.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.policy.ImagePattern;
import dev.portcullis.policy.TestPermits;
import dev.portcullis.proxy.admission.Answer;
import dev.portcullis.proxy.admission.HeldManifest;
import dev.portcullis.proxy.upstream.UpstreamConfig;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** TLS, HTTP/2 and client certificates, with the JDK's own client. */
@ExtendWith(Leaks.class)
@Timeout(120)
class TlsServerTest {
  private static final String PATH = "/v2/registry.acme.io/prod/api/manifests/";
  private static final ServerLimits LIMITS =
      new ServerLimits(
          100, 100, Duration.ofSeconds(4), Duration.ofSeconds(5), Duration.ofSeconds(20), 100);

  private static X509Bundle authority;
  private static X509Bundle certificate;
  private static X509Bundle teamB;

  private final HeldManifest held = Pulls.held("one", 200_000);
  private Optional<Harness> started = Optional.empty();
  private Optional<RawUpstream> upstream = Optional.empty();

  @BeforeAll
  static void issue() throws Exception {
    authority =
        new CertificateBuilder()
            .subject("CN=Test authority")
            .setIsCertificateAuthority(true)
            .ecp256()
            .buildSelfSigned();
    certificate = issued("CN=proxy");
    teamB = issued("CN=team-b,O=Acme");
  }

  private static X509Bundle issued(String subject) throws Exception {
    return new CertificateBuilder()
        .subject(subject)
        .addSanDnsName("localhost")
        .addSanIpAddress("127.0.0.1")
        .ecp256()
        .buildIssuedBy(authority);
  }

  @AfterEach
  void stop() throws Exception {
    started.ifPresent(Harness::close);
    if (upstream.isPresent()) {
      upstream.get().close();
    }
  }

  private static TlsConfig tls(X509Bundle server, boolean clients) {
    return new TlsConfig(
        Bytes.utf8(server.getCertificatePathPEM()),
        Bytes.utf8(server.getPrivateKeyPEM()),
        clients ? Optional.of(Bytes.utf8(authority.getCertificatePEM())) : Optional.empty());
  }

  private Harness start(ClientsConfig clients, TlsConfig tls, URI upstreamUrl) throws Exception {
    Harness harness =
        new Harness(
            LIMITS,
            UpstreamConfig.of("registry.acme.io", upstreamUrl),
            true,
            clients,
            Optional.of(tls));
    harness.warm.put(held.digest(), Pulls.serve(held));
    started = Optional.of(harness);
    return harness;
  }

  private Harness start() throws Exception {
    return start(ClientsConfig.anyone(), tls(certificate, false), URI.create("http://127.0.0.1:1"));
  }

  private static SSLContext trusting(Optional<X509Bundle> client) throws Exception {
    KeyManager[] keys =
        client.isPresent()
            ? client.get().toKeyManagerFactory().getKeyManagers()
            : new KeyManager[0];
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, new TrustManager[] {authority.toTrustManager()}, null);
    return context;
  }

  private static HttpClient client(Optional<X509Bundle> certificate) throws Exception {
    return HttpClient.newBuilder()
        .sslContext(trusting(certificate))
        .version(HttpClient.Version.HTTP_2)
        .connectTimeout(Duration.ofSeconds(5))
        .build();
  }

  private static HttpRequest request(Harness harness, String path) {
    return HttpRequest.newBuilder(
            URI.create("https://localhost:" + harness.server.address().getPort() + path))
        .timeout(Duration.ofSeconds(20))
        .build();
  }

  private static HttpResponse<String> get(Harness harness, HttpClient client, String path)
      throws Exception {
    return client.send(request(harness, path), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void manifestsComeOverHttp2() throws Exception {
    Harness harness = start();
    try (HttpClient client = client(Optional.empty())) {
      for (int again = 0; again < 3; again++) {
        HttpResponse<String> response = get(harness, client, PATH + held.digest());
        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(held.manifest().raw().toUtf8());
        assertThat(response.headers().firstValue("docker-content-digest"))
            .contains(held.digest().toString());
        assertThat(response.headers().firstValue("portcullis-decision"))
            .contains("admit; rule=production; id=d-1");
      }
      assertThat(harness.server.connections()).isEqualTo(1);
      assertThat(get(harness, client, PATH + "absent").statusCode()).isEqualTo(404);
      HttpResponse<Void> head =
          client.send(
              HttpRequest.newBuilder(request(harness, PATH + held.digest()), (n, v) -> true)
                  .HEAD()
                  .build(),
              HttpResponse.BodyHandlers.discarding());
      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.headers().firstValueAsLong("content-length"))
          .hasValue(held.manifest().raw().length());
    }
  }

  @Test
  void manyStreamsAreAnsweredAtOnce() throws Exception {
    Harness harness = start();
    CompletableFuture<Answer> slow = new CompletableFuture<>();
    harness.cold.put("slow", slow);
    try (HttpClient client = client(Optional.empty())) {
      assertThat(get(harness, client, "/v2/").statusCode()).isEqualTo(200);
      CompletableFuture<HttpResponse<String>> waiting =
          client.sendAsync(request(harness, PATH + "slow"), HttpResponse.BodyHandlers.ofString());
      List<CompletableFuture<HttpResponse<String>>> others =
          IntStream.range(0, 60)
              .mapToObj(
                  i ->
                      client.sendAsync(
                          request(harness, PATH + held.digest()),
                          HttpResponse.BodyHandlers.ofString()))
              .toList();
      for (CompletableFuture<HttpResponse<String>> other : others) {
        assertThat(other.get().body()).isEqualTo(held.manifest().raw().toUtf8());
      }
      assertThat(waiting).isNotDone();
      slow.complete(Pulls.serve(held));
      assertThat(waiting.get().statusCode()).isEqualTo(200);
      assertThat(harness.server.connections()).isEqualTo(1);
    }
  }

  @Test
  void http1IsSpokenToWhoeverDoesNotOfferMore() throws Exception {
    Harness harness = start();
    try (SSLSocket socket =
        (SSLSocket)
            trusting(Optional.empty())
                .getSocketFactory()
                .createSocket("localhost", harness.server.address().getPort())) {
      try (RawClient client = new RawClient(socket)) {
        assertThat(client.get(PATH + held.digest()).read().body())
            .isEqualTo(held.manifest().raw().toUtf8());
        assertThat(client.get("/v2/").read().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void oldTlsIsRefused() throws Exception {
    Harness harness = start();
    SSLSocket socket =
        (SSLSocket)
            trusting(Optional.empty())
                .getSocketFactory()
                .createSocket("localhost", harness.server.address().getPort());
    try (socket) {
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      socket.startHandshake();
      assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
    }
    try (SSLSocket old =
        (SSLSocket)
            trusting(Optional.empty())
                .getSocketFactory()
                .createSocket("localhost", harness.server.address().getPort())) {
      old.setEnabledProtocols(new String[] {"TLSv1.1"});
      assertThatThrownBy(old::startHandshake).isInstanceOf(IOException.class);
    }
  }

  @Test
  void plainTextToATlsPortGetsNothing() throws Exception {
    Harness harness = start();
    try (RawClient client = harness.client()) {
      client.get("/v2/");
      assertThat(client.rest()).doesNotContain("HTTP/1.1 200");
    }
  }

  @Test
  void aBlobComesOverHttp2AndAWrongOneIsReset() throws Exception {
    byte[] blob = new byte[5_000_000];
    new Random(3).nextBytes(blob);
    Digest digest = Digest.sha256(Bytes.copyOf(blob));
    boolean[] wrong = new boolean[1];
    RawUpstream registry =
        new RawUpstream(
            (request, socket, out) -> {
              byte[] body = blob.clone();
              body[0] = (byte) (body[0] + (wrong[0] ? 1 : 0));
              RawUpstream.head(out, "200 OK", "Content-Length: " + body.length);
              out.write(body);
            });
    upstream = Optional.of(registry);
    Harness harness = start(ClientsConfig.anyone(), tls(certificate, false), registry.url());
    harness.cold.put(
        digest.toString(),
        CompletableFuture.completedFuture(
            new Answer.Relay(
                TestPermits.of(Pulls.REPOSITORY, digest), Optional.of((long) blob.length))));
    HttpRequest request = request(harness, "/v2/registry.acme.io/prod/api/blobs/" + digest);
    try (HttpClient client = client(Optional.empty())) {
      HttpResponse<byte[]> right = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      assertThat(right.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(right.body()).isEqualTo(blob);
      wrong[0] = true;
      assertThatThrownBy(() -> client.send(request, HttpResponse.BodyHandlers.ofByteArray()))
          .isInstanceOf(IOException.class);
      wrong[0] = false;
      assertThat(client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body())
          .isEqualTo(blob);
      assertThat(harness.server.connections()).isEqualTo(1);
    }
    assertThat(harness.relay.counters().cut()).isEqualTo(1);
  }

  @Test
  void aReadWithABodyIsRefusedOverHttp2Too() throws Exception {
    Harness harness = start();
    try (HttpClient client = client(Optional.empty())) {
      HttpRequest request =
          HttpRequest.newBuilder(request(harness, PATH + held.digest()), (n, v) -> true)
              .method("GET", HttpRequest.BodyPublishers.ofString("hello"))
              .build();
      assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(400);
      assertThat(get(harness, client, PATH + held.digest()).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void drainingLetsStreamsFinish() throws Exception {
    Harness harness = start();
    CompletableFuture<Answer> slow = new CompletableFuture<>();
    harness.cold.put("slow", slow);
    try (HttpClient client = client(Optional.empty())) {
      CompletableFuture<HttpResponse<String>> waiting =
          client.sendAsync(request(harness, PATH + "slow"), HttpResponse.BodyHandlers.ofString());
      Thread.sleep(500);
      CompletableFuture<Void> drained =
          CompletableFuture.runAsync(() -> harness.server.drain(Duration.ofSeconds(10)));
      Thread.sleep(500);
      assertThat(drained).isNotDone();
      slow.complete(Pulls.serve(held));
      assertThat(waiting.get().body()).isEqualTo(held.manifest().raw().toUtf8());
      drained.join();
      assertThat(harness.server.connections()).isZero();
    }
  }

  @Test
  void idleHttp2ConnectionsEnd() throws Exception {
    Harness harness = start();
    try (HttpClient client = client(Optional.empty())) {
      assertThat(get(harness, client, "/v2/").statusCode()).isEqualTo(200);
      assertThat(harness.server.connections()).isEqualTo(1);
      for (int i = 0; i < 100 && harness.server.connections() > 0; i++) {
        Thread.sleep(100);
      }
      assertThat(harness.server.connections()).isZero();
    }
  }

  @Test
  void aClientShowsItsCertificateAndPullsWhatItMay() throws Exception {
    ClientsConfig clients =
        new ClientsConfig(
            Optional.empty(),
            List.of(
                new ClientsConfig.Access(
                    "o=Acme, cn=nobody", List.of(ImagePattern.parse("registry.acme.io/**"))),
                new ClientsConfig.Access(
                    "cn=team-b, o=Acme", List.of(ImagePattern.parse("registry.acme.io/prod/**")))));
    Harness harness = start(clients, tls(certificate, true), URI.create("http://127.0.0.1:1"));
    try (HttpClient client = client(Optional.of(teamB))) {
      assertThat(get(harness, client, PATH + held.digest()).statusCode()).isEqualTo(200);
      HttpResponse<String> other =
          get(harness, client, "/v2/registry.acme.io/dev/api/manifests/" + held.digest());
      assertThat(other.statusCode()).isEqualTo(403);
      assertThat(other.body())
          .contains("DENIED", "may not pull from registry.acme.io/dev/api", "cn=team-b");
      assertThat(harness.callers).isEmpty();
    }
    try (HttpClient client = client(Optional.empty())) {
      assertThatThrownBy(() -> get(harness, client, PATH + held.digest()))
          .isInstanceOf(IOException.class);
    }
    X509Bundle stranger =
        new CertificateBuilder()
            .subject("CN=team-b,O=Acme")
            .setIsCertificateAuthority(true)
            .ecp256()
            .buildSelfSigned();
    try (HttpClient client = client(Optional.of(stranger))) {
      assertThatThrownBy(() -> get(harness, client, PATH + held.digest()))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void aNewCertificateIsShownToNewConnections() throws Exception {
    Harness harness = start();
    assertThat(subjectShownBy(harness)).isEqualTo("CN=proxy");
    harness.server.reconfigure(
        new Serving(List.of(), ClientsConfig.anyone(), Optional.of(tls(teamB, false))));
    assertThat(subjectShownBy(harness)).contains("team-b");
    TlsConfig broken =
        new TlsConfig(
            Bytes.utf8(certificate.getCertificatePathPEM()),
            Bytes.utf8("not a key"),
            Optional.empty());
    assertThatThrownBy(
            () ->
                harness.server.reconfigure(
                    new Serving(List.of(), ClientsConfig.anyone(), Optional.of(broken))))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(
            () ->
                harness.server.reconfigure(
                    new Serving(
                        List.of(),
                        new ClientsConfig(Optional.of(Bytes.utf8("x:y")), List.of()),
                        Optional.of(tls(certificate, false)))))
        .isInstanceOf(MalformedException.class);
    assertThat(subjectShownBy(harness)).contains("team-b");
  }

  private static String subjectShownBy(Harness harness) throws Exception {
    InetSocketAddress address = harness.server.address();
    try (SSLSocket socket =
        (SSLSocket)
            trusting(Optional.empty())
                .getSocketFactory()
                .createSocket(address.getAddress(), address.getPort())) {
      socket.startHandshake();
      return socket.getSession().getPeerPrincipal().getName();
    }
  }

  @Test
  void connectionsThatNeverShakeHandsEnd() throws Exception {
    Harness harness = start();
    List<RawClient> silent = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      silent.add(harness.client());
    }
    for (RawClient client : silent) {
      assertThat(client.isClosedByServer()).isTrue();
      client.close();
    }
  }
}
