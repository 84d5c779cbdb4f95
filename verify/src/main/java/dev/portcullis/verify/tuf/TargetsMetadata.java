package dev.portcullis.verify.tuf;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.JsonObject;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The top-level targets role (TUF specification 4.5). Delegated roles are not read: a Sigstore
 * instance lists its trusted root at the top.
 *
 * @param metadata the file
 * @param targets length and hashes by name
 * @param delegates whether other roles list targets too
 */
record TargetsMetadata(
    SignedMetadata metadata, Map<String, FileDescription> targets, boolean delegates) {
  TargetsMetadata {
    targets = Map.copyOf(targets);
  }

  /**
   * Reads a file; its signatures are not looked at.
   *
   * @throws MalformedException if it is not a list of targets with a length and a hash each
   */
  static TargetsMetadata parse(Bytes file) throws MalformedException {
    SignedMetadata metadata = SignedMetadata.parse(TufRole.TARGETS, file);
    JsonObject in = metadata.signed().object("targets");
    JsonNode node = metadata.signed().get("targets");
    if (node.size() > Limits.TUF_TARGETS) {
      throw MalformedException.overLimit(
          "there are %d targets, more than the limit of %d"
              .formatted(node.size(), Limits.TUF_TARGETS));
    }
    Map<String, FileDescription> targets = new LinkedHashMap<>();
    for (String name : node.propertyNames()) {
      FileDescription target = FileDescription.parse(in.object(FileName.requireInside(name)));
      if (target.length().isEmpty() || target.hashes().isEmpty()) {
        throw new MalformedException("'" + in.place(name) + "' lacks its length or its hashes");
      }
      targets.put(name, target);
    }
    return new TargetsMetadata(metadata, targets, metadata.signed().has("delegations"));
  }

  long version() {
    return metadata.version();
  }

  /** The description of one target. */
  FileDescription require(String name) throws TufException {
    Optional<FileDescription> target = Optional.ofNullable(targets.get(name));
    if (target.isEmpty()) {
      throw new TufException(
          TufFailure.Code.ABSENT,
          metadata.name()
              + " does not list "
              + name
              + (delegates ? "; it delegates to other roles, which are not asked" : ""));
    }
    return target.get();
  }
}
