package dev.portcullis.policy.imported;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.policy.file.DocumentException;
import dev.portcullis.policy.file.KeyFolder;
import dev.portcullis.policy.file.Problem;
import dev.portcullis.verify.lab.LabNotary;
import dev.portcullis.verify.lab.LabOwner;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cases of {@code documents.txt}, which anybody can read and add to. */
class ImportedDocumentsTest {
  /**
   * One case.
   *
   * @param name what it shows
   * @param options how it is imported
   * @param original the foreign policy
   * @param expected what is expected, by the name of the part
   */
  record Case(String name, List<String> options, String original, Map<String, String> expected) {
    @Override
    public String toString() {
      return name;
    }

    String part(String part) {
      return Optional.ofNullable(expected.get(part)).orElse("");
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isCarriedOver(Case one) throws Exception {
    if (one.expected().containsKey("wrong")) {
      assertThatThrownBy(() -> read(one))
          .isInstanceOfSatisfying(
              DocumentException.class,
              e -> assertThat(lines(e.problems())).isEqualTo(one.part("wrong")));
      return;
    }
    Imported imported = read(one);
    assertThat(lines(imported.warnings())).isEqualTo(one.part("warnings"));
    assertThat(imported.yaml().lines().filter(line -> !line.startsWith("#")))
        .containsExactlyElementsOf(one.part("result").lines().toList());
    assertThat(String.join("\n", imported.files().keySet())).isEqualTo(one.part("files"));
  }

  @ParameterizedTest
  @MethodSource("results")
  void resultCanBeUsed(Case one) throws Exception {
    Imported imported = read(one);
    KeyFolder files = files();
    imported.files().forEach(files::with);
    String upstreams = "(?m)^upstreams:\n(  .*\n)*"; // which are the proxy's to read
    assertThat(files.read(imported.yaml().replaceFirst(upstreams, "")).policy().rules())
        .hasSameSizeAs(
            imported.yaml().lines().filter(line -> line.startsWith("  - name:")).toList());
  }

  @Test
  void warningsStandInTheResultToo() throws Exception {
    for (Case each : results()) {
      Imported imported = read(each);
      for (Problem warning : imported.warnings()) {
        assertThat(imported.yaml())
            .contains("# warning: line " + warning.line() + ": " + warning.message() + "\n");
      }
    }
  }

  @Test
  void resourcesOfAListAreRead() throws Exception {
    String list =
        """
        {"apiVersion": "v1", "kind": "List", "items": [
        \t{"apiVersion": "policy.sigstore.dev/v1beta1", "kind": "ClusterImagePolicy", "metadata": {"name": "one"},
        \t "spec": {"images": [{"glob": "ghcr.io/acme/**"}], "authorities": [{"static": {"action": "fail"}}]}}]}
        """;
    Imported imported =
        PolicyImport.read(
            "list.json", Bytes.utf8(list), Optional.empty(), ImportOptions.USUAL, files());
    assertThat(imported.yaml()).contains("ghcr.io/acme/**").contains("refuse:");
  }

  @Test
  void formatChoosesAmongTheResources() throws Exception {
    Case both =
        cases().stream()
            .filter(each -> each.name().contains("two systems"))
            .findFirst()
            .orElseThrow();
    Imported imported =
        PolicyImport.read(
            "both.yaml",
            Bytes.utf8(both.original()),
            Optional.of(ForeignFormat.KYVERNO),
            ImportOptions.USUAL,
            files());
    assertThat(imported.yaml()).contains("unmatched: insecureAdmit");
    assertThat(lines(imported.warnings()))
        .contains("not of the format that is asked for; left out");
  }

  @Test
  void moreDocumentsThanAnybodyHasAreRefused() {
    String many = "apiVersion: v1\nkind: Pod\n---\n".repeat(300);
    assertThatThrownBy(
            () ->
                PolicyImport.read(
                    "many.yaml", Bytes.utf8(many), Optional.empty(), ImportOptions.USUAL, files()))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("a second document begins here");
  }

  private static Imported read(Case one) throws DocumentException {
    TreeSet<String> registries = new TreeSet<>();
    for (int i = 0; i < one.options().size(); i++) {
      if (one.options().get(i).equals("--registry")) {
        registries.add(one.options().get(i + 1));
      }
    }
    return PolicyImport.read(
        "policy",
        Bytes.utf8(one.original()),
        Optional.empty(),
        new ImportOptions(registries, one.options().contains("--ignore-tags"), "truststore"),
        files());
  }

  private static KeyFolder files() {
    return new KeyFolder()
        .withKey("/a.pub")
        .withKey("/b.pub")
        .withKey("/c.pub")
        .withKey("/rekor-own.pub")
        .with("/own.pem", LabOwner.ROOT.pem())
        .with("truststore/x509/ca/acme/root.pem", LabNotary.ROOT.pem())
        .with("truststore/x509/tsa/time/root.pem", LabNotary.TSA_ROOT.pem());
  }

  private static String lines(List<Problem> problems) {
    return problems.stream()
        .map(each -> each.line() + ":" + each.column() + ": " + each.message())
        .collect(Collectors.joining("\n"));
  }

  static List<Case> results() {
    return cases().stream().filter(each -> each.expected().containsKey("result")).toList();
  }

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    String[] sections = text().split("(?m)^=== ", -1);
    for (int i = 1; i < sections.length; i++) {
      String[] parts = sections[i].split("(?m)^--- (?=warnings|result|files|wrong)", -1);
      int title = parts[0].indexOf('\n');
      String original = parts[0].substring(title + 1);
      List<String> options = List.of();
      if (original.startsWith("options: ")) {
        int end = original.indexOf('\n');
        options = List.of(original.substring("options: ".length(), end).split(" ", -1));
        original = original.substring(end + 1);
      }
      Map<String, String> expected = new HashMap<>();
      for (int j = 1; j < parts.length; j++) {
        int end = parts[j].indexOf('\n');
        expected.put(parts[j].substring(0, end), parts[j].substring(end + 1).strip());
      }
      cases.add(new Case(parts[0].substring(0, title), options, original, expected));
    }
    return cases;
  }

  private static String text() {
    try (InputStream stream = ImportedDocumentsTest.class.getResourceAsStream("documents.txt")) {
      if (stream == null) {
        throw new AssertionError("documents.txt is missing");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
