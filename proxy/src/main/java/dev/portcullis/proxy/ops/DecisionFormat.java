package dev.portcullis.proxy.ops;

import dev.portcullis.oci.Quoting;
import java.io.StringWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** How a decision is written: one line, without the line's end. */
public enum DecisionFormat {
  /** A JSON object for machines. */
  JSON {
    @Override
    public String line(DecisionEntry entry) {
      StringWriter text = new StringWriter(512);
      try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
        json.writeStartObject();
        json.writeStringProperty("time", entry.time().toString());
        json.writeStringProperty("id", entry.id());
        json.writeStringProperty("image", entry.image().toString());
        entry.tag().ifPresent(tag -> json.writeStringProperty("tag", tag));
        json.writeStringProperty("digest", entry.digest().toString());
        json.writeStringProperty("client", entry.client());
        json.writeStringProperty("rule", entry.decision().rule());
        json.writeStringProperty("decision", Outcome.of(entry.decision()).word());
        json.writeStringProperty("basis", entry.basis());
        json.writeArrayPropertyStart("signers");
        entry.signers().forEach(json::writeString);
        json.writeEndArray();
        json.writeStringProperty("reason", entry.decision().explanation().summary());
        json.writeNumberProperty(
            "millis", TimeUnit.NANOSECONDS.toMicros(entry.took().toNanos()) / 1e3);
        json.writeEndObject();
      }
      return text.toString();
    }
  },
  /** A line for people who look on. */
  TEXT {
    @Override
    public String line(DecisionEntry entry) {
      return String.format(
          Locale.ROOT,
          "%s  %-9s %s  %s%s  (%.1f ms)",
          CLOCK.format(entry.time().atZone(ZoneId.systemDefault())),
          Outcome.of(entry.decision()).word(),
          Quoting.shorten(entry.reference()),
          entry.signers().isEmpty() ? "" : "by " + String.join(", ", entry.signers()) + ": ",
          entry.decision().explanation().summary(),
          entry.took().toNanos() / 1e6);
    }
  };

  private static final JsonFactory FACTORY = new JsonFactory();
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

  /** The line for {@code entry}. */
  public abstract String line(DecisionEntry entry);
}
