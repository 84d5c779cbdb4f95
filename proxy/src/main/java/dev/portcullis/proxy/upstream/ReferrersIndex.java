package dev.portcullis.proxy.upstream;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Descriptor;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.ManifestParser;
import dev.portcullis.oci.StrictJson;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Reads an index that lists referrers. Unlike {@link ManifestParser} it passes over an entry that
 * it cannot read: whoever may push a referrer must not be able to hide the others.
 */
public final class ReferrersIndex {
  private ReferrersIndex() {}

  /**
   * The readable entries, at most {@link Limits#MANIFEST_DESCRIPTORS}.
   *
   * @throws MalformedException if the whole is no JSON object with an array {@code manifests}
   */
  public static Referrers parse(Bytes index) throws MalformedException {
    JsonNode list = StrictJson.parseObject(index, Limits.REFERRERS_BYTES).path("manifests");
    List<Descriptor> entries = new ArrayList<>();
    if (list.isNull()) {
      return new Referrers(entries, true);
    }
    if (!list.isArray()) {
      throw new MalformedException("referrers index has no array 'manifests'");
    }
    boolean complete = list.size() <= Limits.MANIFEST_DESCRIPTORS;
    int count = Math.min(list.size(), Limits.MANIFEST_DESCRIPTORS);
    for (int i = 0; i < count; i++) {
      try {
        entries.add(ManifestParser.descriptor(list.get(i), "manifests[" + i + "]"));
      } catch (MalformedException unreadable) {
        complete = false;
      }
    }
    return new Referrers(entries, complete);
  }
}
