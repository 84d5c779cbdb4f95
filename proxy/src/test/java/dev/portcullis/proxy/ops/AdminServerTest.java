package dev.portcullis.proxy.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.proxy.admin.AdminReply;
import dev.portcullis.proxy.page.PageStage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdminServerTest {
  private static final String TOKEN = "correct-horse-battery";
  private static final InetSocketAddress EVERYWHERE = new InetSocketAddress(0);

  private final Metrics metrics = new Metrics();
  private final PageStage page = new PageStage();
  private final Readiness readiness = new Readiness(metrics);
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    client.close();
    page.close();
    metrics.close();
  }

  @Test
  void readinessFollowsTheProgram() throws Exception {
    try (AdminServer admin = start(loopback(), Optional.empty())) {
      assertThat(get(admin, "/readyz", Optional.empty()).statusCode()).isEqualTo(503);
      readiness.set(true);
      assertThat(get(admin, "/readyz", Optional.empty()).statusCode()).isEqualTo(200);
      assertThat(metrics.scrape()).contains("portcullis_ready 1.0");
      assertThat(get(admin, "/healthz", Optional.empty()).body()).isEqualTo("ok\n");
    }
  }

  @Test
  void readingIsFreeOnLoopback() throws Exception {
    try (AdminServer admin = start(loopback(), Optional.empty())) {
      assertThat(get(admin, "/metrics", Optional.empty()).body()).contains("portcullis_ready");
      assertThat(get(admin, "/admin/config", Optional.empty()).body()).isEqualTo("{\"is\":1}");
      assertThat(get(admin, "/nothing", Optional.empty()).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void readingElsewhereNeedsTheToken() throws Exception {
    try (AdminServer admin = start(EVERYWHERE, Optional.of(TOKEN))) {
      assertThat(get(admin, "/metrics", Optional.empty()).statusCode()).isEqualTo(401);
      assertThat(get(admin, "/admin/config", Optional.of("Bearer " + TOKEN + "x")).statusCode())
          .isEqualTo(401);
      assertThat(get(admin, "/metrics", Optional.of("Basic " + TOKEN)).statusCode()).isEqualTo(401);
      assertThat(get(admin, "/metrics", Optional.of("Bearer " + TOKEN)).statusCode())
          .isEqualTo(200);
      assertThat(get(admin, "/healthz", Optional.empty()).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void browserShowsTheTokenAsPassword() throws Exception {
    try (AdminServer admin = start(EVERYWHERE, Optional.of(TOKEN))) {
      HttpResponse<String> asked = get(admin, "/ui", Optional.empty());
      assertThat(asked.statusCode()).isEqualTo(401);
      assertThat(asked.headers().allValues("WWW-Authenticate"))
          .anyMatch(challenge -> challenge.startsWith("Basic "));
      assertThat(get(admin, "/ui", Optional.of(basic("x:" + TOKEN))).statusCode()).isEqualTo(200);
      assertThat(get(admin, "/ui", Optional.of(basic("x:" + TOKEN + "y"))).statusCode())
          .isEqualTo(401);
      assertThat(get(admin, "/ui", Optional.of(basic(TOKEN))).statusCode()).isEqualTo(401);
      assertThat(get(admin, "/ui", Optional.of("Basic %%%")).statusCode()).isEqualTo(401);
    }
  }

  private static String basic(String pair) {
    return "Basic "
        + java.util.Base64.getEncoder()
            .encodeToString(pair.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  @Test
  void newTokenReplacesTheOldOne() throws Exception {
    try (AdminServer admin = start(EVERYWHERE, Optional.of(TOKEN))) {
      admin.reconfigure(
          new AdminConfig(
              EVERYWHERE, Optional.of(AdminToken.of(Bytes.utf8("another-long-token")))));
      assertThat(get(admin, "/metrics", Optional.of("Bearer " + TOKEN)).statusCode())
          .isEqualTo(401);
      assertThat(get(admin, "/metrics", Optional.of("Bearer another-long-token")).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void onlyReadingIsServed() throws Exception {
    try (AdminServer admin = start(loopback(), Optional.empty())) {
      HttpRequest post =
          HttpRequest.newBuilder(uri(admin, "/metrics"))
              .POST(HttpRequest.BodyPublishers.ofString("x"))
              .build();
      assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(405);
    }
  }

  @Test
  void changingNeedsTheTokenEvenOnLoopback() throws Exception {
    try (AdminServer admin = start(loopback(), Optional.of(TOKEN))) {
      assertThat(change(admin, "/admin/mirror?a=b%26", Optional.empty()).statusCode())
          .isEqualTo(401);
      assertThat(
              change(admin, "/admin/mirror", Optional.of("Bearer wrong-token-wrong")).statusCode())
          .isEqualTo(401);
      assertThat(change(admin, "/admin/mirror?a=b%26", Optional.of("Bearer " + TOKEN)).body())
          .isEqualTo("POST{a=b&}x");
      assertThat(change(admin, "/admin/none", Optional.of("Bearer " + TOKEN)).statusCode())
          .isEqualTo(404);
    }
    try (AdminServer admin = start(loopback(), Optional.empty())) {
      HttpResponse<String> refused = change(admin, "/admin/mirror", Optional.empty());
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body()).contains("adminTokenFile");
    }
  }

  private HttpResponse<String> change(
      AdminServer admin, String path, Optional<String> authorization) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(admin, path)).POST(HttpRequest.BodyPublishers.ofString("x"));
    authorization.ifPresent(value -> request.header("Authorization", value));
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void changingNeedsTheTokenOnLoopbackToo() throws Exception {
    try (AdminServer admin = start(loopback(), Optional.empty())) {
      HttpResponse<String> answer = post(admin, Optional.of("Bearer " + TOKEN), "x");
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body()).startsWith("set adminTokenFile");
    }
    try (AdminServer admin = start(loopback(), Optional.of(TOKEN))) {
      assertThat(post(admin, Optional.empty(), "x").statusCode()).isEqualTo(401);
      assertThat(post(admin, Optional.of("Bearer wrong"), "x").statusCode()).isEqualTo(401);
      HttpResponse<String> answer = post(admin, Optional.of("Bearer " + TOKEN), "x");
      assertThat(answer.statusCode()).isEqualTo(202);
      assertThat(answer.body()).isEqualTo("a=b x\n");
      assertThat(post(admin, Optional.of("Bearer " + TOKEN), "x".repeat(1 << 21)).statusCode())
          .isEqualTo(413);
      assertThat(get(admin, "/admin/echo", Optional.of("Bearer " + TOKEN)).statusCode())
          .isEqualTo(405);
      assertThat(get(admin, "/", Optional.empty()).body()).endsWith("POST /admin/echo\n");
    }
  }

  private HttpResponse<String> post(AdminServer admin, Optional<String> authorization, String body)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(admin, "/admin/echo?a=b"))
            .POST(HttpRequest.BodyPublishers.ofString(body));
    authorization.ifPresent(value -> request.header("Authorization", value));
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void formChangesWithTheTokenAmongItsFieldsAndNotWithABrowsersPassword() throws Exception {
    String release = "kind=signer&value=release&reason=INC-1";
    try (AdminServer admin = start(EVERYWHERE, Optional.of(TOKEN))) {
      String password = basic("x:" + TOKEN);
      assertThat(form(admin, release + "&token=" + TOKEN, "").statusCode()).isEqualTo(401);
      HttpResponse<String> unasked = form(admin, release, password);
      assertThat(unasked.statusCode()).isEqualTo(403);
      assertThat(unasked.body()).contains("not the admin token");
      assertThat(form(admin, release + "&token=" + TOKEN + "x", password).statusCode())
          .isEqualTo(403);
      assertThat(page.revoked()).doesNotContain("release");

      HttpResponse<String> done = form(admin, release + "&token=" + TOKEN, password);
      assertThat(done.statusCode()).isEqualTo(200);
      assertThat(done.body()).contains("is revoked").doesNotContain(TOKEN);
      assertThat(page.revoked()).contains("release");
      assertThat(form(admin, "token=" + "x".repeat(70_000), password).statusCode()).isEqualTo(413);
    }
  }

  @Test
  void formOfAnotherSiteChangesNothingEvenWithTheToken() throws Exception {
    String form = "kind=signer&value=release&reason=INC-1&token=" + TOKEN;
    try (AdminServer admin = start(loopback(), Optional.of(TOKEN))) {
      for (String[] header :
          new String[][] {
            {"Origin", "https://evil.example"},
            {"Origin", "null"},
            {"Origin", "http://127.0.0.1:1"},
            {"Sec-Fetch-Site", "cross-site"},
            {"Sec-Fetch-Site", "same-site"}
          }) {
        HttpResponse<String> refused = form(admin, form, "", header);
        assertThat(refused.statusCode()).as(String.join(" ", header)).isEqualTo(403);
        assertThat(refused.body()).contains("came from another site");
      }
      assertThat(page.revoked()).doesNotContain("release");
      String own = "http://127.0.0.1:" + admin.address().getPort();
      assertThat(form(admin, form, "", "Origin", own).statusCode()).isEqualTo(200);
    }
    try (AdminServer admin = start(loopback(), Optional.empty())) {
      HttpResponse<String> refused = form(admin, form, "");
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body()).contains("adminTokenFile");
    }
  }

  private HttpResponse<String> form(
      AdminServer admin, String fields, String authorization, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(admin, "/ui/revoke"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(fields));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void pagesAllowNoScriptButTheirOwn() throws Exception {
    try (AdminServer admin = start(loopback(), Optional.empty())) {
      HttpResponse<String> answer = get(admin, "/ui", Optional.empty());
      assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
          .startsWith("default-src 'none'; style-src 'self'; script-src 'self';")
          .contains("frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'")
          .doesNotContain("unsafe");
      assertThat(get(admin, "/ui/live.js", Optional.empty()).headers().firstValue("Content-Type"))
          .contains("text/javascript; charset=utf-8");
      assertThat(get(admin, "/ui/nothing", Optional.empty()).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void reachableAddressWithoutTokenCannotBeConfigured() {
    assertThatThrownBy(() -> new AdminConfig(new InetSocketAddress(0), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs a token");
  }

  @Test
  void pageThatMadeItsNameMeanThisMachineMayNotRead() {
    AdminConfig config = new AdminConfig(loopback(), Optional.empty());

    for (String host : List.of("localhost:5001", "127.0.0.1", "[::1]:5001", "LOCALHOST")) {
      assertThat(config.mayRead(Optional.of(host), Optional.empty())).as(host).isTrue();
    }
    for (String host : List.of("evil.example", "127.0.0.1.evil.example:5001", "localhost.evil")) {
      assertThat(config.mayRead(Optional.of(host), Optional.empty())).as(host).isFalse();
    }
  }

  @Test
  void shortTokenIsRefused() {
    assertThatThrownBy(() -> AdminToken.of(Bytes.utf8("  short  \n")))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("at least 16");
  }

  private AdminServer start(InetSocketAddress address, Optional<String> token) throws Exception {
    Optional<AdminToken> secret =
        token.isPresent()
            ? Optional.of(AdminToken.of(Bytes.utf8(token.orElseThrow() + "\n")))
            : Optional.empty();
    return AdminServer.start(
        HttpServer.create(loopback(), 0),
        new AdminConfig(address, secret),
        metrics,
        readiness,
        () -> "{\"is\":1}",
        page.page(),
        List.of(
            new AdminAction(
                "/admin/echo",
                (query, body) ->
                    new AdminAction.Done(
                        202, query.orElse("no query") + " " + body.toUtf8() + "\n"))),
        request ->
            request.path().equals("/admin/mirror")
                ? Optional.of(
                    new AdminReply(
                        200, request.method() + request.query() + request.body().toUtf8()))
                : Optional.empty());
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static URI uri(AdminServer admin, String path) {
    return URI.create("http://127.0.0.1:" + admin.address().getPort() + path);
  }

  private HttpResponse<String> get(AdminServer admin, String path, Optional<String> authorization)
      throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(admin, path));
    authorization.ifPresent(value -> request.header("Authorization", value));
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
