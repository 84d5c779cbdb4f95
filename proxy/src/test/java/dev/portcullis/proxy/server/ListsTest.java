package dev.portcullis.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.oci.StrictJson;
import dev.portcullis.proxy.demo.MemoryRegistry;
import dev.portcullis.proxy.demo.Misbehaviour;
import dev.portcullis.proxy.demo.Operation;
import dev.portcullis.proxy.demo.RegistryAccess;
import dev.portcullis.proxy.demo.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Lists of tags and of referrers, from a registry that has them and from one that has not. */
@ExtendWith(Leaks.class)
class ListsTest {
  private static final String REPOSITORY = "prod/api";
  private static final String SIGNATURE = "application/vnd.example.signature";
  private static final String SBOM = "application/vnd.example.sbom";

  private MemoryRegistry registry;
  private Harness harness;
  private Digest subject;

  @BeforeEach
  void start() throws Exception {
    registry = MemoryRegistry.start();
    harness = new Harness(Harness.LIMITS, registry.url(), true);
    subject = registry.manifest(REPOSITORY, "v1", MediaTypes.OCI_MANIFEST, manifest("", ""));
  }

  @AfterEach
  void stop() {
    harness.close();
    registry.close();
  }

  private static Bytes manifest(String artifactType, String subject) {
    String config =
        "{\"mediaType\":\""
            + MediaTypes.OCI_EMPTY
            + "\",\"digest\":\""
            + Digest.sha256(Bytes.utf8("{}"))
            + "\",\"size\":2}";
    return Bytes.utf8(
        "{\"schemaVersion\":2,\"mediaType\":\""
            + MediaTypes.OCI_MANIFEST
            + "\""
            + (artifactType.isEmpty() ? "" : ",\"artifactType\":\"" + artifactType + "\"")
            + ",\"config\":"
            + config
            + ",\"layers\":[]"
            + subject
            + "}");
  }

  private void refer(String artifactType) {
    String to =
        ",\"subject\":{\"mediaType\":\""
            + MediaTypes.OCI_MANIFEST
            + "\",\"digest\":\""
            + subject
            + "\",\"size\":"
            + manifest("", "").length()
            + "}";
    registry.manifest(REPOSITORY, MediaTypes.OCI_MANIFEST, manifest(artifactType, to));
  }

  private RawClient.Response get(String path) throws Exception {
    try (RawClient client = harness.client()) {
      return client.get(path).read();
    }
  }

  private static JsonNode json(RawClient.Response response) throws Exception {
    return StrictJson.parseObject(Bytes.utf8(response.body()), 1_000_000);
  }

  private static List<String> types(RawClient.Response response) throws Exception {
    List<String> types = new ArrayList<>();
    json(response)
        .path("manifests")
        .forEach(entry -> types.add(entry.path("artifactType").asString("none")));
    return types;
  }

  @Test
  void tagsAreListedPageByPageInTheClientsTerms() throws Exception {
    for (int i = 2; i < 6; i++) {
      registry.manifest(REPOSITORY, "v" + i, MediaTypes.OCI_MANIFEST, manifest("", ""));
    }
    RawClient.Response all = get("/v2/registry.acme.io/prod/api/tags/list");
    assertThat(all.status()).isEqualTo(200);
    assertThat(json(all).path("name").asString()).isEqualTo(REPOSITORY);
    assertThat(json(all).path("tags")).hasSize(5);
    assertThat(all.headers()).doesNotContainKey("link");
    List<String> seen = new ArrayList<>();
    String next = "/v2/prod/api/tags/list?n=2&ns=registry.acme.io";
    while (!next.isEmpty()) {
      assertThat(next).startsWith("/v2/prod/api/tags/list?").contains("ns=registry.acme.io");
      RawClient.Response page = get(next);
      assertThat(json(page).path("tags").size()).isLessThanOrEqualTo(2);
      json(page).path("tags").forEach(tag -> seen.add(tag.asString()));
      String link = page.header("Link");
      next = link.isEmpty() ? "" : link.substring(1, link.indexOf(">; rel=\"next\""));
    }
    assertThat(seen).containsExactly("v1", "v2", "v3", "v4", "v5");
  }

  @Test
  void aRepositoryThatDoesNotExistHasNoTags() throws Exception {
    RawClient.Response response = get("/v2/registry.acme.io/nowhere/tags/list");
    assertThat(response.status()).isEqualTo(404);
    assertThat(response.body()).contains("NAME_UNKNOWN");
  }

  @Test
  void anUpstreamThatDeniesIsDenied() throws Exception {
    registry.access(new RegistryAccess.Basic("robot", "secret"));
    assertThat(get("/v2/registry.acme.io/prod/api/tags/list").status()).isIn(401, 403);
    assertThat(get("/v2/registry.acme.io/prod/api/referrers/" + subject).status()).isIn(401, 403);
  }

  @Test
  void anUpstreamInTroubleIsTrouble() throws Exception {
    registry.misbehave(request -> Optional.of(Misbehaviour.answer(Reply.of(500))));
    assertThat(get("/v2/registry.acme.io/prod/api/tags/list").status()).isEqualTo(503);
    assertThat(get("/v2/registry.acme.io/prod/api/referrers/" + subject).status()).isEqualTo(503);
  }

  @Test
  void referrersAreListedAndFiltered() throws Exception {
    refer(SIGNATURE);
    refer(SBOM);
    String path = "/v2/registry.acme.io/prod/api/referrers/" + subject;
    RawClient.Response all = get(path);
    assertThat(all.status()).isEqualTo(200);
    assertThat(all.header("Content-Type")).isEqualTo(MediaTypes.OCI_INDEX);
    assertThat(all.headers()).doesNotContainKey("oci-filters-applied");
    assertThat(types(all)).containsExactlyInAnyOrder(SIGNATURE, SBOM);
    RawClient.Response one = get(path + "?artifactType=application%2Fvnd.example.sbom");
    assertThat(one.header("OCI-Filters-Applied")).isEqualTo("artifactType");
    assertThat(types(one)).containsExactly(SBOM);
    RawClient.Response two = get(path + "?artifactType=" + SBOM + "&artifactType=" + SIGNATURE);
    assertThat(types(two)).containsExactlyInAnyOrder(SIGNATURE, SBOM);
  }

  @Test
  void furtherPagesKeepTheFilterAndTheRegistry() throws Exception {
    refer(SIGNATURE);
    refer(SBOM);
    registry.referrersPageSize(1);
    List<String> seen = new ArrayList<>();
    String next =
        "/v2/prod/api/referrers/" + subject + "?artifactType=" + SBOM + "&ns=registry.acme.io";
    int pages = 0;
    while (!next.isEmpty()) {
      pages++;
      RawClient.Response page = get(next);
      assertThat(page.header("OCI-Filters-Applied")).isEqualTo("artifactType");
      seen.addAll(types(page));
      String link = page.header("Link");
      next = link.isEmpty() ? "" : link.substring(1, link.indexOf(">; rel=\"next\""));
      assertThat(next)
          .satisfiesAnyOf(
              url -> assertThat(url).isEmpty(),
              url ->
                  assertThat(url)
                      .startsWith("/v2/prod/api/referrers/" + subject + "?")
                      .contains("artifactType=application%2Fvnd.example.sbom")
                      .endsWith("ns=registry.acme.io"));
    }
    assertThat(pages).isEqualTo(2);
    assertThat(seen).containsExactly(SBOM);
  }

  @Test
  void whatNothingRefersToHasAnEmptyList() throws Exception {
    Digest nothing = Digest.sha256(Bytes.utf8("nothing"));
    for (boolean api : new boolean[] {true, false}) {
      registry.referrersApi(api);
      RawClient.Response response = get("/v2/registry.acme.io/prod/api/referrers/" + nothing);
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.header("Content-Type")).isEqualTo(MediaTypes.OCI_INDEX);
      assertThat(json(response).path("manifests").isArray()).isTrue();
      assertThat(json(response).path("manifests")).isEmpty();
    }
  }

  @Test
  void aRegistryWithoutTheApiAnswersByItsFallbackTag() throws Exception {
    registry.referrersApi(false);
    String entry =
        "{\"mediaType\":\""
            + MediaTypes.OCI_MANIFEST
            + "\",\"digest\":\""
            + subject
            + "\",\"size\":5";
    String index =
        "{\"schemaVersion\":2,\"mediaType\":\""
            + MediaTypes.OCI_INDEX
            + "\",\"manifests\":["
            + entry
            + ",\"artifactType\":\""
            + SBOM
            + "\"},"
            + entry
            + ",\"artifactType\":\""
            + SIGNATURE
            + "\"},"
            + entry
            + "}]}";
    registry.manifest(REPOSITORY, subject.fallbackTag(), MediaTypes.OCI_INDEX, Bytes.utf8(index));
    String path = "/v2/registry.acme.io/prod/api/referrers/" + subject;
    RawClient.Response all = get(path);
    assertThat(all.status()).isEqualTo(200);
    assertThat(types(all)).containsExactly(SBOM, SIGNATURE, "none");
    RawClient.Response filtered = get(path + "?artifactType=" + SBOM);
    assertThat(types(filtered)).containsExactly(SBOM, "none");
    assertThat(filtered.headers()).doesNotContainKey("oci-filters-applied");
  }

  @Test
  void aListThatIsNoListIsTrouble() throws Exception {
    registry.misbehave(
        request ->
            request.operation() == Operation.REFERRERS
                ? Optional.of(
                    Misbehaviour.answer(
                        Reply.of(200)
                            .withHeader("Content-Type", MediaTypes.OCI_INDEX)
                            .withBody(Bytes.utf8("{\"manifests\":{}}"))))
                : Optional.empty());
    assertThat(get("/v2/registry.acme.io/prod/api/referrers/" + subject).status()).isEqualTo(503);
  }

  @Test
  void headOfAListHasNoBody() throws Exception {
    try (RawClient client = harness.client()) {
      RawClient.Response head =
          client.request("HEAD /v2/registry.acme.io/prod/api/tags/list", "").read(false);
      assertThat(head.status()).isEqualTo(200);
      assertThat(client.get("/v2/").read().body()).isEqualTo("{}");
    }
  }
}
