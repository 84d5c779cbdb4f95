package dev.portcullis.verify.tuf;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.JsonObject;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The snapshot role (TUF specification 4.4): which versions belong together.
 *
 * @param metadata the file
 * @param files what is announced, by name
 */
record SnapshotMetadata(SignedMetadata metadata, Map<String, Announced> files) {
  SnapshotMetadata {
    files = Map.copyOf(files);
  }

  /**
   * Reads a file; its signatures are not looked at.
   *
   * @throws MalformedException if it is not a snapshot that announces {@code targets.json}
   */
  static SnapshotMetadata parse(Bytes file) throws MalformedException {
    SignedMetadata metadata = SignedMetadata.parse(TufRole.SNAPSHOT, file);
    JsonObject in = metadata.signed().object("meta");
    JsonNode node = metadata.signed().get("meta");
    if (node.size() > Limits.TUF_FILES) {
      throw MalformedException.overLimit(
          "a snapshot lists %d files, more than the limit of %d"
              .formatted(node.size(), Limits.TUF_FILES));
    }
    Map<String, Announced> files = new LinkedHashMap<>();
    for (String name : node.propertyNames()) {
      FileName.requireInside(name);
      if (!name.endsWith(".json") || name.indexOf('/') >= 0) {
        throw new MalformedException(
            "'" + Quoting.shorten(name) + "' is not the name of a metadata file");
      }
      files.put(name, Announced.parse(in.object(name)));
    }
    if (!files.containsKey(TufRole.TARGETS.fileName())) {
      throw new MalformedException("a snapshot does not list targets.json");
    }
    return new SnapshotMetadata(metadata, files);
  }

  long version() {
    return metadata.version();
  }

  Announced targets() {
    return Optional.ofNullable(files.get(TufRole.TARGETS.fileName())).orElseThrow();
  }

  /**
   * Refuses {@code next} if it takes back anything that this one lists (TUF specification 5.5.5).
   */
  void requireNoneOlder(SnapshotMetadata next) throws TufException {
    for (Map.Entry<String, Announced> known : files.entrySet()) {
      Announced announced = next.files.get(known.getKey());
      if (announced == null) {
        throw new TufException(
            TufFailure.Code.VERSION,
            next.metadata.name() + " no longer lists " + Quoting.shorten(known.getKey()));
      }
      if (announced.version() < known.getValue().version()) {
        throw new TufException(
            TufFailure.Code.VERSION,
            "%s goes back from version %d of %s to %d"
                .formatted(
                    next.metadata.name(),
                    known.getValue().version(),
                    Quoting.shorten(known.getKey()),
                    announced.version()));
      }
    }
  }
}
