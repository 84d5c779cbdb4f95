package dev.portcullis.proxy.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/pains.md} has a row for each complaint, with a test that exists. */
class PainsListTest {
  private static final Path TOP = Path.of("..");
  private static final Pattern NAMED = Pattern.compile("`(\\w+)#(\\w+)`");
  private static final List<Integer> NUMBERS = List.of(1, 2, 6, 7, 8, 13, 14, 16, 17, 22);

  @Test
  void everyComplaintHasItsRow() throws IOException {
    assertThat(rows().stream().map(row -> Integer.valueOf(row.split("\\|", -1)[1].strip())))
        .containsExactlyElementsOf(NUMBERS);
    assertThat(rows()).allMatch(row -> NAMED.matcher(row).find() && row.contains("#"));
  }

  @Test
  void everyTestThatIsNamedExistsAndEveryTestOfAPainIsNamed() throws IOException {
    String document = String.join("\n", rows());
    List<String> missing = new ArrayList<>();
    Matcher named = NAMED.matcher(document);
    while (named.find()) {
      if (!test(named.group(1)).contains("  void " + named.group(2) + "(")) {
        missing.add(named.group());
      }
    }
    assertThat(missing).isEmpty();
    Matcher test = Pattern.compile("  void (pain\\w+)\\(").matcher(test("PainsTest"));
    while (test.find()) {
      assertThat(document).contains("`PainsTest#" + test.group(1) + "`");
    }
  }

  private static List<String> rows() throws IOException {
    return Files.readAllLines(TOP.resolve("docs/pains.md")).stream()
        .filter(line -> line.matches("\\| [0-9].*"))
        .toList();
  }

  private static String test(String name) throws IOException {
    try (Stream<Path> files = Files.walk(TOP.resolve("proxy/src/test/java"))) {
      List<Path> found = files.filter(file -> file.endsWith(name + ".java")).toList();
      return found.isEmpty() ? "" : Files.readString(found.getFirst());
    }
  }
}
