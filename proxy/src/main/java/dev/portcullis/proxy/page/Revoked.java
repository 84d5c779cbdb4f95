package dev.portcullis.proxy.page;

import dev.portcullis.oci.Bytes;
import dev.portcullis.proxy.admin.AdminReply;
import dev.portcullis.proxy.admin.AdminRequest;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Something that is revoked, as the admin API tells it.
 *
 * @param kind a word of the admin API: {@code digest}, {@code signer}, {@code key}, {@code
 *     certificate}, {@code logEntry}
 * @param reason why; may be empty
 * @param from {@code admin}, or {@code file} for what the configuration's file lists
 * @param since when it was revoked; empty if that is not known
 */
record Revoked(String kind, String value, String reason, String from, Optional<Instant> since) {
  /** Where the admin API keeps them. */
  static final String PATH = "/admin/revocations";

  /** The kinds that there are. */
  static final List<String> KINDS = List.of("digest", "signer", "key", "certificate", "logEntry");

  /** All, in the order in which the admin API has them. */
  static List<Revoked> all(PageSources sources) {
    Optional<AdminReply> reply =
        sources.api().apply(new AdminRequest("GET", PATH, Map.of(), Bytes.empty()));
    List<Revoked> all = new ArrayList<>();
    JsonNode list =
        reply
            .map(answer -> JsonMapper.shared().readTree(answer.json()))
            .orElseGet(() -> JsonMapper.shared().createObjectNode())
            .path("revocations");
    for (JsonNode node : list) {
      KINDS.stream()
          .filter(node::has)
          .findFirst()
          .ifPresent(
              kind ->
                  all.add(
                      new Revoked(
                          kind,
                          node.path(kind).asString(""),
                          node.path("reason").asString(""),
                          node.path("from").asString(""),
                          since(node.path("since").asString("")))));
    }
    return all;
  }

  private static Optional<Instant> since(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty(); // the file of revocations says nothing of it
    }
  }
}
