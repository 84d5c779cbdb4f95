package dev.portcullis.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import at.favre.lib.crypto.bcrypt.BCrypt;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.policy.ImagePattern;
import dev.portcullis.proxy.admission.HeldManifest;
import dev.portcullis.proxy.upstream.UpstreamConfig;
import dev.portcullis.proxy.upstream.UpstreamCredentials;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and passwords, and who may pull what. */
@ExtendWith(Leaks.class)
class ClientsTest {
  private static final String PATH = "/v2/registry.acme.io/prod/api/manifests/";
  private static final String PASSWORDS =
      "# made by a test\n\nteam-a:" + hash("correct") + "\nteam-b:" + hash("p\u00e4ss:w\u00f6rd");

  private final HeldManifest held = Pulls.held("one", 100);
  private Optional<Harness> started = Optional.empty();

  private static String hash(String password) {
    return BCrypt.with(BCrypt.Version.VERSION_2Y).hashToString(4, password.toCharArray());
  }

  private static String basic(String pair) {
    return "Authorization: Basic "
        + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8))
        + "\r\n";
  }

  private Harness start(ClientsConfig clients, UpstreamCredentials credentials) throws Exception {
    UpstreamConfig plain = UpstreamConfig.of("registry.acme.io", URI.create("http://127.0.0.1:1"));
    UpstreamConfig upstream =
        new UpstreamConfig(
            plain.name(),
            plain.url(),
            false,
            credentials,
            Duration.ZERO,
            Optional.empty(),
            false,
            List.of(),
            List.of(),
            Optional.empty());
    Harness harness = new Harness(Harness.LIMITS, upstream, true, clients, Optional.empty());
    harness.warm.put(held.digest(), Pulls.serve(held));
    started = Optional.of(harness);
    return harness;
  }

  private Harness withPasswords(ClientsConfig.Access... access) throws Exception {
    return start(
        new ClientsConfig(Optional.of(Bytes.utf8(PASSWORDS)), List.of(access)),
        new UpstreamCredentials.PassThrough());
  }

  @BeforeEach
  void nothingYet() {
    started = Optional.empty();
  }

  @AfterEach
  void stop() {
    started.ifPresent(Harness::close);
  }

  @Test
  void whoeverShowsNoPasswordIsAskedForOne() throws Exception {
    Harness harness = withPasswords();
    try (RawClient client = harness.client()) {
      for (String path : List.of("/v2/", PATH + held.digest(), PATH + "v1", "/nowhere")) {
        RawClient.Response response = client.get(path).read();
        assertThat(response.status()).isEqualTo(401);
        assertThat(response.header("WWW-Authenticate"))
            .isEqualTo("Basic realm=\"portcullis\", charset=\"UTF-8\"");
        assertThat(response.body()).contains("UNAUTHORIZED");
      }
    }
    assertThat(harness.callers).isEmpty();
  }

  @Test
  void theRightPasswordOpensAndIsRemembered() throws Exception {
    Harness harness = withPasswords();
    try (RawClient client = harness.client()) {
      for (int again = 0; again < 3; again++) {
        assertThat(client.request("GET /v2/", basic("team-a:correct")).read().status())
            .isEqualTo(200);
        assertThat(
                client
                    .request("GET " + PATH + held.digest(), basic("team-b:p\u00e4ss:w\u00f6rd"))
                    .read()
                    .body())
            .isEqualTo(held.manifest().raw().toUtf8());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "team-a:wrong",
        "team-a:",
        "team-a",
        ":correct",
        "team-b:correct",
        "nobody:correct",
        "team-a:correct ",
        "TEAM-A:correct",
      })
  void anyOtherPairIsRefused(String pair) throws Exception {
    Harness harness = withPasswords();
    try (RawClient client = harness.client()) {
      for (int again = 0; again < 2; again++) {
        assertThat(client.request("GET /v2/", basic(pair)).read().status()).isEqualTo(401);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer x", "Basic", "Basic !", "Basic dGVhbS1h", "Digest a=b"})
  void anyOtherSchemeIsRefused(String authorization) throws Exception {
    Harness harness = withPasswords();
    try (RawClient client = harness.client()) {
      assertThat(
              client
                  .request("GET /v2/", "Authorization: " + authorization + "\r\n")
                  .read()
                  .status())
          .isEqualTo(401);
    }
  }

  @Test
  void passwordsForTheProxyAreNeverPassedOn() throws Exception {
    Harness harness = withPasswords();
    try (RawClient client = harness.client()) {
      client.request("GET " + PATH + "v1", basic("team-a:correct")).read();
    }
    assertThat(harness.callers).hasSize(1);
    assertThat(harness.callers.getFirst().authorization()).isEmpty();
  }

  @Test
  void credentialsForTheUpstreamArePassedOnWhereItsOwnerSaysSo() throws Exception {
    Harness harness = start(ClientsConfig.anyone(), new UpstreamCredentials.PassThrough());
    try (RawClient client = harness.client()) {
      client.request("GET " + PATH + "v1", "Authorization: Bearer token\r\n").read();
      client.get(PATH + "v1").read();
    }
    assertThat(harness.callers.get(0).authorization()).contains("Bearer token");
    assertThat(harness.callers.get(1).authorization()).isEmpty();
  }

  @Test
  void credentialsAreNotPassedOnOtherwise() throws Exception {
    Harness harness = start(ClientsConfig.anyone(), new UpstreamCredentials.Anonymous());
    try (RawClient client = harness.client()) {
      client.request("GET " + PATH + "v1", "Authorization: Bearer token\r\n").read();
    }
    assertThat(harness.callers.getFirst().authorization()).isEmpty();
  }

  @Test
  void aClientPullsOnlyWhatItMay() throws Exception {
    Harness harness =
        withPasswords(
            new ClientsConfig.Access(
                "team-a", List.of(ImagePattern.parse("registry.acme.io/prod/**"))));
    try (RawClient client = harness.client()) {
      assertThat(
              client
                  .request("GET " + PATH + held.digest(), basic("team-a:correct"))
                  .read()
                  .status())
          .isEqualTo(200);
      RawClient.Response other =
          client
              .request(
                  "GET /v2/registry.acme.io/dev/api/blobs/" + held.digest(),
                  basic("team-a:correct"))
              .read();
      assertThat(other.status()).isEqualTo(403);
      assertThat(other.body()).contains("client 'team-a' may not pull");
      assertThat(
              client
                  .request("GET " + PATH + held.digest(), basic("team-b:p\u00e4ss:w\u00f6rd"))
                  .read()
                  .status())
          .isEqualTo(403);
      assertThat(client.request("GET /v2/", basic("team-b:p\u00e4ss:w\u00f6rd")).read().status())
          .isEqualTo(200);
    }
    assertThat(harness.callers).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "team-a",
        ":$2y$10$abcdefghijklmnopqrstuuOJz.gzBcVPvVOQ5OZC1VhQnR3oO7zMW",
        "team-a:{SHA}qUqP5cyxm6YcTAhz05Hph5gvu9M=",
        "team-a:$apr1$x$y",
        "team-a:$2y$99$abcdefghijklmnopqrstuuOJz.gzBcVPvVOQ5OZC1VhQnR3oO7zMW",
        "team-a:$2y$10$abcdefghijklmnopqrstuuOJz.gzBcVPvVOQ5OZC1VhQnR3oO7zM!",
        "team-a:$2y$10$short",
        "team-a:plain",
      })
  void onlyBcryptIsAccepted(String line) {
    assertThatThrownBy(() -> Htpasswd.parse(Bytes.utf8("# first\n" + line)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("line 2")
        .hasMessageContaining("htpasswd -B")
        .hasMessageNotContaining("plain");
  }

  @Test
  void aNameMustNotComeTwice() {
    String line = "team-a:" + hash("x") + "\n";
    assertThatThrownBy(() -> Htpasswd.parse(Bytes.utf8(line + line)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("team-a");
  }

  @Test
  void longPasswordsAreNotCutAndAccepted() throws Exception {
    String longest = "x".repeat(71);
    Htpasswd passwords = Htpasswd.parse(Bytes.utf8("a:" + hash(longest)));
    assertThat(passwords.verify("a", longest.getBytes(StandardCharsets.UTF_8))).isTrue();
    assertThat(passwords.verify("a", (longest + "y").getBytes(StandardCharsets.UTF_8))).isFalse();
    assertThat(passwords.verify("a", "x".repeat(5000).getBytes(StandardCharsets.UTF_8))).isFalse();
  }
}
