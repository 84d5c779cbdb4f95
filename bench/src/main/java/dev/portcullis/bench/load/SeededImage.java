package dev.portcullis.bench.load;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MediaTypes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/** Pushes images, signed with a fresh key or not signed, to a registry. */
final class SeededImage {
  private final HttpClient http = HttpClient.newHttpClient();
  private final URI registry;
  private final KeyPair key;

  SeededImage(URI registry) throws GeneralSecurityException {
    this.registry = registry;
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    this.key = generator.generateKeyPair();
  }

  /** The public key, PEM. */
  String publicKey() {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getPublic().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  /** Pushes an image of one layer; its digest. */
  Digest push(String repository, String tag, Bytes layer) throws IOException, InterruptedException {
    Bytes config =
        Bytes.utf8(
            "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\","
                + "\"diff_ids\":[\""
                + Digest.sha256(layer)
                + "\"]}}");
    return manifest(
        repository,
        tag,
        config,
        layer,
        "application/vnd.oci.image.layer.v1.tar",
        "\"annotations\":{}");
  }

  /** Signs {@code image} as cosign 2 does with a key: a {@code .sig} tag. */
  void sign(String repository, Digest image)
      throws IOException, InterruptedException, GeneralSecurityException {
    Bytes payload =
        Bytes.utf8(
            "{\"critical\":{\"identity\":{\"docker-reference\":\"\"},\"image\":"
                + "{\"docker-manifest-digest\":\""
                + image
                + "\"},\"type\":\"cosign container image signature\"},\"optional\":null}");
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key.getPrivate());
    signature.update(payload.toByteArray());
    manifest(
        repository,
        image.fallbackTag() + ".sig",
        Bytes.utf8("{}"),
        payload,
        MediaTypes.SIMPLE_SIGNING,
        "\"annotations\":{\"dev.cosignproject.cosign/signature\":\""
            + Base64.getEncoder().encodeToString(signature.sign())
            + "\"}");
  }

  private Digest manifest(
      String repository, String tag, Bytes config, Bytes layer, String type, String annotations)
      throws IOException, InterruptedException {
    blob(repository, config);
    blob(repository, layer);
    Bytes manifest =
        Bytes.utf8(
            "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
                .formatted(
                    MediaTypes.OCI_MANIFEST,
                    descriptor(MediaTypes.OCI_CONFIG, config, ""),
                    descriptor(type, layer, "," + annotations)));
    send(
        HttpRequest.newBuilder(registry.resolve("/v2/" + repository + "/manifests/" + tag))
            .header("Content-Type", MediaTypes.OCI_MANIFEST)
            .PUT(HttpRequest.BodyPublishers.ofByteArray(manifest.toByteArray())));
    return Digest.sha256(manifest);
  }

  private static String descriptor(String type, Bytes content, String more) {
    return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d%s}"
        .formatted(type, Digest.sha256(content), content.length(), more);
  }

  private void blob(String repository, Bytes content) throws IOException, InterruptedException {
    HttpResponse<String> upload =
        send(
            HttpRequest.newBuilder(registry.resolve("/v2/" + repository + "/blobs/uploads/"))
                .POST(HttpRequest.BodyPublishers.noBody()));
    URI location = registry.resolve(upload.headers().firstValue("Location").orElseThrow());
    String query = location.getRawQuery() == null ? "?" : "&";
    send(
        HttpRequest.newBuilder(URI.create(location + query + "digest=" + Digest.sha256(content)))
            .header("Content-Type", "application/octet-stream")
            .PUT(HttpRequest.BodyPublishers.ofByteArray(content.toByteArray())));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() >= 300) {
      throw new IOException(response.request() + ": " + response.statusCode() + response.body());
    }
    return response;
  }
}
