package dev.portcullis.policy.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The cases of {@code refused.txt}, and the files that they name. */
final class RefusedDocuments {
  static final KeyFolder FILES = files();

  private RefusedDocuments() {}

  /**
   * One case.
   *
   * @param name what is wrong, for people
   * @param yaml the document
   * @param schemaRefuses whether the JSON Schema refuses it
   * @param problems the message of the exception
   */
  record Case(String name, String yaml, boolean schemaRefuses, String problems) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Reads {@code yaml} with the files that the cases name. */
  static LoadedPolicy read(String yaml) throws DocumentException {
    return FILES.read(yaml);
  }

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    String[] sections = text().split("(?m)^=== ", -1);
    for (int i = 1; i < sections.length; i++) {
      String[] parts = sections[i].split("(?m)^--- schema (refuses|cannot tell)\n", -1);
      int title = parts[0].indexOf('\n');
      cases.add(
          new Case(
              parts[0].substring(0, title),
              parts[0].substring(title + 1),
              sections[i].contains("\n--- schema refuses\n"),
              parts[1].strip()));
    }
    return cases;
  }

  private static KeyFolder files() {
    KeyFolder files =
        new KeyFolder().withKey("a.pub").withKey("b.pub").withKey("c.pub").withRsaKey("rsa.pub");
    files.with("a-again.pub", files.text("a.pub"));
    return files
        .with("revoked.yaml", "digests: []")
        .with(
            "revoked-wrong.yaml",
            """
            digests:
              - sha256:12
            signers:
              - relaese
              - {reason: no name}
            keys:
              - ABCD
            certificates: []
            """);
  }

  private static String text() {
    try (InputStream stream = RefusedDocuments.class.getResourceAsStream("refused.txt")) {
      if (stream == null) {
        throw new AssertionError("refused.txt is missing");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
