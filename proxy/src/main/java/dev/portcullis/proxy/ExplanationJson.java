package dev.portcullis.proxy;

import dev.portcullis.policy.Explanation;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What was required and what was found, as the record keeps it. */
final class ExplanationJson {
  private ExplanationJson() {}

  /** A JSON array of requirements; empty text if nothing was required. */
  static String of(Explanation explanation) {
    return explanation.requirements().isEmpty()
        ? ""
        : outcomes(explanation.requirements()).toString();
  }

  private static ArrayNode outcomes(List<Explanation.Outcome> outcomes) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Explanation.Outcome outcome : outcomes) {
      ObjectNode node = array.addObject();
      node.put("requirement", outcome.requirement());
      node.put("met", outcome.met());
      ArrayNode reasons = node.putArray("reasons");
      outcome.reasons().forEach(reasons::add);
      if (!outcome.parts().isEmpty()) {
        node.set("parts", outcomes(outcome.parts()));
      }
    }
    return array;
  }
}
