package dev.portcullis.proxy.realtools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MediaTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/**
 * Raw uploads to and requests of one repository, over plain HTTP and without credentials
 * (distribution-spec, "Push" and "Pull"). What is sent is exactly what a test wrote.
 */
final class Repository {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** All four types by name: distribution answers 404 to {@code *}{@code /*} alone. */
  private static final String ACCEPT =
      String.join(
          ", ",
          MediaTypes.OCI_INDEX,
          MediaTypes.OCI_MANIFEST,
          MediaTypes.DOCKER_LIST,
          MediaTypes.DOCKER_MANIFEST);

  private final URI registry;
  private final String name;

  Repository(URI registry, String name) {
    this.registry = registry;
    this.name = name;
  }

  /** {@code HOST:PORT/NAME}, which a tag or digest can follow. */
  String reference() {
    return registry.getAuthority() + "/" + name;
  }

  /** {@code HOST:PORT/NAME@DIGEST}. */
  String at(Digest digest) {
    return reference() + "@" + digest;
  }

  /** {@code HOST:PORT/NAME:TAG}. */
  String tagged(String tag) {
    return reference() + ":" + tag;
  }

  /** Uploads a blob and returns its digest. */
  Digest pushBlob(byte[] content) {
    Digest digest = Digest.sha256(Bytes.wrap(content));
    HttpResponse<String> begun =
        send(request("blobs/uploads/").POST(BodyPublishers.noBody()).build());
    assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
    String location = begun.headers().firstValue("Location").orElseThrow();
    URI upload = registry.resolve(location + (location.contains("?") ? "&" : "?"));
    HttpResponse<String> done =
        send(
            HttpRequest.newBuilder(URI.create(upload + "digest=" + digest))
                .header("Content-Type", "application/octet-stream")
                .PUT(BodyPublishers.ofByteArray(content))
                .build());
    assertThat(done.statusCode()).as(done.body()).isEqualTo(201);
    return digest;
  }

  /** Uploads a manifest under its digest and returns the digest. */
  Digest pushManifest(String mediaType, byte[] body) {
    Digest digest = Digest.sha256(Bytes.wrap(body));
    putManifest(digest.toString(), mediaType, body);
    return digest;
  }

  /** Uploads a manifest under a tag and returns its digest. */
  Digest pushManifest(String tag, String mediaType, byte[] body) {
    putManifest(tag, mediaType, body);
    return Digest.sha256(Bytes.wrap(body));
  }

  /** The answer to a GET of a manifest. */
  HttpResponse<String> getManifest(String reference) {
    return send(request("manifests/" + reference).header("Accept", ACCEPT).build());
  }

  /** The answer to a GET of a blob. */
  HttpResponse<String> getBlob(String digest) {
    return send(request("blobs/" + digest).build());
  }

  /** The manifest that a tag or digest names, which has to be there. */
  byte[] manifest(String reference) {
    HttpResponse<String> answer = getManifest(reference);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body().getBytes(UTF_8);
  }

  /** The index of a subject's referrers: from the API, or where there is none, the fallback tag. */
  byte[] referrers(Digest subject) {
    HttpResponse<String> answer = send(request("referrers/" + subject).build());
    return answer.statusCode() == 200
        ? answer.body().getBytes(UTF_8)
        : manifest(subject.fallbackTag());
  }

  private void putManifest(String reference, String mediaType, byte[] body) {
    HttpResponse<String> done =
        send(
            request("manifests/" + reference)
                .header("Content-Type", mediaType)
                .PUT(BodyPublishers.ofByteArray(body))
                .build());
    assertThat(done.statusCode()).as(done.body()).isEqualTo(201);
  }

  private HttpRequest.Builder request(String rest) {
    return HttpRequest.newBuilder(registry.resolve("/v2/" + name + "/" + rest));
  }

  private static HttpResponse<String> send(HttpRequest request) {
    try {
      return CLIENT.send(request, BodyHandlers.ofString(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(request + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted during " + request, e);
    }
  }
}
