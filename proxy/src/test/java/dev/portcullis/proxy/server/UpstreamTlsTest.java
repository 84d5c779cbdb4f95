package dev.portcullis.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.policy.TestPermits;
import dev.portcullis.proxy.admission.Answer;
import dev.portcullis.proxy.demo.MemoryRegistry;
import dev.portcullis.proxy.upstream.UpstreamConfig;
import dev.portcullis.proxy.upstream.UpstreamCredentials;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Blobs from upstreams that speak TLS: who they are is checked. */
@ExtendWith(Leaks.class)
class UpstreamTlsTest {
  private static final Bytes BLOB = Bytes.utf8("some content");

  @TempDir Path folder;

  private X509Bundle authority;

  @BeforeEach
  void issue() throws Exception {
    authority =
        new CertificateBuilder()
            .subject("CN=Private authority")
            .setIsCertificateAuthority(true)
            .ecp256()
            .buildSelfSigned();
  }

  private RawClient.Response pull(X509Bundle certificate, boolean trusted) throws Exception {
    Path ca = folder.resolve("ca.pem");
    Files.writeString(ca, authority.getCertificatePEM());
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(certificate.toKeyManagerFactory().getKeyManagers(), null, null);
    try (MemoryRegistry registry = MemoryRegistry.startTls(tls)) {
      Digest digest = registry.blob("prod/api", BLOB);
      UpstreamConfig upstream =
          new UpstreamConfig(
              "registry.acme.io",
              URI.create(registry.url().toString().replace("127.0.0.1", "localhost")),
              false,
              new UpstreamCredentials.Anonymous(),
              Duration.ZERO,
              Optional.empty(),
              false,
              List.of(),
              List.of(),
              trusted ? Optional.of(ca) : Optional.empty());
      try (Harness harness =
              new Harness(
                  Harness.LIMITS, upstream, true, ClientsConfig.anyone(), Optional.empty());
          RawClient client = harness.client()) {
        harness.cold.put(
            digest.toString(),
            CompletableFuture.completedFuture(
                new Answer.Relay(
                    TestPermits.of(Pulls.REPOSITORY, digest), Optional.of((long) BLOB.length()))));
        return client.get("/v2/registry.acme.io/prod/api/blobs/" + digest).read();
      }
    }
  }

  private X509Bundle issued(String host) throws Exception {
    return new CertificateBuilder()
        .subject("CN=" + host)
        .addSanDnsName(host)
        .ecp256()
        .buildIssuedBy(authority);
  }

  @Test
  void anAuthorityOfTheConfigurationIsTrusted() throws Exception {
    RawClient.Response response = pull(issued("localhost"), true);
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(BLOB.toUtf8());
  }

  @Test
  void anUnknownAuthorityIsNot() throws Exception {
    RawClient.Response response = pull(issued("localhost"), false);
    assertThat(response.status()).isEqualTo(503);
    assertThat(response.body()).contains("no TLS with localhost");
  }

  @Test
  void aCertificateForAnotherHostIsNot() throws Exception {
    RawClient.Response response = pull(issued("registry.example"), true);
    assertThat(response.status()).isEqualTo(503);
    assertThat(response.body())
        .contains("no TLS with localhost", "No subject alternative DNS name matching");
  }

  @Test
  void anExpiredCertificateIsNot() throws Exception {
    X509Bundle expired =
        new CertificateBuilder()
            .subject("CN=localhost")
            .addSanDnsName("localhost")
            .notBefore(Instant.parse("2020-01-01T00:00:00Z"))
            .notAfter(Instant.parse("2021-01-01T00:00:00Z"))
            .ecp256()
            .buildIssuedBy(authority);
    assertThat(pull(expired, true).status()).isEqualTo(503);
  }
}
