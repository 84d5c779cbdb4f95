package dev.portcullis.proxy.demo;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MediaTypes;
import java.util.List;
import java.util.Map;

/**
 * One repository of the demonstration's registry, and how to fill it.
 *
 * @param registry the registry
 * @param path the repository's path
 */
record DemoRepository(MemoryRegistry registry, String path) {
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";

  /** An image with one layer that holds one file with {@code text} in it. */
  DemoImage image(String tag, String architecture, String text) {
    DemoLayer layer = DemoLayer.of("hello.txt", text);
    Digest blob = blob(layer.gzipped());
    Bytes content =
        manifest(
            config(architecture, List.of(Digest.sha256(layer.tar()))),
            descriptor(LAYER, blob, layer.gzipped()));
    registry.manifest(path, tag, MediaTypes.OCI_MANIFEST, content);
    return new DemoImage(path, tag, architecture, content, blob);
  }

  /** An index of images in this repository, one or more. */
  DemoImage index(String tag, List<DemoImage> children) {
    List<Map<String, Object>> manifests = children.stream().map(this::child).toList();
    Bytes content =
        DemoJson.bytes(
            DemoJson.object(
                "schemaVersion", 2, "mediaType", MediaTypes.OCI_INDEX, "manifests", manifests));
    registry.manifest(path, tag, MediaTypes.OCI_INDEX, content);
    DemoImage first = children.getFirst();
    return new DemoImage(path, tag, first.architecture(), content, first.layer());
  }

  private Map<String, Object> child(DemoImage image) {
    Map<String, Object> entry =
        descriptor(MediaTypes.OCI_MANIFEST, image.digest(), image.manifest());
    entry.put("platform", DemoJson.object("architecture", image.architecture(), "os", "linux"));
    return entry;
  }

  Digest blob(Bytes content) {
    return registry.blob(path, content);
  }

  /** A manifest of a config and one layer. */
  Digest manifest(String tag, Bytes config, Map<String, Object> layer) {
    return registry.manifest(path, tag, MediaTypes.OCI_MANIFEST, manifest(config, layer));
  }

  private Bytes manifest(Bytes config, Map<String, Object> layer) {
    return DemoJson.bytes(
        DemoJson.object(
            "schemaVersion",
            2,
            "mediaType",
            MediaTypes.OCI_MANIFEST,
            "config",
            descriptor(MediaTypes.OCI_CONFIG, blob(config), config),
            "layers",
            List.of(layer)));
  }

  /** A descriptor, to which members may be added. */
  Map<String, Object> descriptor(String mediaType, Digest digest, Bytes content) {
    return DemoJson.object(
        "mediaType", mediaType, "digest", digest.toString(), "size", content.length());
  }

  /** An image's config. */
  Bytes config(String architecture, List<Digest> layers) {
    return DemoJson.bytes(
        DemoJson.object(
            "architecture",
            architecture,
            "os",
            "linux",
            "config",
            Map.of(),
            "rootfs",
            DemoJson.object(
                "type", "layers", "diff_ids", layers.stream().map(Digest::toString).toList())));
  }
}
