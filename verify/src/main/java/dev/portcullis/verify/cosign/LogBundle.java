package dev.portcullis.verify.cosign;

import dev.portcullis.oci.Base64Text;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.JsonObject;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.verify.sigstore.LogEntry;
import java.util.HexFormat;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The Rekor v1 entry in the annotation {@code dev.sigstore.cosign/bundle}: a signed entry timestamp
 * and no inclusion proof (sigstore spec notes, 1.1 and 2.12).
 */
final class LogBundle {
  private static final int LOG_ID_DIGITS = 64;

  private LogBundle() {}

  /**
   * Reads the annotation.
   *
   * @throws MalformedException if it is not strict JSON or lacks a member
   */
  static LogEntry parse(Bytes json) throws MalformedException {
    JsonObject bundle = JsonObject.parse(json, Limits.LOG_BUNDLE_BYTES);
    bundle.requireExactly("SignedEntryTimestamp", "Payload");
    JsonObject payload = bundle.object("Payload");
    payload.requireExactly("body", "integratedTime", "logIndex", "logID");
    Bytes body = Base64Text.decode(payload.text("body"));
    JsonObject entry = JsonObject.parse(body, Limits.LOG_BUNDLE_BYTES);
    return new LogEntry(
        number(payload, "logIndex"),
        logId(payload.text("logID")),
        entry.text("kind"),
        entry.text("apiVersion"),
        number(payload, "integratedTime"),
        Optional.of(Base64Text.decode(bundle.text("SignedEntryTimestamp"))),
        Optional.empty(),
        body);
  }

  private static long number(JsonObject payload, String name) throws MalformedException {
    JsonNode value = payload.get(name);
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < 0) {
      throw new MalformedException("'" + payload.place(name) + "' is not a number from 0");
    }
    return value.asLong();
  }

  private static Bytes logId(String hex) throws MalformedException {
    if (hex.length() != LOG_ID_DIGITS) {
      throw new MalformedException("'" + Quoting.shorten(hex) + "' is not a log identifier");
    }
    try {
      return Bytes.wrap(HexFormat.of().parseHex(hex));
    } catch (IllegalArgumentException e) {
      throw new MalformedException("'" + Quoting.shorten(hex) + "' is not a log identifier");
    }
  }
}
