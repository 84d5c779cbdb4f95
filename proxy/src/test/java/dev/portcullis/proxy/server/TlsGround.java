package dev.portcullis.proxy.server;

import dev.portcullis.oci.Bytes;
import dev.portcullis.proxy.admission.HeldManifest;
import dev.portcullis.proxy.upstream.UpstreamConfig;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A proxy that speaks TLS, and clients that trust its authority. */
@ExtendWith(Leaks.class)
@Timeout(120)
abstract class TlsGround {
  static final String PATH = "/v2/registry.acme.io/prod/api/manifests/";
  static final URI NOWHERE = URI.create("http://127.0.0.1:1");
  static final ServerLimits PATIENT = limits(Duration.ofSeconds(60));

  /** Those of tests that wait for a limit to be reached. */
  static final ServerLimits SHORT = limits(Duration.ofSeconds(4));

  private static X509Bundle authority;
  private static X509Bundle certificate;
  private static X509Bundle teamB;

  final HeldManifest held = Pulls.held("one", 200_000);

  private Optional<Harness> started = Optional.empty();

  private static ServerLimits limits(Duration patience) {
    return new ServerLimits(
        100, 100, patience, patience.plusSeconds(1), patience.multipliedBy(5), 100);
  }

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
  final void stop() {
    started.ifPresent(Harness::close);
  }

  /** What the proxy shows. */
  static X509Bundle certificate() {
    return certificate;
  }

  /** What the client {@code cn=team-b, o=Acme} shows. */
  static X509Bundle teamB() {
    return teamB;
  }

  /** A listener that shows {@code server}, and asks clients for certificates or not. */
  static TlsConfig tls(X509Bundle server, boolean clients) {
    return new TlsConfig(
        Bytes.utf8(server.getCertificatePathPEM()),
        Bytes.utf8(server.getPrivateKeyPEM()),
        clients ? Optional.of(Bytes.utf8(authority.getCertificatePEM())) : Optional.empty());
  }

  /** Starts a proxy with limits of its own. */
  final Harness start(ServerLimits limits, ClientsConfig clients, TlsConfig tls, URI upstreamUrl)
      throws Exception {
    Harness harness =
        new Harness(
            limits,
            UpstreamConfig.of("registry.acme.io", upstreamUrl),
            true,
            clients,
            Optional.of(tls));
    harness.warm.put(held.digest(), Pulls.serve(held));
    started = Optional.of(harness);
    return harness;
  }

  /** Starts a proxy that anyone may ask. */
  final Harness start(ServerLimits limits) throws Exception {
    return start(limits, ClientsConfig.anyone(), tls(certificate, false), NOWHERE);
  }

  final Harness start() throws Exception {
    return start(PATIENT);
  }

  static SSLContext trusting(Optional<X509Bundle> client) throws Exception {
    KeyManager[] keys =
        client.isPresent()
            ? client.get().toKeyManagerFactory().getKeyManagers()
            : new KeyManager[0];
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, new TrustManager[] {authority.toTrustManager()}, null);
    return context;
  }

  static HttpClient client(Optional<X509Bundle> certificate) throws Exception {
    return HttpClient.newBuilder()
        .sslContext(trusting(certificate))
        .version(HttpClient.Version.HTTP_2)
        .connectTimeout(Duration.ofSeconds(60))
        .build();
  }

  static HttpRequest request(Harness harness, String path) {
    return HttpRequest.newBuilder(
            URI.create("https://localhost:" + harness.server.address().getPort() + path))
        .timeout(Duration.ofSeconds(60))
        .build();
  }

  static HttpResponse<String> get(Harness harness, HttpClient client, String path)
      throws Exception {
    return client.send(request(harness, path), HttpResponse.BodyHandlers.ofString());
  }
}
