package dev.portcullis.proxy;

import dev.portcullis.proxy.record.RecordEntry;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What another policy makes of recorded pulls.
 *
 * @param all the pulls, in the order of the record
 */
record ReplayReport(List<ReplayedPulls> all) {
  /** Copies the list. */
  ReplayReport {
    all = List.copyOf(all);
  }

  private Stream<ReplayedPulls> of(ReplayedPulls.Change change) {
    return all.stream().filter(each -> each.change() == change);
  }

  private static long pulls(Stream<ReplayedPulls> some) {
    return some.mapToLong(each -> each.pulls().count()).sum();
  }

  /** 0 if nothing changes, 1 if something does, 2 if only something cannot be told. */
  int exitCode() {
    if (of(ReplayedPulls.Change.CHANGED).findAny().isPresent()) {
      return ExitCode.REFUSED;
    }
    return of(ReplayedPulls.Change.UNKNOWN).findAny().isPresent()
        ? ExitCode.UNDECIDED
        : ExitCode.OK;
  }

  /** For people: what changes, what cannot be told, and the sums. */
  String text() {
    StringBuilder text = new StringBuilder();
    of(ReplayedPulls.Change.CHANGED).forEach(each -> append(text, each, each.decision()));
    of(ReplayedPulls.Change.UNKNOWN).forEach(each -> append(text, each, "cannot tell"));
    text.append(pulls(all.stream())).append(" pulls: ");
    text.append(pulls(of(ReplayedPulls.Change.SAME))).append(" as before, ");
    text.append(pulls(of(ReplayedPulls.Change.CHANGED))).append(" otherwise");
    Map<String, Long> kinds = new TreeMap<>();
    of(ReplayedPulls.Change.CHANGED)
        .forEach(
            each ->
                kinds.merge(
                    each.pulls().first().decision() + " -> " + each.decision(),
                    each.pulls().count(),
                    Long::sum));
    if (!kinds.isEmpty()) {
      text.append(" (")
          .append(
              String.join(
                  ", ",
                  kinds.entrySet().stream()
                      .map(kind -> kind.getValue() + " " + kind.getKey())
                      .toList()))
          .append(')');
    }
    return text.append(", ")
        .append(pulls(of(ReplayedPulls.Change.UNKNOWN)))
        .append(" cannot be told\n")
        .toString();
  }

  private static void append(StringBuilder text, ReplayedPulls each, String decision) {
    RecordEntry entry = each.pulls().first();
    text.append(entry.decision()).append(" -> ").append(decision).append("  ");
    text.append(entry.image()).append('@').append(entry.digest()).append('\n');
    text.append("  pulls  ").append(each.pulls().count());
    text.append(" by ").append(String.join(", ", each.pulls().clients()));
    if (!each.pulls().tags().isEmpty()) {
      text.append(", as ").append(String.join(", ", each.pulls().tags()));
    }
    text.append(", first at ").append(entry.first()).append('\n');
    text.append("  was    ").append(rule(entry.rule())).append(entry.reason()).append('\n');
    for (String reason : each.reasons()) {
      text.append("  now    ").append(rule(each.rule())).append(reason).append('\n');
    }
  }

  private static String rule(String name) {
    return name.isEmpty() ? "" : "rule " + name + ": ";
  }

  /** For machines: one JSON object, with the pulls that stay as they are, too. */
  String json() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("pulls", pulls(all.stream()));
    root.put("same", pulls(of(ReplayedPulls.Change.SAME)));
    root.put("changed", pulls(of(ReplayedPulls.Change.CHANGED)));
    root.put("unknown", pulls(of(ReplayedPulls.Change.UNKNOWN)));
    ArrayNode array = root.putArray("decisions");
    for (ReplayedPulls each : all) {
      RecordEntry entry = each.pulls().first();
      ObjectNode node = array.addObject();
      node.put("image", entry.image());
      node.put("digest", entry.digest());
      each.pulls().tags().forEach(node.putArray("tags")::add);
      each.pulls().clients().forEach(node.putArray("clients")::add);
      node.put("pulls", each.pulls().count());
      node.put("first", entry.first().toString());
      node.put("id", entry.id());
      node.put("change", each.change().name().toLowerCase(java.util.Locale.ROOT));
      node.putObject("was")
          .put("decision", entry.decision())
          .put("rule", entry.rule())
          .put("reason", entry.reason());
      ObjectNode now = node.putObject("now").put("rule", each.rule());
      if (!each.decision().isEmpty()) {
        now.put("decision", each.decision());
      }
      each.reasons().forEach(now.putArray("reasons")::add);
    }
    return root.toPrettyString() + "\n";
  }
}
