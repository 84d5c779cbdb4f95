package dev.portcullis.policy.file;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.ManifestParser;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.oci.Reference;
import dev.portcullis.verify.Subject;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes an image of which only that is known which a policy may ask about. */
final class SupposedImage {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String NOTHING = Digest.sha256(Bytes.utf8("{}")).toString();

  private SupposedImage() {}

  /**
   * The image.
   *
   * @param digest its digest; if it is not known, that of the reference or of a manifest made up
   * @param manifest what it says of itself; with {@code platforms} it is an index
   * @param place where to complain
   */
  static Optional<Subject> read(
      Reference reference,
      Optional<Digest> digest,
      Optional<YamlMapping> manifest,
      YamlNode place) {
    Optional<String> tag =
        reference.target() instanceof Reference.Tag(String name)
            ? Optional.of(name)
            : Optional.empty();
    ObjectNode json = JSON.objectNode().put("schemaVersion", 2);
    Optional<YamlNode> platforms = manifest.flatMap(each -> each.get("platforms"));
    String type = platforms.isPresent() ? MediaTypes.OCI_INDEX : MediaTypes.OCI_MANIFEST;
    json.put("mediaType", type);
    manifest
        .flatMap(each -> each.get("artifactType"))
        .flatMap(YamlNode::text)
        .ifPresent(text -> json.put("artifactType", text));
    if (platforms.isPresent()) {
      platforms
          .get()
          .list()
          .orElse(List.of())
          .forEach(entry -> platform(json.withArray("manifests").addObject(), entry));
    } else {
      json.putObject("config")
          .put("mediaType", MediaTypes.OCI_CONFIG)
          .put("digest", NOTHING)
          .put("size", 2);
      json.putArray("layers");
    }
    ObjectNode annotations = JSON.objectNode();
    manifest
        .flatMap(each -> each.get("annotations"))
        .flatMap(YamlNode::mapping)
        .map(YamlMapping::entries)
        .orElse(List.of())
        .forEach(entry -> annotation(annotations, entry));
    if (!annotations.isEmpty()) {
      json.set("annotations", annotations);
    }
    Bytes raw = Bytes.utf8(json.toString());
    Digest named =
        digest.orElseGet(
            () ->
                reference.target() instanceof Reference.ByDigest(Digest asked)
                    ? asked
                    : Digest.sha256(raw));
    try {
      return Optional.of(
          new Subject(reference.repository(), tag, named, ManifestParser.parse(raw, type), true));
    } catch (MalformedException e) {
      place.problem("no image can be like that: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static void annotation(ObjectNode annotations, YamlMapping.Entry entry) {
    Optional<String> name = entry.key().text();
    Optional<String> value = entry.value().text();
    if (name.isPresent() && value.isPresent()) {
      annotations.put(name.get(), value.get());
    }
  }

  private static void platform(ObjectNode child, YamlNode entry) {
    Optional<String> text = entry.text();
    List<String> parts = List.of(text.orElse("").split("/", -1));
    if (text.isPresent() && (parts.size() < 2 || parts.size() > 3 || parts.contains(""))) {
      entry.problem("a platform is os/architecture or os/architecture/variant: linux/amd64");
    }
    child
        .put("mediaType", MediaTypes.OCI_MANIFEST)
        .put("digest", Digest.sha256(Bytes.utf8(text.orElse(""))).toString())
        .put("size", 2);
    ObjectNode platform =
        child
            .putObject("platform")
            .put("os", parts.getFirst())
            .put("architecture", parts.size() > 1 ? parts.get(1) : "");
    if (parts.size() > 2) {
      platform.put("variant", parts.get(2));
    }
  }
}
