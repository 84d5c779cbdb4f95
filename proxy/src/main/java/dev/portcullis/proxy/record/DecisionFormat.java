package dev.portcullis.proxy.record;

import dev.portcullis.oci.Quoting;
import java.io.StringWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** How an entry is written: one line, without the line's end. */
public enum DecisionFormat {
  /** A JSON object for machines. */
  JSON {
    @Override
    public String line(RecordEntry entry) {
      StringWriter text = new StringWriter(512);
      try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
        write(json, entry);
      }
      return text.toString();
    }
  },
  /** A line for people who look on. */
  TEXT {
    @Override
    public String line(RecordEntry entry) {
      return String.format(
          Locale.ROOT,
          "%s  %-9s %s  %s%s  (%s%.1f ms)",
          CLOCK.format(entry.last().atZone(ZoneId.systemDefault())),
          entry.decision().isEmpty() ? entry.kind().word() : entry.decision(),
          Quoting.shorten(entry.reference()),
          entry.signers().isEmpty() ? "" : "by " + String.join(", ", entry.signers()) + ": ",
          entry.reason(),
          entry.pulls() > 1 ? entry.pulls() + " pulls, " : "",
          entry.micros() / 1e3);
    }
  };

  private static final JsonFactory FACTORY = new JsonFactory();
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

  /** The line for {@code entry}. */
  public abstract String line(RecordEntry entry);

  /** Writes {@code entry} as an object; text that does not apply is left out. */
  static void write(JsonGenerator json, RecordEntry entry) {
    json.writeStartObject();
    json.writeStringProperty("time", entry.last().toString());
    if (entry.kind() != RecordEntry.Kind.PULL) {
      json.writeStringProperty("kind", entry.kind().word());
    }
    text(json, "id", entry.id());
    text(json, "image", entry.image());
    text(json, "tag", entry.tag());
    text(json, "digest", entry.digest());
    text(json, "platform", entry.platform());
    text(json, "client", entry.client());
    text(json, "rule", entry.rule());
    text(json, "revision", entry.revision());
    text(json, "decision", entry.decision());
    text(json, "basis", entry.basis());
    texts(json, "signers", entry.signers());
    texts(json, "keys", entry.keys());
    texts(json, "evidence", entry.evidence());
    texts(json, "logEntries", entry.logEntries());
    text(json, "reason", entry.reason());
    text(json, "traceId", entry.traceId());
    if (!entry.findings().isEmpty()) {
      json.writeName("findings");
      json.writeRawValue(entry.findings());
    }
    json.writeNumberProperty("millis", entry.micros() / 1e3);
    json.writeNumberProperty("pulls", entry.pulls());
    if (!entry.first().equals(entry.last())) {
      json.writeStringProperty("since", entry.first().toString());
    }
    json.writeEndObject();
  }

  private static void text(JsonGenerator json, String name, String text) {
    if (!text.isEmpty()) {
      json.writeStringProperty(name, text);
    }
  }

  private static void texts(JsonGenerator json, String name, List<String> texts) {
    if (!texts.isEmpty() || name.equals("signers")) {
      json.writeArrayPropertyStart(name);
      texts.forEach(json::writeString);
      json.writeEndArray();
    }
  }
}
