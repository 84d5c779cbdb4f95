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
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An artifact that is let in although it does not meet its rule.
 *
 * @param expires the first instant at which it is not any more
 * @param state what the admin API says of it, such as {@code in force}; may be empty
 */
record Exempted(String digest, String reason, Instant expires, String state) {
  private static final String PATH = "/admin/exemptions";

  /** All that the admin API tells of, or else what the configuration lists. */
  static List<Exempted> all(PageSources sources) {
    Optional<AdminReply> told =
        sources
            .api()
            .apply(new AdminRequest("GET", PATH, Map.of(), Bytes.empty()))
            .filter(reply -> reply.status() == 200);
    return told.map(reply -> read(reply.json()))
        .orElseGet(
            () ->
                sources.policy().get().unmatched().terms().exemptions().stream()
                    .map(
                        each ->
                            new Exempted(
                                each.digest().toString(), each.reason(), each.expires(), ""))
                    .toList());
  }

  private static List<Exempted> read(String json) {
    List<Exempted> all = new ArrayList<>();
    try {
      for (JsonNode node : JsonMapper.shared().readTree(json).path("exemptions")) {
        all.add(
            new Exempted(
                node.path("digest").asString(""),
                node.path("reason").asString(""),
                Instant.parse(node.path("expires").asString("")),
                node.path("state").asString("")));
      }
    } catch (JacksonException | DateTimeParseException e) {
      throw new IllegalStateException("the admin API tells what it does not mean: " + json, e);
    }
    return all;
  }
}
