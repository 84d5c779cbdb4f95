package dev.portcullis.proxy.upstream;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.oci.StrictJson;
import tools.jackson.databind.JsonNode;

/**
 * The first error of an error body (distribution-spec, "Error Codes").
 *
 * @param code the code; empty if the body is not such an error
 * @param message the message, fit to print; may be empty
 */
record OciErrors(String code, String message) {
  private static final OciErrors NONE = new OciErrors("", "");

  static OciErrors read(Bytes body) {
    if (body.isEmpty() || body.at(0) != '{') {
      return NONE;
    }
    try {
      JsonNode first = StrictJson.parseObject(body, Limits.ERROR_BYTES).path("errors").path(0);
      return new OciErrors(
          Quoting.shorten(first.path("code").asString("")),
          Quoting.shorten(first.path("message").asString("")));
    } catch (MalformedException notJson) {
      return NONE;
    }
  }

  /** Code and message as one clause; may be empty. */
  String words() {
    return code.isEmpty() || message.isEmpty() ? code + message : code + ": " + message;
  }
}
