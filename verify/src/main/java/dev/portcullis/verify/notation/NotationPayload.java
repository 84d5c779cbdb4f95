package dev.portcullis.verify.notation;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.JsonObject;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.Subject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What was signed (1, "Payload"): the descriptor of the artifact. Other members are ignored, as
 * notation does; they are under the signature and nothing here reads them.
 *
 * @param annotations all annotations of the descriptor
 */
record NotationPayload(
    String mediaType, Digest digest, long size, Map<String, String> annotations) {

  NotationPayload {
    annotations = Map.copyOf(annotations);
  }

  static NotationPayload parse(Bytes json) throws MalformedException {
    JsonObject target =
        JsonObject.parse(json, Limits.NOTATION_ENVELOPE_BYTES)
            .rejectCaseVariantsOf("targetArtifact")
            .object("targetArtifact")
            .rejectCaseVariantsOf("mediaType", "digest", "size", "annotations");
    JsonNode size = target.get("size");
    if (!size.isIntegralNumber() || !size.canConvertToLong() || size.asLong() < 0) {
      throw new MalformedException("'" + target.place("size") + "' is not a size");
    }
    return new NotationPayload(
        target.text("mediaType"),
        Digest.parse(target.text("digest")),
        size.asLong(),
        target.hasValue("annotations") ? target.object("annotations").texts() : Map.of());
  }

  /**
   * Why this is not about {@code subject}; empty if media type, digest and size are those of the
   * bytes that would be served.
   */
  Optional<Failure> failure(Subject subject) {
    if (!subject.isNamedBy(digest)) {
      return mismatch("digest", subject.digest().toString(), digest.toString());
    }
    if (size != subject.size()) {
      return mismatch("size", Long.toString(subject.size()), Long.toString(size));
    }
    if (!mediaType.equals(subject.mediaType())) {
      return mismatch("media type", subject.mediaType(), mediaType);
    }
    return Optional.empty();
  }

  private static Optional<Failure> mismatch(String what, String expected, String found) {
    return Optional.of(
        Failure.of(
            Code.SUBJECT_MISMATCH,
            "the signed " + what + " is another",
            expected,
            Quoting.shorten(found)));
  }

  /** The annotations that the signer added, without those that the specification reserves. */
  Map<String, String> userMetadata() {
    Map<String, String> metadata = new LinkedHashMap<>(annotations);
    metadata.keySet().removeIf(key -> key.startsWith(AttributeNames.RESERVED_ANNOTATIONS));
    return metadata;
  }
}
