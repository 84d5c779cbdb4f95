package dev.portcullis.policy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Manifest;
import dev.portcullis.oci.ManifestParser;
import dev.portcullis.oci.MediaTypes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes manifests that say what conditions ask about, and nothing else. */
public final class SupposedManifest {
  private static final String NOTHING = Digest.sha256(Bytes.utf8("{}")).toString();

  private SupposedManifest() {}

  /**
   * A manifest.
   *
   * @param mediaType its media type, which says whether it is an index
   * @param artifactType its artifact type
   * @param configType the media type of its config; not looked at for an index
   * @param annotations its annotations
   * @param platforms of an index, the platform of each child as {@code os/architecture[/variant]}
   * @throws MalformedException if there can be no such manifest
   */
  public static Manifest of(
      String mediaType,
      Optional<String> artifactType,
      String configType,
      Map<String, String> annotations,
      List<String> platforms)
      throws MalformedException {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("schemaVersion", 2);
    json.put("mediaType", mediaType);
    artifactType.ifPresent(type -> json.put("artifactType", type));
    if (MediaTypes.isIndex(mediaType)) {
      ArrayNode children = json.putArray("manifests");
      for (String platform : platforms) {
        child(children.addObject(), platform, children.size());
      }
    } else {
      json.putObject("config").put("mediaType", configType).put("digest", NOTHING).put("size", 2);
      json.putArray("layers");
    }
    if (!annotations.isEmpty()) {
      ObjectNode object = json.putObject("annotations");
      annotations.forEach(object::put);
    }
    return ManifestParser.parse(Bytes.utf8(json.toString()), mediaType);
  }

  private static void child(ObjectNode child, String platform, int number)
      throws MalformedException {
    List<String> parts = List.of(platform.split("/", -1));
    if (parts.size() < 2 || parts.size() > 3 || parts.contains("")) {
      throw new MalformedException(
          "a platform is os/architecture or os/architecture/variant: linux/amd64");
    }
    child
        .put("mediaType", MediaTypes.OCI_MANIFEST)
        .put("digest", Digest.sha256(Bytes.utf8(number + platform)).toString())
        .put("size", 2);
    ObjectNode node = child.putObject("platform").put("os", parts.get(0));
    node.put("architecture", parts.get(1));
    if (parts.size() > 2) {
      node.put("variant", parts.get(2));
    }
  }
}
