package dev.portcullis.proxy;

import dev.portcullis.policy.PolicyCase;
import dev.portcullis.policy.Rehearsal;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What came of the unit tests of a policy.
 *
 * @param outcomes of each case, in the order of the files
 */
record CaseReport(List<Outcome> outcomes) {
  /** Copies the list. */
  CaseReport {
    outcomes = List.copyOf(outcomes);
  }

  /**
   * What came of one case.
   *
   * @param file the file that it stands in
   */
  record Outcome(String file, PolicyCase one, PolicyCase.Result result) {
    String place() {
      return file + ":" + one.line();
    }

    boolean isAsExpected() {
      return result.differences().isEmpty();
    }

    String differences() {
      return String.join("; ", result.differences());
    }

    /** What is decided, in one sentence. */
    String made() {
      Rehearsal made = result.made();
      return made.verdict().word()
          + " by rule "
          + made.rule()
          + ": "
          + made.explanation().summary();
    }
  }

  /** Runs all cases; {@code now} is the time of those that give none. */
  static CaseReport of(List<CaseFile> files, Instant now) {
    List<Outcome> outcomes = new ArrayList<>();
    for (CaseFile file : files) {
      for (PolicyCase one : file.cases()) {
        outcomes.add(new Outcome(file.path().toString(), one, one.run(file.policy(), now)));
      }
    }
    return new CaseReport(outcomes);
  }

  /** The number of cases that are not as expected. */
  long failed() {
    return outcomes.stream().filter(outcome -> !outcome.isAsExpected()).count();
  }

  /** For people: a line for each case, and what was decided where that was not expected. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (Outcome outcome : outcomes) {
      text.append(outcome.isAsExpected() ? "ok    " : "FAIL  ")
          .append(outcome.place())
          .append("  ")
          .append(outcome.one().name())
          .append('\n');
      if (!outcome.isAsExpected()) {
        text.append("        ").append(outcome.differences()).append('\n');
        text.append("        decided: ").append(outcome.made()).append('\n');
      }
    }
    return text.append(outcomes.size())
        .append(outcomes.size() == 1 ? " case, " : " cases, ")
        .append(failed() == 0 ? "all as expected" : failed() + " not as expected")
        .append('\n')
        .toString();
  }

  /** For machines: one JSON object. */
  String json() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("cases", outcomes.size());
    root.put("failed", failed());
    ArrayNode array = root.putArray("outcomes");
    for (Outcome outcome : outcomes) {
      Rehearsal made = outcome.result().made();
      ObjectNode node = array.addObject();
      node.put("file", outcome.file());
      node.put("line", outcome.one().line());
      node.put("name", outcome.one().name());
      node.put("asExpected", outcome.isAsExpected());
      outcome.result().differences().forEach(node.putArray("differences")::add);
      node.put("decision", made.verdict().word());
      node.put("rule", made.rule());
      node.put("because", made.basis());
      made.signers().forEach(node.putArray("signers")::add);
      node.put("reason", made.explanation().summary());
    }
    return root.toPrettyString() + "\n";
  }

  /** As JUnit's XML, which CI systems show. */
  String junit() {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
      xml.writeStartDocument();
      xml.writeStartElement("testsuite");
      xml.writeAttribute("name", "portcullis policy test");
      xml.writeAttribute("tests", Integer.toString(outcomes.size()));
      xml.writeAttribute("failures", Long.toString(failed()));
      for (Outcome outcome : outcomes) {
        write(xml, outcome);
      }
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("the report cannot be written", e);
    }
    return text + "\n";
  }

  private static void write(XMLStreamWriter xml, Outcome outcome) throws XMLStreamException {
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", printable(outcome.file()));
    xml.writeAttribute("name", printable(outcome.one().name()));
    xml.writeAttribute("file", printable(outcome.file()));
    xml.writeAttribute("line", Integer.toString(outcome.one().line()));
    if (!outcome.isAsExpected()) {
      xml.writeStartElement("failure");
      xml.writeAttribute("message", printable(outcome.differences()));
      xml.writeCharacters(printable(outcome.made()));
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  /** Without what XML cannot hold. */
  private static String printable(String text) {
    return text.replaceAll("[^\\t\\n\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]", "?");
  }
}
