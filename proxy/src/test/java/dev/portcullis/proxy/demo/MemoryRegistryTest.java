package dev.portcullis.proxy.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MediaTypes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryRegistryTest {
  private static final String MANIFEST =
      "{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_MANIFEST + "\"%s}";

  private final MemoryRegistry registry = MemoryRegistry.start();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void close() {
    registry.close();
    http.close();
  }

  private HttpResponse<String> send(String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    URI uri = path.startsWith("http") ? URI.create(path) : registry.url().resolve(path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofSeconds(10))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    return send("GET", path, "", headers);
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private static String digest(String content) {
    return Digest.sha256(Bytes.utf8(content)).toString();
  }

  @Test
  void blobIsPushedInOnePieceAndPulled() throws IOException, InterruptedException {
    String location = header(send("POST", "/v2/a/b/blobs/uploads/", ""), "Location");
    assertThat(send("PUT", location + "?digest=" + digest("blob"), "blob").statusCode())
        .isEqualTo(201);
    HttpResponse<String> pulled = get("/v2/a/b/blobs/" + digest("blob"));
    assertThat(pulled.body()).isEqualTo("blob");
    assertThat(header(pulled, "Docker-Content-Digest")).isEqualTo(digest("blob"));
    assertThat(get("/v2/a/other/blobs/" + digest("blob")).statusCode()).isEqualTo(404);
  }

  @Test
  void blobIsPushedInPartsThatMustFollowEachOther() throws IOException, InterruptedException {
    String location = header(send("POST", "/v2/a/blobs/uploads/", ""), "Location");
    HttpResponse<String> first = send("PATCH", location, "he", "Content-Range", "0-1");
    assertThat(first.statusCode()).isEqualTo(202);
    assertThat(header(first, "Range")).isEqualTo("0-1");
    assertThat(send("PATCH", location, "xx", "Content-Range", "9-10").statusCode()).isEqualTo(416);
    assertThat(send("PATCH", location, "ll", "Content-Range", "2-3").statusCode()).isEqualTo(202);
    assertThat(get(location).statusCode()).isEqualTo(204);
    assertThat(send("PUT", location + "?digest=" + digest("hello"), "o").statusCode())
        .isEqualTo(201);
    assertThat(send("PUT", location + "?digest=" + digest("hello"), "o").statusCode())
        .isEqualTo(404);
  }

  @Test
  void blobWithAnotherDigestIsRefused() throws IOException, InterruptedException {
    HttpResponse<String> refused =
        send("POST", "/v2/a/blobs/uploads/?digest=" + digest("x"), "other");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("DIGEST_INVALID");
  }

  @Test
  void blobIsMountedFromAnotherRepository() throws IOException, InterruptedException {
    registry.blob("source", Bytes.utf8("blob"));
    String mount = "/v2/target/blobs/uploads/?mount=" + digest("blob") + "&from=";
    assertThat(send("POST", mount + "source", "").statusCode()).isEqualTo(201);
    assertThat(get("/v2/target/blobs/" + digest("blob")).statusCode()).isEqualTo(200);
    assertThat(send("POST", mount + "nowhere", "").statusCode()).isEqualTo(202);
  }

  @Test
  void rangesAreServedAsRfc9110Says() throws IOException, InterruptedException {
    String blob = "/v2/a/blobs/" + registry.blob("a", Bytes.utf8("0123456789"));
    HttpResponse<String> middle = get(blob, "Range", "bytes=2-4");
    assertThat(middle.statusCode()).isEqualTo(206);
    assertThat(middle.body()).isEqualTo("234");
    assertThat(header(middle, "Content-Range")).isEqualTo("bytes 2-4/10");
    assertThat(get(blob, "Range", "bytes=7-").body()).isEqualTo("789");
    assertThat(get(blob, "Range", "bytes=7-99").body()).isEqualTo("789");
    assertThat(get(blob, "Range", "bytes=-3").body()).isEqualTo("789");
    assertThat(get(blob, "Range", "bytes=10-").statusCode()).isEqualTo(416);
    assertThat(get(blob, "Range", "bytes=4-2").statusCode()).isEqualTo(416);
  }

  @Test
  void headHasTheLengthAndNoBody() throws IOException, InterruptedException {
    registry.manifest("a", "v1", MediaTypes.OCI_MANIFEST, Bytes.utf8("manifest"));
    HttpResponse<String> head = send("HEAD", "/v2/a/manifests/v1", "");
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(header(head, "Content-Length")).isEqualTo("8");
    assertThat(header(head, "Content-Type")).isEqualTo(MediaTypes.OCI_MANIFEST);
  }

  @Test
  void manifestIsPushedTaggedAndDeleted() throws IOException, InterruptedException {
    String body = MANIFEST.formatted("");
    HttpResponse<String> pushed =
        send("PUT", "/v2/a/manifests/v1", body, "Content-Type", MediaTypes.OCI_MANIFEST);
    assertThat(pushed.statusCode()).isEqualTo(201);
    assertThat(registry.tagged("a", "v1").orElseThrow()).hasToString(digest(body));
    assertThat(get("/v2/a/manifests/" + digest(body)).body()).isEqualTo(body);
    assertThat(send("PUT", "/v2/a/manifests/" + digest("x"), body).statusCode()).isEqualTo(400);
    assertThat(send("DELETE", "/v2/a/manifests/" + digest(body), "").statusCode()).isEqualTo(202);
    assertThat(get("/v2/a/manifests/v1").statusCode()).isEqualTo(404);
  }

  @Test
  void subjectIsAcknowledgedOnlyWhereTheReferrersApiIs() throws IOException, InterruptedException {
    String body = MANIFEST.formatted(",\"subject\":{\"digest\":\"" + digest("s") + "\"}");
    assertThat(header(send("PUT", "/v2/a/manifests/v1", body), "OCI-Subject"))
        .isEqualTo(digest("s"));
    assertThat(get("/v2/a/referrers/" + digest("s")).body()).contains(digest(body));
    registry.referrersApi(false);
    assertThat(header(send("PUT", "/v2/a/manifests/v1", body), "OCI-Subject")).isEmpty();
    assertThat(get("/v2/a/referrers/" + digest("s")).statusCode()).isEqualTo(404);
  }

  @Test
  void tokensAreForNameAndPasswordAndForOneRepository() throws IOException, InterruptedException {
    registry.access(RegistryAccess.Bearer.of("ann", "secret"));
    registry.manifest("a", "v1", MediaTypes.OCI_MANIFEST, Bytes.utf8("m"));
    assertThat(header(get("/v2/a/manifests/v1"), "WWW-Authenticate"))
        .isEqualTo(
            "Bearer realm=\""
                + registry.url()
                + "/token\",service=\"memory\",scope=\"repository:a:pull\"");
    String scope = "/token?service=memory&scope=repository:a:pull";
    assertThat(get(scope).statusCode()).isEqualTo(401);
    String basic =
        Base64.getEncoder().encodeToString("ann:secret".getBytes(StandardCharsets.UTF_8));
    String answer = get(scope, "Authorization", "Basic " + basic).body();
    String token = answer.replaceAll(".*\"token\":\"([^\"]*)\".*", "$1");
    String bearer = "Bearer " + token;
    assertThat(get("/v2/a/manifests/v1", "Authorization", bearer).statusCode()).isEqualTo(200);
    assertThat(get("/v2/b/manifests/v1", "Authorization", bearer).statusCode()).isEqualTo(401);
    assertThat(send("PUT", "/v2/a/manifests/v2", "x", "Authorization", bearer).statusCode())
        .isEqualTo(401);
  }

  @Test
  void everyRequestIsLoggedByItsOperation() throws IOException, InterruptedException {
    get("/v2/");
    get("/v2/a/manifests/b/manifests/v1");
    get("/nothing");
    assertThat(registry.log().all())
        .extracting(SeenRequest::operation, SeenRequest::repository, SeenRequest::reference)
        .containsExactly(
            Tuple.tuple(Operation.PING, "", ""),
            Tuple.tuple(Operation.MANIFEST_GET, "a/manifests/b", "v1"),
            Tuple.tuple(Operation.UNKNOWN, "", ""));
  }

  @Test
  void truncatedBodyBreaksTheConnection() {
    registry.manifest("a", "v1", MediaTypes.OCI_MANIFEST, Bytes.utf8("manifest"));
    registry.misbehave(request -> Optional.of(new Misbehaviour.Truncate(3)));
    assertThatThrownBy(() -> get("/v2/a/manifests/v1")).isInstanceOf(IOException.class);
  }
}
