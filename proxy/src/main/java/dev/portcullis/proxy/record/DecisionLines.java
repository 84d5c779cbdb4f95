package dev.portcullis.proxy.record;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.JsonObject;
import dev.portcullis.oci.MalformedException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Reads the lines that {@link DecisionFormat#JSON} has written; it may have been changed since. */
public final class DecisionLines {
  private static final int LONGEST = 1024 * 1024;
  private static final int MOST = 65_536;

  private DecisionLines() {}

  /**
   * The entry on one line.
   *
   * @throws MalformedException if it is none; the message says why
   */
  public static RecordEntry read(String line) throws MalformedException {
    JsonObject json = JsonObject.parse(Bytes.utf8(line), LONGEST);
    Instant last = instant(json.text("time"));
    Optional<String> since = json.optionalText("since");
    JsonNode findings = json.get("findings");
    return new RecordEntry(
        kind(json.optionalText("kind")),
        since.isPresent() ? instant(since.get()) : last,
        last,
        text(json, "id"),
        text(json, "image"),
        text(json, "tag"),
        text(json, "digest"),
        text(json, "platform"),
        text(json, "client"),
        text(json, "rule"),
        text(json, "revision"),
        text(json, "decision"),
        text(json, "basis"),
        text(json, "reason"),
        "",
        findings.isObject() ? findings.toString() : "",
        texts(json, "signers"),
        texts(json, "keys"),
        texts(json, "evidence"),
        texts(json, "logEntries"),
        Math.round(json.get("millis").asDouble(0) * 1e3),
        json.get("pulls").asLong(1));
  }

  private static RecordEntry.Kind kind(Optional<String> word) {
    if (word.isEmpty()) {
      return RecordEntry.Kind.PULL;
    }
    for (RecordEntry.Kind kind : RecordEntry.Kind.values()) {
      if (kind.word().equals(word.get())) {
        return kind;
      }
    }
    return RecordEntry.Kind.UNKNOWN;
  }

  private static Instant instant(String text) throws MalformedException {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new MalformedException("'time' is not a time");
    }
  }

  private static String text(JsonObject json, String name) throws MalformedException {
    return json.optionalText(name).orElse("");
  }

  private static List<String> texts(JsonObject json, String name) throws MalformedException {
    List<String> texts = new ArrayList<>();
    for (JsonNode each : json.hasValue(name) ? json.array(name, MOST) : List.<JsonNode>of()) {
      texts.add(each.asString(""));
    }
    return texts;
  }
}
