package dev.portcullis.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.policy.ImagePattern;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** TLS and client certificates, with the JDK's own client. */
class TlsServerTest extends TlsGround {
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
  void aClientShowsItsCertificateAndPullsWhatItMay() throws Exception {
    ClientsConfig clients =
        new ClientsConfig(
            Optional.empty(),
            List.of(
                new ClientsConfig.Access(
                    "o=Acme, cn=nobody", List.of(ImagePattern.parse("registry.acme.io/**"))),
                new ClientsConfig.Access(
                    "cn=team-b, o=Acme", List.of(ImagePattern.parse("registry.acme.io/prod/**")))));
    Harness harness = start(PATIENT, clients, tls(certificate(), true), NOWHERE);
    try (HttpClient client = client(Optional.of(teamB()))) {
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
        new Serving(List.of(), ClientsConfig.anyone(), Optional.of(tls(teamB(), false))));
    assertThat(subjectShownBy(harness)).contains("team-b");
    TlsConfig broken =
        new TlsConfig(
            Bytes.utf8(certificate().getCertificatePathPEM()),
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
                        Optional.of(tls(certificate(), false)))))
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
    Harness harness = start(SHORT);
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
