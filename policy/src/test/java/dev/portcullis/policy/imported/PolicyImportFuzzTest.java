package dev.portcullis.policy.imported;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.portcullis.oci.Bytes;
import dev.portcullis.policy.file.DocumentException;
import dev.portcullis.policy.file.KeyFolder;
import dev.portcullis.policy.file.YamlDocument;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Any bytes are a policy of another system, carried over to what can be parsed, or are refused. */
class PolicyImportFuzzTest {
  private static final ImportOptions SOME =
      new ImportOptions(new TreeSet<>(List.of("registry.acme.io")), true, "truststore");

  @FuzzTest
  void notation(byte[] data) {
    read(data, ForeignFormat.NOTATION);
  }

  @FuzzTest
  void containers(byte[] data) {
    read(data, ForeignFormat.CONTAINERS);
  }

  @FuzzTest
  void policyController(byte[] data) {
    read(data, ForeignFormat.POLICY_CONTROLLER);
  }

  @FuzzTest
  void kyverno(byte[] data) {
    read(data, ForeignFormat.KYVERNO);
  }

  private static void read(byte[] data, ForeignFormat format) {
    for (ImportOptions options : List.of(ImportOptions.USUAL, SOME)) {
      Imported imported;
      try {
        imported =
            PolicyImport.read(
                "fuzz", Bytes.copyOf(data), Optional.of(format), options, new KeyFolder());
      } catch (DocumentException e) {
        continue; // the one way to refuse
      }
      try {
        YamlDocument.parse("result", Bytes.utf8(imported.yaml()));
      } catch (DocumentException e) {
        throw new AssertionError(imported.yaml(), e);
      }
      assertThat(imported.files().keySet()).allMatch(path -> !path.contains(".."));
    }
  }
}
