package dev.portcullis.proxy;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Reference;
import dev.portcullis.policy.Decision;
import dev.portcullis.policy.Explanation;
import dev.portcullis.proxy.admission.Answer;
import dev.portcullis.proxy.admission.Outcome;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What {@code verify} tells about one image, for people and for machines.
 *
 * @param image what was asked about
 * @param digest the content that was decided about, if it came to that
 * @param decision the decision, if there is one
 * @param outcome the outcome in one word
 * @param reason why, in one sentence
 * @param exitCode what the command ends with
 */
record VerifyReport(
    Reference image,
    Optional<Digest> digest,
    Optional<Decision> decision,
    String outcome,
    String reason,
    int exitCode) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** The report on an answer. */
  static VerifyReport of(Reference image, Answer answer) {
    return switch (answer) {
      case Answer.Serve serve ->
          decided(image, Optional.of(serve.held().digest()), serve.decision(), ExitCode.OK);
      case Answer.Refused refused ->
          decided(image, Optional.of(refused.digest()), refused.decision(), ExitCode.REFUSED);
      case Answer.Undecided undecided ->
          decided(image, Optional.of(undecided.digest()), undecided.decision(), ExitCode.UNDECIDED);
      case Answer.Relay relay -> other(image, "undecided", "it is a blob", ExitCode.UNDECIDED);
      case Answer.Unreferenced blob -> other(image, "refuse", blob.message(), ExitCode.REFUSED);
      case Answer.Unacceptable bad -> other(image, "refuse", bad.message(), ExitCode.REFUSED);
      case Answer.Absent absent ->
          other(image, "absent", "there is no such image", ExitCode.UNDECIDED);
      case Answer.AccessDenied denied ->
          other(image, "undecided", denied.message(), ExitCode.UNDECIDED);
      case Answer.Trouble trouble ->
          other(image, "undecided", trouble.message(), ExitCode.UNDECIDED);
    };
  }

  private static VerifyReport decided(
      Reference image, Optional<Digest> digest, Decision decision, int exitCode) {
    return new VerifyReport(
        image,
        digest,
        Optional.of(decision),
        Outcome.of(decision).word(),
        decision.explanation().summary(),
        exitCode);
  }

  private static VerifyReport other(Reference image, String outcome, String reason, int exitCode) {
    return new VerifyReport(image, Optional.empty(), Optional.empty(), outcome, reason, exitCode);
  }

  /** For people: the outcome and, indented, each requirement with what came of it. */
  String text() {
    StringBuilder text = new StringBuilder();
    text.append(outcome).append("  ").append(image).append('\n');
    digest.ifPresent(content -> text.append("  digest  ").append(content).append('\n'));
    decision.ifPresent(made -> text.append("  rule    ").append(made.rule()).append('\n'));
    text.append("  reason  ").append(reason).append('\n');
    decision.ifPresent(made -> append(made.explanation().requirements(), "  ", text));
    return text.toString();
  }

  private static void append(List<Explanation.Outcome> outcomes, String indent, StringBuilder out) {
    for (Explanation.Outcome outcome : outcomes) {
      out.append(indent)
          .append(outcome.met() ? "[met]     " : "[not met] ")
          .append(outcome.requirement())
          .append('\n');
      outcome.reasons().forEach(why -> out.append(indent).append("  - ").append(why).append('\n'));
      append(outcome.parts(), indent + "  ", out);
    }
  }

  /** For machines: one JSON object. */
  String json() {
    ObjectNode report = JsonNodeFactory.instance.objectNode();
    report.put("image", image.toString());
    digest.ifPresent(content -> report.put("digest", content.toString()));
    report.put("decision", outcome);
    decision.ifPresent(made -> report.put("rule", made.rule()));
    if (decision.orElse(null) instanceof Decision.Admit admit) {
      ArrayNode signers = report.putArray("signers");
      admit.signers().forEach(signers::add);
    }
    report.put("reason", reason);
    decision.ifPresent(
        made -> report.set("requirements", requirements(made.explanation().requirements())));
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(report) + "\n";
  }

  private static ArrayNode requirements(List<Explanation.Outcome> outcomes) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Explanation.Outcome outcome : outcomes) {
      ObjectNode node = array.addObject();
      node.put("requirement", outcome.requirement());
      node.put("met", outcome.met());
      ArrayNode reasons = node.putArray("reasons");
      outcome.reasons().forEach(reasons::add);
      node.set("parts", requirements(outcome.parts()));
    }
    return array;
  }
}
