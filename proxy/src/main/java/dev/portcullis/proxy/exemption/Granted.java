package dev.portcullis.proxy.exemption;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.policy.Exemption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * An exemption that an operator has granted.
 *
 * @param exemption what, why and until when
 * @param since when it was granted
 */
record Granted(Exemption exemption, Instant since) {
  private static final List<String> MEMBERS = List.of("digest", "reason", "expires");

  ObjectNode node() {
    ObjectNode node = node(exemption);
    node.put("since", since.toString());
    return node;
  }

  static ObjectNode node(Exemption exemption) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("digest", exemption.digest().toString());
    node.put("reason", exemption.reason());
    node.put("expires", exemption.expires().toString());
    return node;
  }

  /**
   * What a request grants, such as {@code {"digest": "sha256:...", "reason": "INC-4711", "expires":
   * "2026-12-01T00:00:00Z"}}.
   *
   * @throws MalformedException if something is missing, unknown or wrong; the message says what
   */
  static Granted of(JsonNode request, Instant now) throws MalformedException {
    for (String name : request.propertyNames()) {
      if (!MEMBERS.contains(name)) {
        throw new MalformedException("an exemption has digest, reason and expires, nothing else");
      }
    }
    Granted granted = read(request, now);
    if (!now.isBefore(granted.exemption.expires())) {
      throw new MalformedException("'expires' is over: it is " + now + " now");
    }
    return granted;
  }

  /**
   * What {@link #node} wrote.
   *
   * @throws MalformedException if it is something else
   */
  static Granted kept(JsonNode node) throws MalformedException {
    return read(node, instant(node, "since"));
  }

  private static Granted read(JsonNode node, Instant since) throws MalformedException {
    return new Granted(
        new Exemption(
            Digest.parse(text(node, "digest")), text(node, "reason"), instant(node, "expires")),
        since);
  }

  private static Instant instant(JsonNode node, String name) throws MalformedException {
    try {
      return Instant.parse(text(node, name));
    } catch (DateTimeParseException e) {
      throw new MalformedException("'" + name + "' is not a time such as 2026-12-01T00:00:00Z");
    }
  }

  private static String text(JsonNode node, String name) throws MalformedException {
    JsonNode value = node.path(name);
    if (!value.isString() || value.asString().isBlank()) {
      throw new MalformedException("'" + name + "' is missing: digest, reason and expires are due");
    }
    return value.asString();
  }
}
