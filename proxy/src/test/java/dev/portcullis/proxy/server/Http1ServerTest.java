package dev.portcullis.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.policy.Decision;
import dev.portcullis.policy.Explanation;
import dev.portcullis.proxy.admission.Answer;
import dev.portcullis.proxy.admission.HeldManifest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What comes back over HTTP/1.1, byte for byte. */
@ExtendWith(Leaks.class)
class Http1ServerTest {
  private static final String PATH = "/v2/registry.acme.io/prod/api/manifests/";

  private Harness harness;
  private final HeldManifest held = Pulls.held("one", 1500);

  @BeforeEach
  void start() throws Exception {
    harness = new Harness();
    harness.warm.put(held.digest(), Pulls.serve(held));
  }

  @AfterEach
  void stop() {
    harness.close();
  }

  @Test
  void theRootSaysThatThisIsARegistry() throws Exception {
    try (RawClient client = harness.client()) {
      RawClient.Response response = client.get("/v2/").read();
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.header("Docker-Distribution-API-Version")).isEqualTo("registry/2.0");
    }
  }

  @Test
  void manifestThatIsFetchedAsABlobIsRecordedAsAPull() throws Exception {
    harness.cold.put(
        held.digest().toString(), CompletableFuture.completedFuture(Pulls.serve(held)));
    try (RawClient client = harness.client()) {
      assertThat(client.get("/v2/registry.acme.io/prod/api/blobs/" + held.digest()).read().status())
          .isEqualTo(200);
      assertThat(harness.pulls).hasSize(1);
    }
  }

  @Test
  void anAdmittedManifestIsServedByteForByte() throws Exception {
    try (RawClient client = harness.client()) {
      for (int again = 0; again < 3; again++) {
        RawClient.Response response = client.get(PATH + held.digest()).read();
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(held.manifest().raw().toUtf8());
        assertThat(response.header("Content-Type")).isEqualTo(held.manifest().mediaType());
        assertThat(response.header("Docker-Content-Digest")).isEqualTo(held.digest().toString());
        assertThat(response.header("ETag")).isEqualTo("\"" + held.digest() + "\"");
        assertThat(response.header("Portcullis-Decision"))
            .isEqualTo("admit; rule=production; id=d-1");
        assertThat(response.headers()).doesNotContainKeys("oci-namespace", "warning", "connection");
      }
    }
  }

  @Test
  void headHasTheHeadersOfGetAndNoBody() throws Exception {
    try (RawClient client = harness.client()) {
      RawClient.Response get = client.get(PATH + held.digest()).read();
      RawClient.Response head = client.request("HEAD " + PATH + held.digest(), "").read(false);
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.headers()).isEqualTo(get.headers());
      assertThat(client.get(PATH + held.digest()).read()).isEqualTo(get);
    }
  }

  @Test
  void theNamespaceIsEchoedOnlyToClientsThatNamedIt() throws Exception {
    try (RawClient client = harness.client()) {
      String path = "/v2/prod/api/manifests/" + held.digest() + "?ns=registry.acme.io";
      assertThat(client.get(path).read().header("OCI-Namespace")).isEqualTo("registry.acme.io");
      assertThat(client.get(PATH + held.digest()).read().headers())
          .doesNotContainKey("oci-namespace");
    }
  }

  @Test
  void knownBytesAreNotSentAgain() throws Exception {
    try (RawClient client = harness.client()) {
      for (String tag : List.of("\"" + held.digest() + "\"", "W/\"" + held.digest() + "\"", "*")) {
        RawClient.Response response =
            client
                .request("GET " + PATH + held.digest(), "If-None-Match: \"x\", " + tag + "\r\n")
                .read();
        assertThat(response.status()).isEqualTo(304);
        assertThat(response.header("Docker-Content-Digest")).isEqualTo(held.digest().toString());
      }
      assertThat(
              client
                  .request("GET " + PATH + held.digest(), "If-None-Match: \"other\"\r\n")
                  .read()
                  .status())
          .isEqualTo(200);
      assertThat(client.request("HEAD " + PATH + held.digest(), "").read(false).status())
          .isEqualTo(200);
    }
  }

  @Test
  void aWarningIsTextThatAHeaderCanHold() throws Exception {
    String summary = "signature by \"release\" is missing \\ \r\nX-Injected: \u00e9 ".repeat(200);
    harness.warm.put(held.digest(), Pulls.serve(held, Decision.Basis.WARNED, summary));
    try (RawClient client = harness.client()) {
      RawClient.Response response = client.get(PATH + held.digest()).read();
      assertThat(response.header("Portcullis-Decision")).startsWith("warn; rule=production");
      assertThat(response.headers()).doesNotContainKey("x-injected");
      assertThat(response.header("Warning"))
          .startsWith("299 - \"rule production would refuse ")
          .contains("\\\"release\\\"", "\\\\")
          .endsWith("\"")
          .matches("[ -~]+")
          .hasSizeLessThanOrEqualTo(4096);
    }
  }

  @Test
  void auditedManifestsCarryNoWarning() throws Exception {
    harness.warm.put(held.digest(), Pulls.serve(held, Decision.Basis.AUDITED, "nobody signed"));
    try (RawClient client = harness.client()) {
      RawClient.Response response = client.get(PATH + held.digest()).read();
      assertThat(response.header("Portcullis-Decision")).startsWith("audit; rule=production");
      assertThat(response.headers()).doesNotContainKey("warning");
    }
  }

  @Test
  void aDecisionThatReplacesAnotherIsSeenAtOnce() throws Exception {
    try (RawClient client = harness.client()) {
      assertThat(client.get(PATH + held.digest()).read().header("Portcullis-Decision"))
          .startsWith("admit");
      harness.warm.put(held.digest(), Pulls.serve(held, Decision.Basis.AUDITED, "nobody signed"));
      assertThat(client.get(PATH + held.digest()).read().header("Portcullis-Decision"))
          .startsWith("audit");
      harness.warm.put(held.digest(), Pulls.refused(new Explanation("nobody signed", List.of())));
      assertThat(client.get(PATH + held.digest()).read().status()).isEqualTo(403);
    }
  }

  @Test
  void responsesComeInTheOrderOfTheRequests() throws Exception {
    HeldManifest two = Pulls.held("two", 100);
    CompletableFuture<Answer> slow = new CompletableFuture<>();
    harness.cold.put("slow", slow);
    harness.warm.put(two.digest(), Pulls.serve(two));
    try (RawClient client = harness.client()) {
      String host = " HTTP/1.1\r\nHost: r\r\n\r\n";
      client.send(
          "GET "
              + PATH
              + "slow"
              + host
              + ("GET " + PATH + two.digest() + host).repeat(500)
              + "HEAD "
              + PATH
              + two.digest()
              + host
              + "GET "
              + PATH
              + "absent"
              + host
              + "GET /v2/"
              + host);
      CompletableFuture.delayedExecutor(200, java.util.concurrent.TimeUnit.MILLISECONDS)
          .execute(() -> slow.complete(Pulls.serve(held)));
      assertThat(client.read().body()).isEqualTo(held.manifest().raw().toUtf8());
      for (int i = 0; i < 500; i++) {
        assertThat(client.read().body()).isEqualTo(two.manifest().raw().toUtf8());
      }
      assertThat(client.read(false).status()).isEqualTo(200);
      assertThat(client.read().status()).isEqualTo(404);
      assertThat(client.read().body()).isEqualTo("{}");
    }
  }

  @Test
  void theConnectionIsClosedWhenTheClientSaysSo() throws Exception {
    try (RawClient client = harness.client()) {
      client.request("GET " + PATH + held.digest(), "Connection: close\r\n");
      RawClient.Response response = client.read();
      assertThat(response.header("Connection")).isEqualTo("close");
      assertThat(client.isClosedByServer()).isTrue();
    }
    try (RawClient client = harness.client()) {
      client.send("GET " + PATH + held.digest() + " HTTP/1.0\r\n\r\n");
      assertThat(client.read().body()).isEqualTo(held.manifest().raw().toUtf8());
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void anUpgradeIsIgnored() throws Exception {
    try (RawClient client = harness.client()) {
      client.request(
          "GET /v2/",
          "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQ\r\n");
      assertThat(client.read().status()).isEqualTo(200);
      assertThat(client.get("/v2/").read().status()).isEqualTo(200);
    }
  }

  @Test
  void moreConnectionsThanAllowedAreClosed() throws Exception {
    harness.close();
    harness =
        new Harness(
            new ServerLimits(
                2, 1, Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5), 10));
    try (RawClient one = harness.client();
        RawClient two = harness.client()) {
      assertThat(one.get("/v2/").read().status()).isEqualTo(200);
      assertThat(two.get("/v2/").read().status()).isEqualTo(200);
      try (RawClient three = harness.client()) {
        assertThat(three.isClosedByServer()).isTrue();
      }
      assertThat(one.get("/v2/").read().status()).isEqualTo(200);
    }
  }

  @Test
  void moreWaitingRequestsThanAllowedAreToldToComeBack() throws Exception {
    harness.close();
    harness =
        new Harness(
            new ServerLimits(
                9, 1, Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5), 10));
    CompletableFuture<Answer> slow = new CompletableFuture<>();
    harness.cold.put("slow", slow);
    harness.warm.put(held.digest(), Pulls.serve(held));
    try (RawClient one = harness.client();
        RawClient two = harness.client()) {
      one.get(PATH + "slow");
      RawClient.Response response = two.get(PATH + "slow").read();
      for (int i = 0; i < 50 && response.status() != 503; i++) {
        response = two.get(PATH + "other").read();
      }
      assertThat(response.status()).isEqualTo(503);
      assertThat(response.header("Retry-After")).isEqualTo("1");
      assertThat(two.get(PATH + held.digest()).read().status()).isEqualTo(200);
      slow.complete(Pulls.serve(held));
      assertThat(one.read().status()).isEqualTo(200);
      assertThat(two.get(PATH + "other").read().status()).isEqualTo(404);
    }
  }
}
