package dev.portcullis.policy.imported;

import dev.portcullis.oci.Bytes;
import dev.portcullis.policy.file.DocumentException;
import dev.portcullis.policy.file.FileSource;
import dev.portcullis.policy.file.YamlDocument;
import java.util.Optional;

/** Carries over a policy of another system. */
public final class PolicyImport {
  private PolicyImport() {}

  /**
   * The policy in {@code content}, carried over.
   *
   * @param file its name in messages
   * @param format what it is; empty to find out
   * @param files the files that it names, for those whose content decides
   * @throws DocumentException if it is no policy of that format; places are those in {@code
   *     content}
   */
  public static Imported read(
      String file,
      Bytes content,
      Optional<ForeignFormat> format,
      ImportOptions options,
      FileSource files)
      throws DocumentException {
    Warnings warnings = new Warnings(file);
    ForeignText text = ForeignText.of(content);
    if (text.isKubernetes() && format.map(ForeignFormat::isKubernetes).orElse(true)) {
      return KubernetesImporter.read(file, text, format, options, warnings);
    }
    YamlDocument document = YamlDocument.parseForeign(file, text.whole());
    Fields root = Fields.of(document.root());
    ForeignFormat known = format.orElseGet(() -> ForeignFormat.of(root));
    Optional<Imported> imported =
        switch (known) {
          case NOTATION ->
              TrustPolicyImporter.read(known.from(file), root, content, options, warnings);
          case CONTAINERS ->
              Optional.of(
                  ContainersPolicyImporter.read(known.from(file), root, options, files, warnings));
          case POLICY_CONTROLLER, KYVERNO -> {
            document.root().problem("this is no resource of Kubernetes: it has no apiVersion");
            yield Optional.empty();
          }
          case UNKNOWN -> {
            document
                .root()
                .problem(
                    "this is none of: a notation trust policy (trustPolicies), containers'"
                        + " policy.json (default), a ClusterImagePolicy, a Kyverno ClusterPolicy,"
                        + " Policy or ImageValidatingPolicy (apiVersion, kind)");
            yield Optional.empty();
          }
        };
    document.checkValues();
    return imported.orElseThrow();
  }
}
