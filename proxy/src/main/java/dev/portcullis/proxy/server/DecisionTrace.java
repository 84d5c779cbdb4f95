package dev.portcullis.proxy.server;

import dev.portcullis.policy.Decision;
import dev.portcullis.policy.Explanation;
import dev.portcullis.proxy.admission.Outcome;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The trace of a decision as the {@code detail} of an error: each requirement, whether it is met,
 * and why. Clients read at most 64 KB of an error (OCI proxy notes, 1.3), so reasons are left out
 * until the trace fits.
 */
final class DecisionTrace {
  private static final int CHARACTERS = 48 * 1024;
  private static final int REASON = 400;
  private static final int DEPTH = 16;

  private DecisionTrace() {}

  /** The trace of {@code decision}, below 48 KiB. */
  static ObjectNode of(Decision decision, String id, Asked asked) {
    int[] reasons = {64, 8, 1, 0};
    ObjectNode trace = summary(decision, id, asked);
    for (int allowed : reasons) {
      trace.set("requirements", outcomes(decision.explanation().requirements(), allowed, DEPTH));
      if (trace.toString().length() <= CHARACTERS) {
        return trace;
      }
    }
    trace.remove("requirements");
    trace.put("truncated", true);
    return trace;
  }

  private static ObjectNode summary(Decision decision, String id, Asked asked) {
    ObjectNode trace = JsonNodeFactory.instance.objectNode();
    trace.put("decision", Outcome.of(decision).word());
    trace.put("id", id);
    trace.put("rule", decision.rule());
    trace.put("image", asked.name());
    if (decision instanceof Decision.Refuse refuse) {
      trace.put("kind", refuse.refusal().name());
    }
    trace.put("reason", cut(decision.explanation().summary()));
    return trace;
  }

  private static ArrayNode outcomes(List<Explanation.Outcome> outcomes, int reasons, int depth) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Explanation.Outcome outcome : outcomes) {
      ObjectNode node = array.addObject();
      node.put("requirement", cut(outcome.requirement()));
      node.put("met", outcome.met());
      ArrayNode why = node.putArray("reasons");
      IntStream.range(0, Math.min(reasons, outcome.reasons().size()))
          .forEach(i -> why.add(cut(outcome.reasons().get(i))));
      if (outcome.reasons().size() > reasons) {
        node.put("moreReasons", outcome.reasons().size() - reasons);
      }
      if (!outcome.parts().isEmpty() && depth > 0) {
        node.set("parts", outcomes(outcome.parts(), reasons, depth - 1));
      }
    }
    return array;
  }

  private static String cut(String text) {
    String printable = HeaderText.printable(text);
    return printable.length() <= REASON ? printable : printable.substring(0, REASON) + "...";
  }
}
