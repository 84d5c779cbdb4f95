package dev.portcullis.policy.file;

import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabNotary;
import dev.portcullis.verify.lab.LabOwner;
import dev.portcullis.verify.lab.LabSigstore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
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
    addRoots(files);
    addStores(files);
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
            certificates:
              - 12:34
            logEntries:
              - rekor.sigstore.dev
            colours: []
            """);
  }

  private static void addRoots(KeyFolder files) {
    LabSigstore.LabRoot root = LabSigstore.named("lab").trustedRoot();
    LabSigstore.LabRoot unlogged = root.with("tlogs", List.of()).with("ctlogs", List.of());
    String other = LabSigstore.named("other").trustedRoot().json().toUtf8();
    files
        .with("own.pem", LabOwner.pem(LabOwner.ROOT, LabOwner.MIDDLE))
        .with("middle.pem", LabOwner.pem(LabOwner.MIDDLE))
        .with("stray.pem", LabOwner.pem(LabOwner.ROOT, LabNotary.MIDDLE))
        .with("tsa.pem", LabOwner.pem(LabNotary.TSA, LabNotary.TSA_MIDDLE, LabNotary.TSA_ROOT))
        .with("root.json", root.json().toUtf8())
        .with("unlogged.json", unlogged.json().toUtf8())
        .with(
            "roots.jsonl",
            root.json().toUtf8() + "\n" + other.replace("fulcio.test", "fulcio.other.test") + "\n")
        .with("same.jsonl", root.json().toUtf8() + "\n" + other + "\n");
  }

  private static void addStores(KeyFolder files) {
    String store = "truststore/x509/";
    files
        .with(store + "ca/acme/root.pem", pem(LabNotary.ROOT))
        .with(store + "ca/acme/old/root.pem", pem(LabNotary.ROOT))
        .with(store + "tsa/time/root.crt", pem(LabNotary.TSA_ROOT))
        .with(store + "ca/leaves/leaf.pem", pem(LabNotary.LEAF))
        .with(store + "ca/broken/text.pem", "no certificate")
        .with("emptystore/readme.txt", "nothing here");
    String policy =
        """
        {"version": "1.0", "trustPolicies": [
          {"name": "prod", "registryScopes": ["registry.acme.io/prod/app"],
           "signatureVerification": {"level": "strict"},
           "trustStores": ["ca:acme"], "trustedIdentities": ["*"]},
          {"name": "vendor", "registryScopes": ["registry.acme.io/prod/vendor"],
           "signatureVerification": {"level": "skip"}}]}
        """;
    files
        .with("trustpolicy.json", policy)
        .with("trustpolicy-level.json", policy.replace("strict", "severe"))
        .with("trustpolicy-store.json", policy.replace("ca:acme", "ca:acne"));
  }

  private static String pem(LabHolder holder) {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder().encodeToString(holder.certificate().der().toByteArray())
        + "\n-----END CERTIFICATE-----\n";
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
