package dev.portcullis.proxy.revocation;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.StrictJson;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The form of what operators have revoked, on disk and in answers: a JSON object with a list. */
final class DenyFile {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String LIST = "revocations";

  private DenyFile() {}

  static String write(List<DenyEntry> entries) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ArrayNode list = root.putArray(LIST);
    entries.forEach(entry -> list.add(node(entry)));
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
  }

  static ObjectNode node(DenyEntry entry) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put(entry.kind().word(), entry.value());
    node.put("reason", entry.reason());
    node.put("since", entry.since().toString());
    return node;
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws MalformedException if it is something else: what was revoked must not be lost
   */
  static List<DenyEntry> read(Bytes content) throws MalformedException {
    JsonNode list = StrictJson.parseObject(content, Limits.DOCUMENT_BYTES).path(LIST);
    if (!list.isArray()) {
      throw new MalformedException("'" + LIST + "' is not a list");
    }
    List<DenyEntry> entries = new ArrayList<>();
    for (JsonNode node : list) {
      entries.add(entry(node, since(node.path("since").asString(""))));
    }
    return entries;
  }

  private static Instant since(String text) throws MalformedException {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new MalformedException("'since' is not a time");
    }
  }

  /**
   * One entry, such as {@code {"digest": "sha256:...", "reason": "INC-4711"}}.
   *
   * @throws MalformedException if it is none; the message says what one looks like
   */
  static DenyEntry entry(JsonNode node, Instant since) throws MalformedException {
    List<DenyEntry> found = new ArrayList<>();
    for (String name : node.propertyNames()) {
      JsonNode value = node.path(name);
      if (!value.isString()) {
        throw new MalformedException("'" + name + "' is not a text");
      }
      if (!name.equals("reason") && !name.equals("since")) {
        DenyEntry.Kind kind =
            DenyEntry.Kind.named(name).orElseThrow(() -> new MalformedException(expected()));
        found.add(DenyEntry.of(kind, value.asString(), node.path("reason").asString(""), since));
      }
    }
    if (found.size() != 1) {
      throw new MalformedException(expected());
    }
    return found.getFirst();
  }

  private static String expected() {
    return "an entry has one of digest, signer, key, certificate, logEntry, and a reason";
  }
}
