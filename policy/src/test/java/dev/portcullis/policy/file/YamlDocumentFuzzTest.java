package dev.portcullis.policy.file;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.portcullis.oci.Bytes;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

class YamlDocumentFuzzTest {
  /** Any bytes either are a document, all of which can be read, or end in a list of problems. */
  @FuzzTest
  void parse(byte[] input) {
    try {
      YamlDocument document = YamlDocument.parse("f.yaml", Bytes.copyOf(input));
      read(document.root());
      document.check();
    } catch (DocumentException e) {
      if (e.problems().isEmpty()) {
        throw new IllegalStateException("refused without a reason", e);
      }
      for (Problem problem : e.problems()) {
        if (problem.line() < 1 || problem.column() < 1 || problem.message().length() > 2000) {
          throw new IllegalStateException("no place or no end: " + problem, e);
        }
      }
    }
  }

  private static void read(YamlNode node) {
    long values =
        Stream.<Optional<?>>of(
                node.text(),
                node.bool(),
                node.integer(-5, 5),
                node.duration(),
                node.instant(),
                node.word(Map.of("a", 1)))
            .filter(Optional::isPresent)
            .count();
    if (values > 0 && !(node instanceof YamlScalar)) {
      throw new IllegalStateException("a value that is no scalar: " + node);
    }
    if (node instanceof YamlList) {
      node.list().orElseThrow().forEach(YamlDocumentFuzzTest::read);
    }
    if (node instanceof YamlMapping mapping) {
      mapping.entries().forEach(entry -> read(entry.value()));
    }
  }
}
