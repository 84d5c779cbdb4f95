package dev.portcullis.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import at.favre.lib.crypto.bcrypt.BCrypt;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.policy.ImagePattern;
import dev.portcullis.policy.TestPermits;
import dev.portcullis.proxy.admission.Answer;
import dev.portcullis.proxy.demo.Operation;
import dev.portcullis.proxy.demo.RegistryAccess;
import dev.portcullis.proxy.upstream.UpstreamCredentials;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pushes through a proxy whose upstream says {@code writes: passthrough}. */
class WritesTest extends PushGround {
  @TempDir Path folder;

  @Test
  void aBlobIsPushedInOnePiece() throws Exception {
    Harness harness = proxy();
    try (RawClient client = harness.client()) {
      RawClient.Response post = send(client, "POST " + ROOT + "/blobs/uploads/", "", "");
      assertThat(post.status()).isEqualTo(202);
      assertThat(post.header("Location")).startsWith(ROOT + "/blobs/uploads/");
      assertThat(post.header("Docker-Upload-UUID")).isNotEmpty();
      RawClient.Response put =
          send(client, "PUT " + post.header("Location") + "?digest=" + DIGEST, "", BLOB);
      assertThat(put.status()).isEqualTo(201);
      assertThat(put.header("Location")).isEqualTo(ROOT + "/blobs/" + DIGEST);
      assertThat(put.header("Docker-Content-Digest")).isEqualTo(DIGEST.toString());
    }
    assertThat(registry().log().of(Operation.UPLOAD)).hasSize(2);
    assertThat(registry().log().of(Operation.UPLOAD).getLast().body().toUtf8()).isEqualTo(BLOB);
  }

  @Test
  void aBlobIsPushedInChunksAndTheRegistryIsNamedByNamespace() throws Exception {
    Harness harness = proxy();
    String root = "/v2/prod/api/blobs/uploads/";
    try (RawClient client = harness.client()) {
      RawClient.Response post = send(client, "POST " + root + "?ns=registry.acme.io", "", "");
      String location = post.header("Location");
      assertThat(location).startsWith(root).endsWith("?ns=registry.acme.io");
      client.request("PATCH " + location, "Transfer-Encoding: chunked\r\n");
      RawClient.Response patch = client.send("4\r\nsome\r\n2\r\n c\r\n0\r\n\r\n").read();
      assertThat(patch.status()).isEqualTo(202);
      assertThat(patch.header("Range")).isEqualTo("0-5");
      RawClient.Response wrong =
          send(client, "PATCH " + location, "Content-Range: 9-14\r\n", "ontent");
      assertThat(wrong.status()).isEqualTo(416);
      assertThat(wrong.body()).contains("BLOB_UPLOAD_INVALID");
      RawClient.Response status = client.get(location).read();
      assertThat(status.status()).isEqualTo(204);
      assertThat(status.header("Range")).isEqualTo("0-5");
      RawClient.Response last =
          send(client, "PATCH " + location, "Content-Range: 6-11\r\n", "ontent");
      assertThat(last.status()).isEqualTo(202);
      RawClient.Response put = send(client, "PUT " + location + "&digest=" + DIGEST, "", "");
      assertThat(put.status()).isEqualTo(201);
    }
  }

  @Test
  void aManifestIsPushedAndDeleted() throws Exception {
    Harness harness = proxy();
    String manifest =
        "{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_INDEX + "\",\"manifests\":[]}";
    try (RawClient client = harness.client()) {
      RawClient.Response put =
          send(
              client,
              "PUT " + ROOT + "/manifests/v1",
              "Content-Type: " + MediaTypes.OCI_INDEX + "\r\n",
              manifest);
      assertThat(put.status()).isEqualTo(201);
      Digest digest = Digest.sha256(Bytes.utf8(manifest));
      assertThat(registry().tagged("prod/api", "v1")).contains(digest);
      assertThat(put.header("Location")).startsWith(ROOT + "/manifests/");
      client.request("DELETE " + ROOT + "/manifests/" + digest, "");
      assertThat(client.read().status()).isEqualTo(202);
      client.request("DELETE " + ROOT + "/manifests/" + digest, "");
      assertThat(client.read().status()).isEqualTo(404);
      assertThat(harness.forgotten)
          .containsExactly("registry.acme.io/prod/api v1", "registry.acme.io/prod/api " + digest);
    }
  }

  @Test
  void theProxysOwnAccountPushesAndPullsWithTokens() throws Exception {
    registry().access(RegistryAccess.Bearer.of("robot", "secret"));
    Path password = Files.writeString(folder.resolve("password"), "secret");
    Harness harness =
        proxy(
            registry().url(),
            new UpstreamCredentials.Login("robot", password),
            ClientsConfig.anyone());
    harness.cold.put(
        DIGEST.toString(),
        CompletableFuture.completedFuture(
            new Answer.Relay(TestPermits.of(Pulls.REPOSITORY, DIGEST), Optional.empty())));
    try (RawClient client = harness.client()) {
      for (int again = 0; again < 2; again++) {
        RawClient.Response post = send(client, "POST " + ROOT + "/blobs/uploads/", "", "");
        assertThat(post.status()).isEqualTo(202);
        RawClient.Response put =
            send(client, "PUT " + post.header("Location") + "?digest=" + DIGEST, "", BLOB);
        assertThat(put.status()).isEqualTo(201);
        assertThat(client.get(ROOT + "/blobs/" + DIGEST).read().body()).isEqualTo(BLOB);
        registry().revokeTokens();
      }
    }
    List<String> scopes =
        registry().log().of(Operation.TOKEN).stream()
            .map(request -> request.parameter("scope").orElse(request.body().toUtf8()))
            .toList();
    assertThat(scopes).anyMatch(scope -> scope.contains("push"));
    assertThat(scopes).anyMatch(scope -> !scope.contains("push"));
    assertThat(registry().log().of(Operation.BLOB_GET))
        .allMatch(request -> !request.headers().toString().contains("Basic"));
  }

  @Test
  void aLargeBodyGoesThroughWhole() throws Exception {
    byte[] large = new byte[20_000_000];
    new Random(5).nextBytes(large);
    Harness harness = proxy();
    try (RawClient client = harness.client()) {
      String location = send(client, "POST " + ROOT + "/blobs/uploads/", "", "").header("Location");
      Digest digest = Digest.sha256(Bytes.copyOf(large));
      client.request(
          "PUT " + location + "?digest=" + digest, "Content-Length: " + large.length + "\r\n");
      client.send(new String(large, StandardCharsets.ISO_8859_1));
      assertThat(client.read().status()).isEqualTo(201);
    }
  }

  @Test
  void aBodyThatComesBeforeThePasswordIsCheckedIsNotLost() throws Exception {
    String hash = BCrypt.with(BCrypt.Version.VERSION_2Y).hashToString(6, "pw".toCharArray());
    ClientsConfig clients =
        new ClientsConfig(
            Optional.of(Bytes.utf8("ci:" + hash)),
            List.of(
                new ClientsConfig.Access(
                    "ci", List.of(ImagePattern.parse("registry.acme.io/prod/**")))));
    Harness harness = proxy(registry().url(), new UpstreamCredentials.Anonymous(), clients);
    String basic =
        "Authorization: Basic "
            + Base64.getEncoder().encodeToString("ci:pw".getBytes(StandardCharsets.US_ASCII))
            + "\r\n";
    try (RawClient client = harness.client()) {
      RawClient.Response whole =
          send(
              client,
              "POST " + ROOT + "/blobs/uploads/?digest=" + DIGEST + "&mount=" + DIGEST + "&from=x",
              basic,
              BLOB);
      assertThat(whole.status()).isEqualTo(201);
      assertThat(registry().log().all().getLast().uri()).endsWith("uploads/?digest=" + DIGEST);
      assertThat(send(client, "POST /v2/registry.acme.io/dev/x/blobs/uploads/", basic, "").status())
          .isEqualTo(403);
    }
  }
}
