package dev.portcullis.proxy.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.proxy.revocation.RevocationEvent.Result;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where certificates may send the proxy. */
class EgressGuardTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.0.0.1",
        "192.168.1.1",
        "172.16.0.1",
        "100.64.0.1",
        "169.254.169.254",
        "fd00:ec2::254",
        "::1",
        "0.0.0.0",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "localhost"
      })
  void addressThatIsNotPublicIsRefused(String host) {
    assertThatThrownBy(() -> new EgressGuard(List::of).lookup(host))
        .isInstanceOf(EgressGuard.RefusedException.class)
        .hasMessageContaining("add it to trust.revocation.allow");
  }

  @Test
  void listedHostMayBePrivate() throws Exception {
    assertThat(new EgressGuard(() -> List.of("localhost")).lookup("LOCALHOST")).isNotEmpty();
    assertThat(new EgressGuard(() -> List.of("10.0.0.1")).lookup("10.0.0.1")).hasSize(1);
  }

  @Test
  void metadataServiceNeedsItsVeryAddress() throws Exception {
    assertThat(new EgressGuard(() -> List.of("169.254.169.254")).lookup("169.254.169.254"))
        .hasSize(1);
    assertThatThrownBy(() -> new EgressGuard(() -> List.of("fe80::1")).lookup("169.254.169.254"))
        .isInstanceOf(EgressGuard.RefusedException.class);
  }

  private static Fetched list(LabResponder responder, List<String> allowed, String url) {
    try (ResponderClient client =
        new ResponderClient(() -> allowed, _ -> {}, InstantSource.system())) {
      return client.list(url, Fetched.Validators.NONE);
    } finally {
      responder.close();
    }
  }

  private static void failed(Fetched fetched, Result result, String cause) {
    assertThat(fetched)
        .isInstanceOfSatisfying(
            Fetched.Failed.class,
            failed -> {
              assertThat(failed.result()).isEqualTo(result);
              assertThat(failed.cause()).contains(cause);
            });
  }

  @Test
  void nothingIsSentToAnAddressThatIsNotAllowed() {
    LabResponder responder = new LabResponder();
    responder.status("crl", 200);
    failed(
        list(responder, List.of(), responder.url("crl")),
        Result.FORBIDDEN,
        "is not a public address");
    assertThat(responder.hits("crl")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://crl.acme.io/x", "ftp://crl.acme.io/x", "http://u:p@crl.acme.io"})
  void onlyPlainHttpIsSpoken(String url) {
    failed(list(new LabResponder(), List.of(), url), Result.FORBIDDEN, "not a plain http URL");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://127.0.0.1/x", "file:///etc/passwd", "http://a:b@127.0.0.1/"})
  void redirectToAnotherSchemeIsNotFollowed(String location) {
    LabResponder responder = new LabResponder();
    responder.reply(
        "crl",
        exchange -> {
          exchange.getResponseHeaders().set("Location", location);
          exchange.sendResponseHeaders(302, -1);
        });
    failed(
        list(responder, List.of("127.0.0.1"), responder.url("crl")),
        Result.FORBIDDEN,
        "which is not a plain http URL");
  }

  @Test
  void redirectToAnAddressThatIsNotAllowedIsNotFollowed() {
    LabResponder responder = new LabResponder();
    responder.reply(
        "crl",
        exchange -> {
          exchange.getResponseHeaders().set("Location", "http://169.254.169.254/latest");
          exchange.sendResponseHeaders(302, -1);
        });
    failed(
        list(responder, List.of("127.0.0.1"), responder.url("crl")),
        Result.FORBIDDEN,
        "169.254.169.254");
  }

  @Test
  void redirectsEnd() {
    LabResponder responder = new LabResponder();
    String url = responder.url("crl");
    responder.reply(
        "crl",
        exchange -> {
          exchange.getResponseHeaders().set("Location", url);
          exchange.sendResponseHeaders(302, -1);
        });
    failed(list(responder, List.of("127.0.0.1"), url), Result.REFUSED, "more than 3 redirects");
    assertThat(responder.hits("crl")).isEqualTo(4);
  }

  @Test
  void noCredentialsAndNoCookiesAreSent() {
    LabResponder responder = new LabResponder();
    List<String> seen = new java.util.concurrent.CopyOnWriteArrayList<>();
    responder.reply(
        "crl",
        exchange -> {
          seen.addAll(exchange.getRequestHeaders().keySet());
          exchange.sendResponseHeaders(200, -1);
        });
    assertThat(list(responder, List.of("127.0.0.1"), responder.url("crl")))
        .isInstanceOf(Fetched.Got.class);
    assertThat(seen).doesNotContain("Authorization", "Cookie").contains("User-agent");
  }
}
