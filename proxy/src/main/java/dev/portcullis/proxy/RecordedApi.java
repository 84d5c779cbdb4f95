package dev.portcullis.proxy;

import dev.portcullis.proxy.admin.AdminReply;
import dev.portcullis.proxy.admin.AdminRequest;
import dev.portcullis.proxy.exemption.ExemptionApi;
import dev.portcullis.proxy.record.DecisionRecord;
import dev.portcullis.proxy.record.RecordEntry;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An admin API whose changes are recorded. A change that was made and cannot be recorded stays
 * made: a revocation must not wait for a disk. Runs on virtual threads and blocks.
 */
final class RecordedApi implements Function<AdminRequest, Optional<AdminReply>> {
  private final Function<AdminRequest, Optional<AdminReply>> api;
  private final DecisionRecord record;
  private final InstantSource clock;

  RecordedApi(
      Function<AdminRequest, Optional<AdminReply>> api,
      DecisionRecord record,
      InstantSource clock) {
    this.api = api;
    this.record = record;
    this.clock = clock;
  }

  @Override
  public Optional<AdminReply> apply(AdminRequest request) {
    Optional<AdminReply> reply = api.apply(request);
    boolean changes = !request.method().equals("GET") && !request.method().equals("HEAD");
    if (changes && reply.isPresent() && reply.get().status() / 100 == 2) {
      var _ = record.note(entry(request)).join();
    }
    return reply;
  }

  private RecordEntry entry(AdminRequest request) {
    String verb = request.method().toLowerCase(Locale.ROOT);
    String what =
        switch (request.path()) {
          case "/admin/revocations" -> "revocation";
          case ExemptionApi.PATH -> "exemption";
          default -> request.path();
        };
    return RecordEntry.change(
        clock.instant(), verb + " " + what, subject(request), reason(request), "admin");
  }

  private static String subject(AdminRequest request) {
    return request.query().isEmpty()
        ? request.body().toUtf8()
        : String.join(
            ", ",
            request.query().entrySet().stream()
                .map(field -> field.getKey() + " " + field.getValue())
                .sorted()
                .toList());
  }

  private static String reason(AdminRequest request) {
    try {
      JsonNode body = JsonMapper.shared().readTree(request.body().toUtf8());
      return body.path("reason").asString("");
    } catch (JacksonException e) {
      return "";
    }
  }
}
