package dev.portcullis.proxy.server;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.oci.StrictJson;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A list of referrers as a client gets it (distribution-spec, "Listing Referrers").
 *
 * @param index the index
 * @param filtered whether it holds nothing but the types that were asked for
 */
record ReferrersReply(Bytes index, boolean filtered) {

  /** The list that says that nothing refers to a manifest. */
  static ReferrersReply empty(List<String> artifactTypes) {
    ObjectNode index = JsonNodeFactory.instance.objectNode();
    index.put("schemaVersion", 2);
    index.put("mediaType", MediaTypes.OCI_INDEX);
    index.putArray("manifests");
    return new ReferrersReply(Bytes.utf8(index.toString()), !artifactTypes.isEmpty());
  }

  /**
   * A list, reduced to {@code artifactTypes} if there are any. Entries without a type, as some
   * tools write them into fallback indexes, stay, and the list then counts as not filtered.
   *
   * @throws MalformedException if {@code index} is no JSON object with an array {@code manifests}
   */
  static ReferrersReply of(Bytes index, List<String> artifactTypes) throws MalformedException {
    JsonNode parsed = StrictJson.parseObject(index, Limits.MANIFEST_BYTES);
    if (!(parsed instanceof ObjectNode list) || !parsed.path("manifests").isArray()) {
      throw new MalformedException("a referrers list must have an array 'manifests'");
    }
    if (artifactTypes.isEmpty()) {
      return new ReferrersReply(index, false);
    }
    ArrayNode kept = JsonNodeFactory.instance.arrayNode();
    boolean filtered = true;
    for (JsonNode entry : list.path("manifests")) {
      JsonNode type = entry.path("artifactType");
      if (!type.isString()) {
        filtered = false;
        kept.add(entry);
      } else if (artifactTypes.contains(type.asString())) {
        kept.add(entry);
      }
    }
    list.set("manifests", kept);
    return new ReferrersReply(Bytes.utf8(list.toString()), filtered);
  }
}
