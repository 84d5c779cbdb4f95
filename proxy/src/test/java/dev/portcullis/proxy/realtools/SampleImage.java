package dev.portcullis.proxy.realtools;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MediaTypes;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Small artifacts of the kinds that registries hold, made and uploaded on the spot. Each salt gives
 * other bytes, hence other digests.
 */
final class SampleImage {
  private static final String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";
  private static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip";

  private SampleImage() {}

  /** An OCI image for linux/amd64 with one layer, under a tag. */
  static Digest oci(Repository repository, String tag, String salt) {
    return repository.pushManifest(
        tag, MediaTypes.OCI_MANIFEST, image(repository, salt, "amd64", Schema.OCI));
  }

  /** A Docker image (schema 2) for linux/amd64 with one layer, under a tag. */
  static Digest docker(Repository repository, String tag, String salt) {
    return repository.pushManifest(
        tag, MediaTypes.DOCKER_MANIFEST, image(repository, salt, "amd64", Schema.DOCKER));
  }

  /** An OCI index of images for linux/amd64 and linux/arm64, under a tag. */
  static Index index(Repository repository, String tag, String salt) {
    List<String> platforms = List.of("amd64", "arm64");
    List<byte[]> bodies =
        platforms.stream().map(arch -> image(repository, salt, arch, Schema.OCI)).toList();
    List<Digest> children =
        bodies.stream().map(b -> repository.pushManifest(MediaTypes.OCI_MANIFEST, b)).toList();
    StringBuilder entries = new StringBuilder();
    for (int i = 0; i < platforms.size(); i++) {
      entries
          .append(i == 0 ? "" : ",")
          .append(
              """
              {"mediaType":"%s","digest":"%s","size":%d,"platform":{"os":"linux","architecture":"%s"}}\
              """
                  .formatted(
                      MediaTypes.OCI_MANIFEST,
                      children.get(i),
                      bodies.get(i).length,
                      platforms.get(i)));
    }
    String body =
        """
        {"schemaVersion":2,"mediaType":"%s","manifests":[%s]}\
        """
            .formatted(MediaTypes.OCI_INDEX, entries);
    return new Index(
        repository.pushManifest(tag, MediaTypes.OCI_INDEX, body.getBytes(UTF_8)), children);
  }

  /** An artifact with its own config type and one layer, under a tag. */
  static Digest artifact(
      Repository repository, String tag, String salt, String configType, String layerType) {
    return repository.pushManifest(
        tag,
        MediaTypes.OCI_MANIFEST,
        manifest(
            MediaTypes.OCI_MANIFEST,
            blob(repository, configType, ("{\"name\":\"" + salt + "\"}").getBytes(UTF_8)),
            blob(repository, layerType, ("content of " + salt).getBytes(UTF_8)),
            ""));
  }

  /** An OCI image whose manifest is padded with an annotation to exactly {@code size} bytes. */
  static Digest padded(Repository repository, String tag, String salt, int size) {
    byte[] plain = ociManifest(repository, salt, ",\"annotations\":{\"padding\":\"\"}");
    String padding = "x".repeat(size - plain.length);
    byte[] body =
        ociManifest(repository, salt, ",\"annotations\":{\"padding\":\"" + padding + "\"}");
    return repository.pushManifest(tag, MediaTypes.OCI_MANIFEST, body);
  }

  /** What an index of two platforms consists of. */
  record Index(Digest digest, List<Digest> children) {}

  private enum Schema {
    OCI(MediaTypes.OCI_MANIFEST, MediaTypes.OCI_CONFIG, OCI_LAYER),
    DOCKER(MediaTypes.DOCKER_MANIFEST, MediaTypes.DOCKER_CONFIG, DOCKER_LAYER);

    private final String manifest;
    private final String config;
    private final String layer;

    Schema(String manifest, String config, String layer) {
      this.manifest = manifest;
      this.config = config;
      this.layer = layer;
    }
  }

  private static byte[] ociManifest(Repository repository, String salt, String more) {
    return image(repository, salt, "amd64", Schema.OCI, more);
  }

  private static byte[] image(Repository repository, String salt, String arch, Schema schema) {
    return image(repository, salt, arch, schema, "");
  }

  private static byte[] image(
      Repository repository, String salt, String arch, Schema schema, String more) {
    LayerArchive layer = LayerArchive.holding("hello.txt", "hello from " + salt + "\n");
    String config =
        """
        {"architecture":"%s","os":"linux","config":{"Cmd":["/hello"],"Labels":{"salt":"%s"}},\
        "rootfs":{"type":"layers","diff_ids":["%s"]},"history":[{"created_by":"%s"}]}\
        """
            .formatted(arch, salt, Digest.sha256(layer.tar()), salt);
    return manifest(
        schema.manifest,
        blob(repository, schema.config, config.getBytes(UTF_8)),
        blob(repository, schema.layer, layer.gzip().toByteArray()),
        more);
  }

  private static byte[] manifest(String mediaType, String config, String layer, String more) {
    return """
    {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s]%s}\
    """
        .formatted(mediaType, config, layer, more)
        .getBytes(UTF_8);
  }

  private static String blob(Repository repository, String mediaType, byte[] content) {
    return """
    {"mediaType":"%s","digest":"%s","size":%d}\
    """
        .formatted(mediaType, repository.pushBlob(content), content.length);
  }

  /** Attaches {@code count} artifacts to a subject by a fallback tag (distribution-spec 1.1). */
  static void attach(Repository repository, Digest subject, int subjectSize, int count) {
    String subjectEntry =
        """
        {"mediaType":"%s","digest":"%s","size":%d}\
        """
            .formatted(MediaTypes.OCI_MANIFEST, subject, subjectSize);
    String empty = blob(repository, MediaTypes.OCI_EMPTY, "{}".getBytes(UTF_8));
    byte[] body =
        """
        {"schemaVersion":2,"mediaType":"%s","artifactType":"application/vnd.example.note",\
        "config":%s,"layers":[%s],"subject":%s}\
        """
            .formatted(MediaTypes.OCI_MANIFEST, empty, empty, subjectEntry)
            .getBytes(UTF_8);
    Digest note = repository.pushManifest(MediaTypes.OCI_MANIFEST, body);
    String entries =
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    """
                    {"mediaType":"%s","digest":"%s","size":%d,"artifactType":"application/vnd.example.note","annotations":{"n":"%d"}}\
                    """
                        .formatted(MediaTypes.OCI_MANIFEST, note, body.length, i))
            .collect(Collectors.joining(","));
    repository.pushManifest(
        "sha256-" + subject.hex(),
        MediaTypes.OCI_INDEX,
        """
        {"schemaVersion":2,"mediaType":"%s","manifests":[%s]}\
        """
            .formatted(MediaTypes.OCI_INDEX, entries)
            .getBytes(UTF_8));
  }
}
