package dev.portcullis.proxy.record;

import dev.portcullis.oci.Quoting;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How entries are printed: a line each. */
public enum EntryFormat {
  /** Columns for people. */
  TABLE {
    @Override
    public Optional<String> header() {
      return Optional.of(String.format(ROW, "TIME", "DECISION", "PULLS", "CLIENT", "IMAGE", "WHY"));
    }

    @Override
    public String line(RecordEntry entry) {
      String what = entry.decision().isEmpty() ? entry.kind().word() : entry.decision();
      String signers = entry.signers().isEmpty() ? "" : "by " + String.join(", ", entry.signers());
      String why = signers.isEmpty() ? entry.reason() : signers + ": " + entry.reason();
      String image = entry.image().isEmpty() ? entry.basis() : entry.reference();
      return String.format(
          ROW,
          entry.last(),
          what,
          entry.pulls(),
          Quoting.shorten(entry.client()),
          Quoting.shorten(image),
          Quoting.shorten(why));
    }
  },
  /** A JSON object for machines. */
  JSON {
    @Override
    public String line(RecordEntry entry) {
      return DecisionFormat.JSON.line(entry);
    }
  },
  /** Comma-separated values with a header (RFC 4180). */
  CSV {
    @Override
    public Optional<String> header() {
      return Optional.of(
          "kind,time,since,id,image,tag,digest,platform,client,rule,revision,decision,basis,"
              + "reason,signers,keys,evidence,logEntries,millis,pulls");
    }

    @Override
    public String line(RecordEntry entry) {
      return String.join(
          ",",
          List.of(
                  entry.kind().word(),
                  entry.last().toString(),
                  entry.first().toString(),
                  entry.id(),
                  entry.image(),
                  entry.tag(),
                  entry.digest(),
                  entry.platform(),
                  entry.client(),
                  entry.rule(),
                  entry.revision(),
                  entry.decision(),
                  entry.basis(),
                  entry.reason(),
                  String.join(" ", entry.signers()),
                  String.join(" ", entry.keys()),
                  String.join(" ", entry.evidence()),
                  String.join(" ", entry.logEntries()),
                  String.format(Locale.ROOT, "%.3f", entry.micros() / 1e3),
                  Long.toString(entry.pulls()))
              .stream()
              .map(EntryFormat::cell)
              .toList());
    }
  };

  private static final String ROW = "%-24s  %-9s  %7s  %-15s  %-44s  %s";

  /** What stands above the lines, if anything. */
  public Optional<String> header() {
    return Optional.empty();
  }

  /** The line for {@code entry}, without the line's end. */
  public abstract String line(RecordEntry entry);

  /** A cell, quoted where it must be; never one that a spreadsheet takes for a formula. */
  private static String cell(String text) {
    String plain = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    boolean quoted = plain.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return quoted ? "\"" + plain.replace("\"", "\"\"") + "\"" : plain;
  }
}
