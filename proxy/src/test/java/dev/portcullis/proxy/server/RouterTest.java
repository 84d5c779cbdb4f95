package dev.portcullis.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Reference;
import io.netty.handler.codec.http.HttpMethod;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouterTest {
  private static final String DIGEST =
      "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  private static final Set<String> UPSTREAMS =
      Set.of("docker.io", "registry.acme.io", "localhost:5000");

  private final Router router = new Router(UPSTREAMS, Optional.of("docker.io"));

  @ParameterizedTest
  @CsvSource({
    "/v2/library/alpine/manifests/3, docker.io/library/alpine",
    "/v2/alpine/manifests/3, docker.io/library/alpine",
    "/v2/alpine/manifests/3?ns=docker.io, docker.io/library/alpine",
    "/v2/team/app/manifests/3?ns=registry.acme.io, registry.acme.io/team/app",
    "/v2/app/manifests/3?ns=registry.acme.io, registry.acme.io/app",
    "/v2/app/manifests/3?ns=localhost%3A5000, localhost:5000/app",
    "/v2/app/manifests/3?ns=localhost:5000, localhost:5000/app",
    "/v2/registry.acme.io/team/app/manifests/3, registry.acme.io/team/app",
    "/v2/localhost:5000/app/manifests/3, localhost:5000/app",
    "/v2/localhost_5000/app/manifests/3, localhost:5000/app",
    "/localhost_5000/v2/app/manifests/3, localhost:5000/app",
    "/v2/localhost_5000/app/manifests/3?ns=localhost:5000, localhost:5000/app",
    "/v2/docker.io/alpine/manifests/3, docker.io/library/alpine",
    "/registry.acme.io/v2/team/app/manifests/3, registry.acme.io/team/app",
    "/docker.io/v2/alpine/manifests/3, docker.io/library/alpine",
    "/docker.io/v2/docker.io/alpine/manifests/3?ns=docker.io, docker.io/library/alpine",
    "/v2/registry.acme.io/app/manifests/3?ns=registry.acme.io, registry.acme.io/app",
    "/v2/a/manifests/b/manifests/3, docker.io/a/manifests/b",
    "/v2/a/blobs/b/manifests/3, docker.io/a/blobs/b",
    "/v2/a/blobs/uploads/manifests/3, docker.io/a/blobs/uploads",
    "/v2/a/tags/list/manifests/3, docker.io/a/tags/list",
    "/v2/v2/v2/manifests/3, docker.io/v2/v2",
  })
  void everyShapeOfUrlLeadsToTheCanonicalName(String uri, String repository) {
    RegistryRequest request = router.route(HttpMethod.GET, uri);
    assertThat(request).isInstanceOf(RegistryRequest.Manifest.class);
    RegistryRequest.Manifest manifest = (RegistryRequest.Manifest) request;
    assertThat(manifest.route().repository()).hasToString(repository);
    assertThat(manifest.target()).isEqualTo(new Reference.Tag("3"));
  }

  @Test
  void portThatIsNotConfiguredIsNoUpstreamHoweverItIsWritten() {
    assertThat(router.route(HttpMethod.GET, "/v2/registry.acme.io_5443/app/manifests/3"))
        .isInstanceOf(RegistryRequest.Rejected.class);
    assertThat(router.route(HttpMethod.GET, "/v2/app/manifests/3?ns=localhost_5000"))
        .isInstanceOf(RegistryRequest.Rejected.class);
  }

  @Test
  void theLastTwoSegmentsNameTheEndpoint() throws Exception {
    Digest digest = Digest.parse(DIGEST);
    assertThat(router.route(HttpMethod.HEAD, "/v2/a/manifests/b/blobs/" + DIGEST))
        .isEqualTo(new RegistryRequest.Blob(routeOf("a/manifests/b"), digest));
    assertThat(router.route(HttpMethod.GET, "/v2/a/blobs/b/referrers/" + DIGEST))
        .isInstanceOfSatisfying(
            RegistryRequest.Referrers.class,
            referrers -> {
              assertThat(referrers.route()).isEqualTo(routeOf("a/blobs/b"));
              assertThat(referrers.artifactTypes()).isEmpty();
            });
    assertThat(router.route(HttpMethod.GET, "/v2/a/manifests/tags/list"))
        .isEqualTo(new RegistryRequest.Tags(routeOf("a/manifests"), ""));
    assertThat(router.route(HttpMethod.GET, "/v2/x/tags/manifests/list"))
        .isEqualTo(new RegistryRequest.Manifest(routeOf("x/tags"), new Reference.Tag("list")));
    assertThat(router.route(HttpMethod.POST, "/v2/a/b/blobs/uploads/?mount=x&from=y&ns=docker.io"))
        .isEqualTo(
            new RegistryRequest.Write(
                new Route(routeOf("a/b").repository(), "/v2/a/b", true),
                "/blobs/uploads/",
                "mount=x&from=y",
                Optional.empty()));
  }

  private static Route routeOf(String path) {
    return new Route(
        new dev.portcullis.oci.RepositoryName("docker.io", path), "/v2/" + path, false);
  }

  @Test
  void queriesAreReadExactlyOnce() {
    assertThat(
            router.route(
                HttpMethod.GET, "/v2/a/b/tags/list?n=5&ns=registry.acme.io&last=v%2B1&nsx=1"))
        .isInstanceOfSatisfying(
            RegistryRequest.Tags.class,
            tags -> assertThat(tags.query()).isEqualTo("n=5&last=v%2B1&nsx=1"));
    assertThat(
            router.route(
                HttpMethod.GET,
                "/v2/a/b/referrers/" + DIGEST + "?artifactType=a%2Fb%2Bjson&artifactType=c/d"))
        .isInstanceOfSatisfying(
            RegistryRequest.Referrers.class,
            referrers -> assertThat(referrers.artifactTypes()).containsExactly("a/b+json", "c/d"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v2", "/v2/", "/v2/?ns=docker.io", "/docker.io/v2/", "/docker.io/v2"})
  void theRootAnswersPings(String uri) {
    RegistryRequest ping = new RegistryRequest.Ping(Optional.of("docker.io"));
    assertThat(router.route(HttpMethod.GET, uri)).isEqualTo(ping);
    assertThat(router.route(HttpMethod.HEAD, uri)).isEqualTo(ping);
  }

  @Test
  void aPingMeansTheRegistryThatItNames() {
    Router explicit = new Router(UPSTREAMS, Optional.empty());
    assertThat(explicit.route(HttpMethod.GET, "/v2/"))
        .isEqualTo(new RegistryRequest.Ping(Optional.empty()));
    assertThat(explicit.route(HttpMethod.GET, "/v2/?ns=registry.acme.io"))
        .isEqualTo(new RegistryRequest.Ping(Optional.of("registry.acme.io")));
    assertThat(explicit.route(HttpMethod.GET, "/registry.acme.io/v2/"))
        .isEqualTo(new RegistryRequest.Ping(Optional.of("registry.acme.io")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v2/a%2fb/manifests/1",
        "/v2/a%2Fb/manifests/1",
        "/v2/a/%2e%2e/b/manifests/1",
        "/v2/a%00/manifests/1",
        "/v2/%61/manifests/1",
        "/v2/a//b/manifests/1",
        "//v2/a/manifests/1",
        "/v2/a/../b/manifests/1",
        "/v2/../v2/a/manifests/1",
        "/v2/a/./manifests/1",
        "/v2/a/manifests/..",
        "/v2/a/.hidden/manifests/1",
        "/v2/a;b/manifests/1",
        "/v2/a/manifests/1;x=y",
        "/v2/a\\b/manifests/1",
        "/v2/a\0/manifests/1",
        "/v2/caf\u00e9/manifests/1",
        "/v2/\uff41/manifests/1",
        "/v2/Alpine/manifests/1",
        "/v2/a/B/manifests/1",
        "/v2/a/-b/manifests/1",
        "/v2/a/b_/manifests/1",
        "/v2/a__b___c/manifests/1",
        "/v2/a/b:5/manifests/1",
        "/v2/a/manifests/1#x",
        "/v2/a/manifests/1?ns=%zz",
        "/v2/a/manifests/1?ns=%c3",
        "/v2/a/manifests/1?ns=%ff",
        "/v2/a/manifests/1?a=\u00e9",
        "/v2/a/manifests/1?a=b#c",
        "/v2/a/manifests/1?ns=docker.io&ns=docker.io",
        "/v2/a/manifests/1?ns=docker.io&ns=registry.acme.io",
        "http://evil.example/v2/a/manifests/1",
        "*",
        "",
        "v2/a/manifests/1",
      })
  void trickyPathsAreRefusedBeforeAnyUpstreamIsAsked(String uri) {
    assertThat(router.route(HttpMethod.GET, uri))
        .isInstanceOfSatisfying(
            RegistryRequest.Rejected.class,
            rejected -> {
              assertThat(rejected.error().status().code()).isEqualTo(400);
              assertThat(rejected.error().code()).isEqualTo(ErrorCode.NAME_INVALID);
              assertThat(rejected.error().message()).matches("[ -~]{1,300}");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "/v2/a/b/manifests/1?ns=evil.example, evil.example",
    "/v2/a/b/manifests/1?ns=169.254.169.254, 169.254.169.254",
    "/v2/a/b/manifests/1?ns=DOCKER.IO, DOCKER.IO",
    "/v2/a/b/manifests/1?ns=docker.io:443, docker.io:443",
    "/v2/a/b/manifests/1?ns=, ''",
    "/v2/evil.example/a/manifests/1, evil.example",
    "/v2/localhost/a/manifests/1, localhost",
    "/v2/evil:80/a/manifests/1, evil:80",
    "/evil.example/v2/a/manifests/1, evil.example",
    "/evil.example/v2/, evil.example",
  })
  void registriesThatAreNotConfiguredAreUnknown(String uri, String name) {
    assertThat(router.route(HttpMethod.GET, uri))
        .isInstanceOfSatisfying(
            RegistryRequest.Rejected.class,
            rejected -> {
              assertThat(rejected.error().status().code()).isEqualTo(404);
              assertThat(rejected.error().code()).isEqualTo(ErrorCode.NAME_UNKNOWN);
              assertThat(rejected.error().message())
                  .isEqualTo("no upstream named '" + name + "' is configured");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v2/registry.acme.io/a/manifests/1?ns=docker.io",
        "/docker.io/v2/a/manifests/1?ns=registry.acme.io",
        "/docker.io/v2/registry.acme.io/a/manifests/1",
      })
  void aRequestThatNamesTwoRegistriesIsRefused(String uri) {
    assertThat(router.route(HttpMethod.GET, uri))
        .isInstanceOfSatisfying(
            RegistryRequest.Rejected.class,
            rejected -> {
              assertThat(rejected.error().status().code()).isEqualTo(400);
              assertThat(rejected.error().message()).startsWith("the request names two registries");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "/v2/a/manifests/sha256:baddigeststring, 400, DIGEST_INVALID",
    "/v2/a/manifests/md5:d41d8cd98f00b204e9800998ecf8427e, 400, DIGEST_INVALID",
    "/v2/a/manifests/-x, 400, MANIFEST_INVALID",
    "/v2/a/blobs/latest, 400, DIGEST_INVALID",
    "/v2/a/blobs/sha256:00, 400, DIGEST_INVALID",
    "/v2/a/referrers/x, 400, DIGEST_INVALID",
    "/v2/_catalog, 404, NAME_UNKNOWN",
    "/v2/a/b, 404, NAME_UNKNOWN",
    "/v2/a/manifests/, 404, NAME_UNKNOWN",
    "/v2/manifests/1, 404, NAME_UNKNOWN",
    "/v2/blobs/uploads/x, 404, NAME_UNKNOWN",
    "/v2x/a/manifests/1, 404, NAME_UNKNOWN",
    "/, 404, NAME_UNKNOWN",
    "/healthz, 404, NAME_UNKNOWN",
    "/a/b/v2/c/manifests/1, 404, NAME_UNKNOWN",
  })
  void eachErrorHasItsCode(String uri, int status, ErrorCode code) {
    assertThat(router.route(HttpMethod.GET, uri))
        .isInstanceOfSatisfying(
            RegistryRequest.Rejected.class,
            rejected -> {
              assertThat(rejected.error().status().code()).isEqualTo(status);
              assertThat(rejected.error().code()).isEqualTo(code);
            });
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, /v2/a/tags/list",
    "DELETE, /v2/a/referrers/" + DIGEST,
    "PUT, /v2/a/blobs/" + DIGEST,
    "POST, /v2/a/manifests/1",
    "OPTIONS, /v2/a/manifests/1",
    "TRACE, /v2/a/manifests/1",
    "CONNECT, /v2/",
    "POST, /v2/",
    "GETS, /v2/a/manifests/1",
  })
  void verbsThatDoNotExistAreNotOffered(String method, String uri) {
    assertThat(router.route(HttpMethod.valueOf(method), uri))
        .isInstanceOfSatisfying(
            RegistryRequest.Rejected.class,
            rejected -> assertThat(rejected.error().status().code()).isEqualTo(405));
  }

  @Test
  void namesAreAtMost255CharactersWithTheirRegistry() {
    String longest = "a".repeat(255 - "docker.io/".length());
    assertThat(router.route(HttpMethod.GET, "/v2/" + longest + "/manifests/1"))
        .isInstanceOf(RegistryRequest.Manifest.class);
    assertThat(router.route(HttpMethod.GET, "/v2/" + longest + "a/manifests/1"))
        .isInstanceOf(RegistryRequest.Rejected.class);
  }

  @Test
  void withoutDefaultUpstreamTheRegistryMustBeNamed() {
    Router explicit = new Router(UPSTREAMS, Optional.empty());
    assertThat(explicit.route(HttpMethod.GET, "/v2/a/manifests/1"))
        .isInstanceOfSatisfying(
            RegistryRequest.Rejected.class,
            rejected -> {
              assertThat(rejected.error().code()).isEqualTo(ErrorCode.NAME_UNKNOWN);
              assertThat(rejected.error().message()).contains("?ns=");
            });
    assertThat(explicit.route(HttpMethod.GET, "/v2/a/manifests/1?ns=docker.io"))
        .isInstanceOf(RegistryRequest.Manifest.class);
    assertThatThrownBy(() -> new Router(UPSTREAMS, Optional.of("quay.io")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void urlsForTheClientKeepItsOwnForm() {
    RegistryRequest request =
        router.route(HttpMethod.GET, "/v2/localhost:5000/app/tags/list?ns=localhost:5000");
    assertThat(request)
        .isInstanceOfSatisfying(
            RegistryRequest.Tags.class,
            tags -> {
              assertThat(tags.route().urlOf("/tags/list", "n=1&last=b"))
                  .isEqualTo("/v2/localhost:5000/app/tags/list?n=1&last=b&ns=localhost%3A5000");
              assertThat(tags.route().urlOf("/tags/list", ""))
                  .isEqualTo("/v2/localhost:5000/app/tags/list?ns=localhost%3A5000");
            });
    assertThat(routeOf("a").urlOf("/tags/list", "")).isEqualTo("/v2/a/tags/list");
  }
}
