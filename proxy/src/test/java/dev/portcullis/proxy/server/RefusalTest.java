package dev.portcullis.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.StrictJson;
import dev.portcullis.policy.Decision;
import dev.portcullis.policy.Explanation;
import dev.portcullis.proxy.admission.Answer;
import dev.portcullis.proxy.admission.Grounds;
import dev.portcullis.proxy.upstream.Fetch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** How each outcome that is not content reads to a client (OCI proxy notes, 1.3 and 1.4). */
@ExtendWith(Leaks.class)
class RefusalTest {
  private static final String PATH = "/v2/registry.acme.io/prod/api/manifests/v1";
  private static final Explanation UNSIGNED =
      new Explanation(
          "signature by release was required, found none",
          List.of(
              new Explanation.Outcome(
                  "signature by release",
                  false,
                  List.of("cosign signature at sha256-0.sig: signed by an unknown key"),
                  List.of())));

  private static Harness harness;

  @BeforeAll
  static void start() throws Exception {
    harness = new Harness();
  }

  @AfterAll
  static void stop() {
    harness.close();
  }

  private static RawClient.Response ask(Answer answer, String method, String headers)
      throws Exception {
    harness.cold.put("v1", CompletableFuture.completedFuture(answer));
    try (RawClient client = harness.client()) {
      return client.request(method + " " + PATH, headers).read(method.equals("GET"));
    }
  }

  private static JsonNode error(RawClient.Response response) throws Exception {
    JsonNode errors = StrictJson.parseObject(Bytes.utf8(response.body()), 65_536).path("errors");
    assertThat(errors).hasSize(1);
    return errors.get(0);
  }

  @Test
  void aRefusalIsDeniedWithOneLineAndTheTrace() throws Exception {
    RawClient.Response response = ask(Pulls.refused(UNSIGNED), "GET", "");
    assertThat(response.status()).isEqualTo(403);
    assertThat(response.header("Content-Type")).isEqualTo("application/json");
    assertThat(response.header("Portcullis-Decision")).isEqualTo("refuse; rule=production; id=d-2");
    JsonNode error = error(response);
    assertThat(error.path("code").asString()).isEqualTo("DENIED");
    assertThat(error.path("message").asString())
        .isEqualTo(
            "registry.acme.io/prod/api:v1@"
                + Pulls.REFUSED.shortened()
                + " is refused by rule production: signature by release was required, found none"
                + " (decision d-2)");
    JsonNode detail = error.path("detail");
    assertThat(detail.isObject()).isTrue();
    assertThat(detail.path("rule").asString()).isEqualTo("production");
    assertThat(detail.path("kind").asString()).isEqualTo("UNVERIFIED");
    assertThat(detail.path("requirements").get(0).path("met").asBoolean()).isFalse();
    assertThat(detail.path("requirements").get(0).path("reasons").get(0).asString())
        .contains("unknown key");
  }

  @Test
  void aLongTraceIsCutBelowWhatClientsRead() throws Exception {
    List<String> reasons = IntStream.range(0, 500).mapToObj(i -> i + "\u00e9".repeat(300)).toList();
    List<Explanation.Outcome> outcomes =
        IntStream.range(0, 60)
            .mapToObj(i -> new Explanation.Outcome("r" + i, false, reasons, List.of()))
            .toList();
    RawClient.Response response =
        ask(Pulls.refused(new Explanation("x".repeat(20_000), outcomes)), "GET", "");
    assertThat(response.body().length()).isLessThan(64 * 1024);
    JsonNode requirements = error(response).path("detail").path("requirements");
    assertThat(requirements).hasSize(60);
    assertThat(requirements.get(0).path("moreReasons").asInt()).isPositive();
  }

  @Test
  void aHeadOfContainerdGets405SoThatItsGetBringsTheMessage() throws Exception {
    for (String agent :
        List.of(
            "containerd/v2.1.4",
            "containerd-client/2.2.0",
            "docker/29.0.0 go/go1.25 os/linux arch/amd64 containerd-client/2.1.4+unknown")) {
      String header = "User-Agent: " + agent + "\r\n";
      RawClient.Response head = ask(Pulls.refused(UNSIGNED), "HEAD", header);
      assertThat(head.status()).isEqualTo(405);
      assertThat(head.header("Allow")).isEqualTo("GET");
      assertThat(head.header("Portcullis-Decision")).startsWith("refuse");
      assertThat(ask(Pulls.refused(UNSIGNED), "GET", header).status()).isEqualTo(403);
    }
    assertThat(ask(Pulls.refused(UNSIGNED), "HEAD", "User-Agent: oras-go/2\r\n").status())
        .isEqualTo(403);
    assertThat(ask(Pulls.refused(UNSIGNED), "HEAD", "").status()).isEqualTo(403);
  }

  @Test
  void whatIsAbsentIsNotRefused() throws Exception {
    RawClient.Response response = ask(new Answer.Absent("manifest unknown"), "GET", "");
    assertThat(response.status()).isEqualTo(404);
    assertThat(error(response).path("code").asString()).isEqualTo("MANIFEST_UNKNOWN");
    assertThat(ask(new Answer.Absent(""), "HEAD", "User-Agent: containerd/2\r\n").status())
        .isEqualTo(404);
  }

  @Test
  void whatCannotBeAdmittedIsDenied() throws Exception {
    RawClient.Response response =
        ask(new Answer.Unacceptable("its manifest is both an image and an index"), "GET", "");
    assertThat(response.status()).isEqualTo(403);
    assertThat(error(response).path("code").asString()).isEqualTo("DENIED");
    assertThat(error(response).path("message").asString()).contains("both an image and an index");
  }

  @Test
  void whatCannotBeRecordedIsNotAnswered() throws Exception {
    RawClient.Response admitted = ask(Pulls.serve(Pulls.held("app", 3)), "GET", "");
    assertThat(admitted.status()).isEqualTo(200);

    harness.mayAnswer = false;
    RawClient.Response unrecorded = ask(Pulls.serve(Pulls.held("app", 3)), "GET", "");
    harness.mayAnswer = true;
    assertThat(unrecorded.status()).isEqualTo(503);
    assertThat(unrecorded.header("Retry-After")).isEqualTo("5");
    assertThat(unrecorded.body()).contains("could not be recorded");
  }

  @Test
  void whatCannotBeToldIsTroubleAndNeverARefusal() throws Exception {
    RawClient.Response undecided =
        ask(
            new Answer.Undecided(
                new Decision.Undecided(
                    "production",
                    new Explanation("the referrers API was silent", List.of()),
                    Optional.empty(),
                    false),
                Pulls.REFUSED,
                "d-3",
                Grounds.none()),
            "GET",
            "");
    assertThat(undecided.status()).isEqualTo(503);
    assertThat(undecided.header("Retry-After")).isEqualTo("5");
    assertThat(undecided.header("Portcullis-Decision"))
        .isEqualTo("undecided; rule=production; id=d-3");
    for (Fetch.Kind kind : Fetch.Kind.values()) {
      RawClient.Response response =
          ask(
              new Answer.Trouble(kind, "no luck", Optional.of(Duration.ofMillis(6_200))),
              "GET",
              "");
      assertThat(response.status()).isEqualTo(kind == Fetch.Kind.RATE_LIMITED ? 429 : 503);
      assertThat(response.header("Retry-After")).isEqualTo("7");
    }
  }

  @Test
  void anUpstreamThatWantsALoginIsHeardOnlyWithItsChallenge() throws Exception {
    RawClient.Response challenge =
        ask(
            new Answer.AccessDenied(
                "log in", Optional.of("Bearer realm=\"https://auth.acme.io\"\r\nX-Evil: 1")),
            "GET",
            "");
    assertThat(challenge.status()).isEqualTo(401);
    assertThat(challenge.header("WWW-Authenticate"))
        .isEqualTo("Bearer realm=\"https://auth.acme.io\"??X-Evil: 1");
    assertThat(challenge.headers()).doesNotContainKey("x-evil");
    assertThat(error(challenge).path("code").asString()).isEqualTo("UNAUTHORIZED");
    RawClient.Response plain = ask(new Answer.AccessDenied("no", Optional.empty()), "GET", "");
    assertThat(plain.status()).isEqualTo(403);
    assertThat(error(plain).path("code").asString()).isEqualTo("DENIED");
  }

  @Test
  void aBugIsOursAndSaysSo() throws Exception {
    harness.cold.put("v1", CompletableFuture.failedFuture(new IllegalStateException("boom")));
    try (RawClient client = harness.client()) {
      RawClient.Response response = client.get(PATH).read();
      assertThat(response.status()).isEqualTo(500);
      assertThat(response.body()).doesNotContain("boom");
      assertThat(client.get("/v2/").read().status()).isEqualTo(200);
    }
  }
}
