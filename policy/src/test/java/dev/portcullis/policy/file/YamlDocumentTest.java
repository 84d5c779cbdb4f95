package dev.portcullis.policy.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlDocumentTest {
  @Test
  void valuesAreReadAsWhatIsAskedFor() throws Exception {
    YamlMapping root =
        parse(
                """
                text: no
                number: 5
                switch: true
                wait: 800ms
                when: 2026-12-01T01:00:00+01:00
                mode: warn
                list: [a, 'b', "c"]
                inner: {x: 1}
                """)
            .root();
    assertThat(root.get("text").flatMap(YamlNode::text)).hasValue("no");
    assertThat(root.get("number").flatMap(node -> node.integer(1, 5))).hasValue(5);
    assertThat(root.get("number").flatMap(YamlNode::text)).hasValue("5");
    assertThat(root.get("switch").flatMap(YamlNode::bool)).hasValue(true);
    assertThat(root.get("wait").flatMap(YamlNode::duration)).hasValue(Duration.ofMillis(800));
    assertThat(root.get("when").flatMap(YamlNode::instant))
        .hasValue(Instant.parse("2026-12-01T00:00:00Z"));
    assertThat(root.get("mode").flatMap(node -> node.word(Map.of("warn", 1)))).hasValue(1);
    assertThat(
            root.get("list").flatMap(YamlNode::list).orElseThrow().stream()
                .flatMap(node -> node.text().stream()))
        .containsExactly("a", "b", "c");
    assertThat(root.get("inner").flatMap(YamlNode::mapping).flatMap(inner -> inner.get("x")))
        .isPresent();
    assertThat(root.get("absent")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0s, PT0S",
    "5s, PT5S",
    "10m, PT10M",
    "1h, PT1H",
    "7d, PT168H",
    "999999999d, PT23999999976H",
  })
  void durationsHaveUnits(String text, Duration expected) throws Exception {
    assertThat(parse("x: " + text).root().get("x").flatMap(YamlNode::duration)).hasValue(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "s", "-1s", "1.5s", "1 s", "1w", "1234567890s", "[5s]", "''", ""})
  void otherDurationsAreRefused(String text) {
    assertThat(problemOf("x: " + text, YamlNode::duration)).startsWith("f.yaml:1:");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "x: five | f.yaml:1:4: expected a number from 1 to 9, found 'five'",
        "x: 10 | f.yaml:1:4: expected a number from 1 to 9, found '10'",
        "x: '5' | f.yaml:1:4: expected a number from 1 to 9, found '5'",
        "x: 0x5 | f.yaml:1:4: expected a number from 1 to 9, found '0x5'",
        "x: 99999999999 | f.yaml:1:4: expected a number from 1 to 9, found '99999999999'",
        "x: [5] | f.yaml:1:4: expected a number, found a list",
        "x: {y: 5} | f.yaml:1:4: expected a number, found a mapping of keys to values",
        "x: | f.yaml:1:3: expected a number from 1 to 9, found nothing; give it a value or remove"
            + " the key",
      })
  void wrongNumberSaysWhereAndWhat(String yaml, String problem) {
    assertThat(problemOf(yaml, node -> node.integer(1, 9))).isEqualTo(problem);
  }

  @Test
  void otherWrongKindsSayWhatWasExpected() {
    assertThat(problemOf("x: yes", YamlNode::bool))
        .isEqualTo("f.yaml:1:4: expected true or false, found 'yes'");
    assertThat(problemOf("x: ~", YamlNode::text))
        .isEqualTo("f.yaml:1:4: expected text, found nothing; give it a value or remove the key");
    assertThat(problemOf("x: ''", YamlNode::text))
        .isEqualTo("f.yaml:1:4: expected text, found empty text");
    assertThat(problemOf("x: 2026-12-01", YamlNode::instant))
        .isEqualTo("f.yaml:1:4: expected a time such as 2026-12-01T00:00:00Z, found '2026-12-01'");
    assertThat(problemOf("x: deny", node -> node.word(Map.of("warn", 1, "audit", 2))))
        .isEqualTo("f.yaml:1:4: expected one of audit, warn, found 'deny'");
    assertThat(problemOf("x: a", YamlNode::list))
        .isEqualTo("f.yaml:1:4: expected a list, found 'a'");
    assertThat(problemOf("x: a", YamlNode::mapping))
        .isEqualTo("f.yaml:1:4: expected a mapping of keys to values, found 'a'");
    assertThat(problemOf("x: sha256:ab", node -> node.read(Digest::parse)))
        .isEqualTo("f.yaml:1:4: 'sha256:ab' is not a digest: sha256:<64 hex> or sha512:<128 hex>");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a: &x 1 | 1:4: anchors and aliases are not supported; write the value out",
        "a: *x | 1:4: anchors and aliases are not supported; write the value out",
        "a: !!str 1 | 1:4: tags are not supported; remove 'tag:yaml.org,2002:str'",
        "a: !x {b: 1} | 1:4: tags are not supported; remove '!x'",
        "a: 1\\na: 2 | 2:1: key 'a' is already on line 1; remove one of them",
        "{a: {b: 1, 'b': 2}} | 1:12: key 'b' is already on line 1; remove one of them",
        "<<: {a: 1} | 1:1: merge keys are not supported; write the values out",
        "a: 1\\n---\\nb: 2 | 3:1: a second document begins here; write one document to a file",
        "? [a]\\n: 1 | 1:3: a key must be text, found a list",
        "~: 1 | 1:1: a key must be text, found nothing; give it a value or remove the key",
        "'': 1 | 1:1: a key must be text, found empty text",
        "- a | 1:1: expected a mapping of keys to values, found a list",
        "text | 1:1: expected a mapping of keys to values, found 'text'",
        "a: [1 | 1:6: not valid YAML: expected ',' or ']', but got <stream end>",
        "a: b: c | 1:5: not valid YAML: mapping values are not allowed here",
      })
  void whatMakesYamlSurprisingIsRefused(String yaml, String problem) {
    assertThatThrownBy(() -> parse(yaml.replace("\\n", "\n")))
        .isInstanceOf(DocumentException.class)
        .message()
        .startsWith("f.yaml:" + problem);
  }

  @Test
  void inputThatIsNoTextIsRefused() {
    assertThatThrownBy(
            () -> YamlDocument.parse("f.yaml", Bytes.wrap(new byte[] {(byte) 0xc3, 0x28})))
        .hasMessage("f.yaml:1:1: the file is not UTF-8");
    assertThatThrownBy(() -> parse("a: \u0007")).isInstanceOf(DocumentException.class);
    assertThatThrownBy(() -> parse("a: " + "[".repeat(50) + "]".repeat(50)))
        .hasMessage("f.yaml:1:35: not valid YAML: nested more than 32 levels deep");
    assertThatThrownBy(() -> parse("x".repeat(17 * 1024 * 1024)))
        .hasMessageContaining("the file is longer than");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n", "---\n", "~", "{}"})
  void emptyFileIsAMappingWithoutKeys(String yaml) throws Exception {
    assertThat(parse(yaml).root().entries()).isEmpty();
  }

  @Test
  void byteOrderMarkIsSkipped() throws Exception {
    assertThat(parse("\uFEFFa: 1").root().get("a")).isPresent();
  }

  @Test
  void keysThatNobodyAskedForAreAllReportedWithAdvice() throws Exception {
    YamlDocument document =
        parse(
            """
            requier: 1
            other: 2
            list:
              - {name: a, nmae: b}
            names:
              free: {inner: 1, extra: 2}
            unread: {anything: 1}
            """);
    YamlMapping root = document.root();
    assertThat(root.get("require")).isEmpty();
    for (YamlNode entry : root.get("list").flatMap(YamlNode::list).orElseThrow()) {
      assertThat(entry.mapping().flatMap(mapping -> mapping.get("name"))).isPresent();
    }
    for (YamlMapping.Entry entry :
        root.get("names").flatMap(YamlNode::mapping).orElseThrow().entries()) {
      assertThat(entry.value().mapping().flatMap(mapping -> mapping.get("inner"))).isPresent();
    }
    assertThat(root.get("unread")).isPresent();
    assertThatThrownBy(document::check)
        .hasMessage(
            """
            f.yaml:1:1: unknown key 'requier'; did you mean 'require'?
            f.yaml:2:1: unknown key 'other'; known here: list, names, require, unread
            f.yaml:4:15: unknown key 'nmae'; did you mean 'name'?
            f.yaml:6:20: unknown key 'extra'; known here: inner\
            """);
    assertThat(document.askedKeys())
        .containsExactly("list", "list[].name", "names", "names.*.inner", "require", "unread");
  }

  @Test
  void noMoreThanTwentyProblemsAreSpelledOut() throws Exception {
    StringBuilder yaml = new StringBuilder();
    for (int i = 0; i < 30; i++) {
      yaml.append("key").append(i).append(": 1\n");
    }
    YamlDocument document = parse(yaml.toString());
    assertThatThrownBy(document::check)
        .isInstanceOfSatisfying(DocumentException.class, e -> assertThat(e.problems()).hasSize(30))
        .message()
        .endsWith("\nand 10 more")
        .hasLineCount(21);
  }

  @Test
  void includedDocumentReportsUnderItsOwnName() throws Exception {
    YamlDocument document = parse("a: 1");
    assertThat(document.root().get("a")).isPresent();
    YamlDocument other = document.include("other.yaml", Bytes.utf8("b: 1"));
    assertThat(other.root().get("a")).isEmpty();
    assertThatThrownBy(document::check)
        .hasMessage("other.yaml:1:1: unknown key 'b'; did you mean 'a'?");
  }

  private static YamlDocument parse(String yaml) throws DocumentException {
    return YamlDocument.parse("f.yaml", Bytes.utf8(yaml));
  }

  private static String problemOf(String yaml, Function<YamlNode, Optional<?>> reading) {
    try {
      YamlDocument document = parse(yaml);
      Optional<?> value = document.root().get("x").flatMap(node -> reading.apply(node));
      assertThat(value).isEmpty();
      document.check();
    } catch (DocumentException e) {
      List<Problem> problems = e.problems();
      assertThat(problems).hasSize(1);
      return problems.getFirst().toString();
    }
    throw new AssertionError("no problem with " + yaml);
  }
}
