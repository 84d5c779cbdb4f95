package dev.portcullis.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.portcullis.oci.NameGrammar;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whatever the request line says, only configured registries and well-formed names come out. */
class RouterFuzzTest {
  private static final List<HttpMethod> METHODS =
      List.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.PUT, HttpMethod.POST, HttpMethod.PATCH);
  private static final Set<String> UPSTREAMS = Set.of("docker.io", "registry.acme.io");

  private final Router router = new Router(UPSTREAMS, Optional.of("docker.io"));

  @FuzzTest
  void onlyConfiguredRegistriesAndPlainNamesComeOut(FuzzedDataProvider data) {
    HttpMethod method = data.pickValue(METHODS);
    switch (router.route(method, data.consumeRemainingAsString())) {
      case RegistryRequest.Manifest manifest -> check(manifest.route());
      case RegistryRequest.Blob blob -> check(blob.route());
      case RegistryRequest.Tags tags -> check(tags.route());
      case RegistryRequest.Referrers referrers -> check(referrers.route());
      case RegistryRequest.Write write -> {
        check(write.route());
        assertThat(write.tail()).matches("/(blobs|manifests)/[A-Za-z0-9._:~=/-]*");
      }
      case RegistryRequest.Rejected rejected ->
          assertThat(rejected.error().message()).matches("[ -~]+");
      case RegistryRequest.Ping ping -> {}
    }
  }

  private static void check(Route route) {
    assertThat(UPSTREAMS).contains(route.upstream());
    assertThat(NameGrammar.isRepositoryPath(route.repository().path())).isTrue();
    assertThat(route.clientPath()).matches("(/[a-z0-9.:-]+)?/v2(/[a-z0-9._:-]+)+");
  }
}
