package dev.portcullis.verify.cosign;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.JsonObject;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A simple-signing payload (sigstore spec notes, 1.1; containers-signature(5)), read but not
 * verified. Cosign reads the same JSON with case-insensitive names and lets the last duplicate win;
 * here only one reading is possible.
 *
 * @param dockerReference the repository that the signer named, may be empty
 * @param manifestDigest the digest of the signed manifest
 * @param type what kind of signature the signer meant
 * @param annotations the string members of {@code optional}
 */
record SimpleSigningPayload(
    String dockerReference, Digest manifestDigest, String type, Map<String, String> annotations) {
  /** The type of a cosign signature. */
  static final String COSIGN_TYPE = "cosign container image signature";

  /** The type of an atomic (GPG) signature, which proves nothing without its GPG envelope. */
  static final String ATOMIC_TYPE = "atomic container signature";

  SimpleSigningPayload {
    annotations = Map.copyOf(annotations);
  }

  /**
   * Reads a payload.
   *
   * @throws MalformedException if it is over {@link Limits#SIMPLE_SIGNING_BYTES}, not strict JSON,
   *     or has other members than the format knows
   */
  static SimpleSigningPayload parse(Bytes json) throws MalformedException {
    JsonObject payload = JsonObject.parse(json, Limits.SIMPLE_SIGNING_BYTES);
    payload.requireOnly("critical", "optional");
    JsonObject critical = payload.object("critical").requireExactly("identity", "image", "type");
    JsonObject identity = critical.object("identity").requireExactly("docker-reference");
    JsonObject image = critical.object("image").requireExactly("docker-manifest-digest");
    Map<String, String> annotations = new LinkedHashMap<>();
    if (payload.hasValue("optional")) {
      JsonObject optional = payload.object("optional");
      for (Map.Entry<String, JsonNode> member : payload.get("optional").properties()) {
        if (member.getValue().isString()) {
          annotations.put(member.getKey(), optional.text(member.getKey()));
        }
      }
    }
    return new SimpleSigningPayload(
        identity.text("docker-reference"),
        Digest.parse(image.text("docker-manifest-digest")),
        critical.text("type"),
        annotations);
  }
}
