package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The table in {@code docs/policy.md} is that of {@code decisions.txt}. Run with the environment
 * variable {@code WRITE_DOCUMENTATION=yes} to write it anew.
 */
class DecisionsDocumentTest {
  private static final Path PAGE = Path.of("..", "docs", "policy.md");
  private static final String BEGIN = "<!-- decisions: written by DecisionsDocumentTest -->\n";
  private static final String END = "<!-- end of decisions -->\n";

  @Test
  void tableInTheDocumentationIsTheTableThatIsTested() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    assertThat(begin).isGreaterThanOrEqualTo(BEGIN.length());
    assertThat(end).isGreaterThanOrEqualTo(begin);
    String table = table();
    if ("yes".equals(System.getenv("WRITE_DOCUMENTATION"))) {
      Files.writeString(PAGE, page.substring(0, begin) + table + page.substring(end));
      return;
    }
    assertThat(page.substring(begin, end))
        .as("docs/policy.md; WRITE_DOCUMENTATION=yes with this test writes it")
        .isEqualTo(table);
  }

  private static String table() {
    return DecisionsTest.cases().stream()
        .map(
            one ->
                "| "
                    + String.join(
                        " | ",
                        cell(one.name()),
                        code(one.rule().strip().lines().toList()),
                        code(one.found()),
                        cell(one.decision()),
                        cell(one.reason()))
                    + " |\n")
        .collect(
            Collectors.joining(
                "",
                """

                | what it shows | what the rule says | what is found | what is decided | why |
                |---|---|---|---|---|
                """,
                "\n"));
  }

  private static String code(List<String> lines) {
    return lines.stream()
        .map(line -> "`" + line.strip().replace("|", "\\|") + "`")
        .collect(Collectors.joining("<br>"));
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*");
  }
}
