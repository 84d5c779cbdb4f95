package dev.portcullis.bench.load;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MediaTypes;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.SplittableRandom;

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

  /** An image with one large layer. */
  record Large(Digest manifest, Digest layer, long bytes) {}

  /** Pushes an image whose layer has {@code size} bytes that do not repeat. */
  Large pushLarge(String repository, String tag, long size)
      throws IOException, InterruptedException {
    Path file = Files.createTempFile("portcullis-layer", ".tar");
    try {
      Digest layer = fill(file, size);
      uploadFile(repository, layer, file);
      Bytes config = Bytes.utf8("{\"architecture\":\"amd64\",\"os\":\"linux\"}");
      blob(repository, config);
      Bytes manifest =
          Bytes.utf8(
              "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar\",\"digest\":\"%s\",\"size\":%d}]}"
                  .formatted(
                      MediaTypes.OCI_MANIFEST,
                      descriptor(MediaTypes.OCI_CONFIG, config, ""),
                      layer,
                      size));
      putManifest(repository, tag, manifest);
      return new Large(Digest.sha256(manifest), layer, size);
    } finally {
      Files.delete(file);
    }
  }

  private static Digest fill(Path file, long size) throws IOException {
    MessageDigest hash = Digest.Algorithm.SHA256.newMessageDigest();
    byte[] chunk = new byte[1 << 20];
    SplittableRandom random = new SplittableRandom(size);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (long left = size; left > 0; left -= chunk.length) {
        random.nextBytes(chunk);
        int length = (int) Math.min(chunk.length, left);
        hash.update(chunk, 0, length);
        out.write(chunk, 0, length);
      }
    }
    return new Digest(Digest.Algorithm.SHA256, HexFormat.of().formatHex(hash.digest()));
  }

  private void uploadFile(String repository, Digest digest, Path file)
      throws IOException, InterruptedException {
    upload(repository, digest, HttpRequest.BodyPublishers.ofFile(file));
  }

  /** Signs {@code image} as cosign 2 does with a key: a {@code .sig} tag. */
  void sign(String repository, Digest image) throws IOException, InterruptedException {
    Bytes payload =
        Bytes.utf8(
            "{\"critical\":{\"identity\":{\"docker-reference\":\""
                + registry.getAuthority()
                + "/"
                + repository
                + "\"},\"image\":"
                + "{\"docker-manifest-digest\":\""
                + image
                + "\"},\"type\":\"cosign container image signature\"},\"optional\":null}");
    manifest(
        repository,
        image.fallbackTag() + ".sig",
        Bytes.utf8("{}"),
        payload,
        MediaTypes.SIMPLE_SIGNING,
        "\"annotations\":{\"dev.cosignproject.cosign/signature\":\""
            + Base64.getEncoder().encodeToString(signatureOf(payload))
            + "\"}");
  }

  private byte[] signatureOf(Bytes payload) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(key.getPrivate());
      signature.update(payload.toByteArray());
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime cannot sign", e);
    }
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
    putManifest(repository, tag, manifest);
    return Digest.sha256(manifest);
  }

  private void putManifest(String repository, String tag, Bytes manifest)
      throws IOException, InterruptedException {
    send(
        HttpRequest.newBuilder(registry.resolve("/v2/" + repository + "/manifests/" + tag))
            .header("Content-Type", MediaTypes.OCI_MANIFEST)
            .PUT(HttpRequest.BodyPublishers.ofByteArray(manifest.toByteArray())));
  }

  private static String descriptor(String type, Bytes content, String more) {
    return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d%s}"
        .formatted(type, Digest.sha256(content), content.length(), more);
  }

  private void blob(String repository, Bytes content) throws IOException, InterruptedException {
    upload(
        repository,
        Digest.sha256(content),
        HttpRequest.BodyPublishers.ofByteArray(content.toByteArray()));
  }

  private void upload(String repository, Digest digest, HttpRequest.BodyPublisher content)
      throws IOException, InterruptedException {
    HttpResponse<String> upload =
        send(
            HttpRequest.newBuilder(registry.resolve("/v2/" + repository + "/blobs/uploads/"))
                .POST(HttpRequest.BodyPublishers.noBody()));
    URI location = registry.resolve(upload.headers().firstValue("Location").orElseThrow());
    String query = location.getRawQuery() == null ? "?" : "&";
    send(
        HttpRequest.newBuilder(URI.create(location + query + "digest=" + digest))
            .header("Content-Type", "application/octet-stream")
            .PUT(content));
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
