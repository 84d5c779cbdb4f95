package dev.portcullis.proxy.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/attacks.md} names tests that exist, and all of them. */
class AttackListTest {
  private static final Path TOP = Path.of("..");
  private static final Pattern NAMED = Pattern.compile("`(\\w+)#(\\w+)`");
  private static final Pattern TEST = Pattern.compile("\\n  void (\\w+)\\(");

  /** Other tests of attacks than those of the packages need a row if they name an advisory. */
  private static final Pattern ADVISORY = Pattern.compile("^(cve[0-9]|ghsa)");

  /** Every identifier of the list that the tests were made from. */
  private static final List<String> ADVISORIES =
      List.of(
          "CVE-2022-23649",
          "CVE-2022-36056",
          "GHSA-8gw7-4j42-w388",
          "CVE-2022-35929",
          "GHSA-vjxv-45g9-9296",
          "CVE-2022-35930",
          "GHSA-739f-hw6h-7wq8",
          "CVE-2023-46737",
          "GHSA-vfp6-jrw2-99g9",
          "CVE-2024-29902",
          "CVE-2024-29903",
          "GHSA-95pr-fxf5-86gv",
          "CVE-2026-22703",
          "GHSA-whqx-f9j3-ch6m",
          "CVE-2026-24122",
          "GHSA-wfqv-66vq-46rm",
          "CVE-2026-39395",
          "GHSA-w6c6-c85g-mmv6",
          "GHSA-fx35-mq7g-6g98",
          "CVE-2024-45395",
          "GHSA-cq38-jh5f-37mq",
          "GHSA-9vcr-p3rj-q5q6",
          "CVE-2026-54787",
          "GHSA-wqqc-jjcq-vfxm",
          "CVE-2024-53267",
          "GHSA-q4xm-6fjc-5f6w",
          "CVE-2024-54140",
          "GHSA-jp26-88mw-89qr",
          "#1008",
          "CVE-2024-55655",
          "GHSA-hhfg-fwrw-87w7",
          "CVE-2026-48816",
          "GHSA-xgjw-pm74-86q4",
          "CVE-2026-48815",
          "GHSA-52v5-jr5w-gjxr",
          "CVE-2026-24408",
          "CVE-2026-31830",
          "verify_digest",
          "CVE-2026-39984",
          "GHSA-xm5m-wgh2-rrg3",
          "CVE-2025-66564",
          "CVE-2026-24137",
          "CVE-2026-24117",
          "CVE-2026-23831",
          "CVE-2023-33199",
          "CVE-2023-30551",
          "CVE-2023-47122",
          "CVE-2024-51746",
          "GHSA-8pmp-678w-c8xx",
          "CVE-2022-47633",
          "GHSA-m3cq-xcx9-3gvm",
          "GHSA-wfqx-gjrf-g28r",
          "GHSA-mf7q-r4rv-jv94",
          "CVE-2023-47630",
          "GHSA-3hfq-cx9j-923w",
          "CVE-2025-29778",
          "GHSA-46mp-8w32-6g94",
          "CVE-2026-122321",
          "CVE-2023-42813",
          "CVE-2023-42815",
          "CVE-2023-42816",
          "CVE-2023-33957",
          "CVE-2023-33958",
          "CVE-2023-33959",
          "GHSA-xhg5-42rf-296r",
          "CVE-2023-25656",
          "CVE-2024-51491",
          "CVE-2024-56138",
          "GHSA-45v3-38pc-874v",
          "CVE-2024-23332",
          "GHSA-57wx-m636-g3g8",
          "GHSA-r2xv-vpr2-42m9",
          "CVE-2021-41190",
          "GHSA-mc8v-mgrf-8f4m",
          "GHSA-77vh-xpmg-72qh",
          "GHSA-qq97-vm5h-rrhg",
          "CVE-2026-33894",
          "CVE-2026-33895");

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String document() {
    return read(TOP.resolve("docs/attacks.md"));
  }

  /** The text of every test class, by its simple name; two of one name stand together. */
  private static Map<String, String> testClasses() throws IOException {
    Map<String, String> classes = new TreeMap<>();
    for (String module : List.of("verify", "policy", "proxy")) {
      try (Stream<Path> files = Files.walk(TOP.resolve(module).resolve("src/test/java"))) {
        files
            .filter(file -> file.toString().endsWith("Test.java"))
            .forEach(
                file ->
                    classes.merge(
                        file.getFileName().toString().replace(".java", ""),
                        read(file),
                        String::concat));
      }
    }
    return classes;
  }

  @Test
  void everyTestThatIsNamedExists() throws IOException {
    Map<String, String> classes = testClasses();
    List<String> missing = new ArrayList<>();
    Matcher named = NAMED.matcher(document());
    int count = 0;
    while (named.find()) {
      count++;
      if (!classes.getOrDefault(named.group(1), "").contains("  void " + named.group(2) + "(")) {
        missing.add(named.group());
      }
    }
    assertThat(missing).isEmpty();
    assertThat(count).isGreaterThan(60);
  }

  @Test
  void everyTestOfAnAttackIsNamed() throws IOException {
    String document = document();
    TreeSet<String> unnamed = new TreeSet<>();
    testClasses()
        .forEach(
            (name, text) -> {
              if (text.contains(".attacks;") || name.endsWith("AttacksTest")) {
                Matcher test = TEST.matcher(text);
                while (test.find()) {
                  String named = "`" + name + "#" + test.group(1) + "`";
                  boolean attack =
                      text.contains(".attacks;") || ADVISORY.matcher(test.group(1)).find();
                  if (attack && !document.contains(named) && !test.group(1).equals("close")) {
                    unnamed.add(named);
                  }
                }
              }
            });
    unnamed.removeIf(test -> test.startsWith("`AttackListTest#"));
    assertThat(unnamed).isEmpty();
  }

  @Test
  void everyAdvisoryHasItsRowWithATestOrTheReasonWhyNot() {
    List<String> rows = document().lines().filter(line -> line.startsWith("| ")).toList();
    assertThat(ADVISORIES).allMatch(id -> rows.stream().anyMatch(row -> row.contains(id)));
    assertThat(rows)
        .allMatch(
            row ->
                NAMED.matcher(row).find()
                    || row.contains("not here: ")
                    || row.equals("| id | what we do | test |"));
  }
}
