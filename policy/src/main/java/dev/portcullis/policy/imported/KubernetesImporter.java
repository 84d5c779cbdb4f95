package dev.portcullis.policy.imported;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Quoting;
import dev.portcullis.policy.file.DocumentException;
import dev.portcullis.policy.file.YamlDocument;
import dev.portcullis.policy.file.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Carries over resources of Kubernetes. All policies that are about an image hold together: each
 * must be met.
 */
final class KubernetesImporter {
  private final CosignParts parts;
  private final Warnings warnings;
  private final ImportOptions options;
  private final Optional<ForeignFormat> format;
  private final List<Draft> sigstore = new ArrayList<>();
  private final List<Draft> kyverno = new ArrayList<>();

  private KubernetesImporter(
      Optional<ForeignFormat> format, ImportOptions options, Warnings warnings) {
    this.warnings = warnings;
    this.options = options;
    this.format = format;
    this.parts = new CosignParts(new SignerBook(warnings), warnings);
  }

  static Imported read(
      String file,
      ForeignText text,
      Optional<ForeignFormat> format,
      ImportOptions options,
      Warnings warnings)
      throws DocumentException {
    KubernetesImporter importer = new KubernetesImporter(format, options, warnings);
    Optional<YamlDocument> last = Optional.empty();
    for (Bytes each : text.documents()) {
      YamlDocument document = YamlDocument.parseForeign(file, each);
      importer.resource(Fields.of(document.root()));
      document.checkValues();
      last = Optional.of(document);
    }
    if (last.isPresent() && importer.sigstore.isEmpty() == importer.kyverno.isEmpty()) {
      last.get()
          .root()
          .problem(
              importer.sigstore.isEmpty()
                  ? "no policy about images is among the resources"
                  : "there are policies for policy-controller and for Kyverno, of which different"
                      + " things hold; import each with --format");
      last.get().checkValues();
    }
    return importer.write(file);
  }

  private void resource(Fields resource) {
    String version = resource.text("apiVersion").orElse("");
    String kind = resource.text("kind").orElse("");
    if (kind.equals("List") || kind.endsWith("PolicyList")) {
      resource.list("items").forEach(each -> resource(Fields.of(each)));
      return;
    }
    String group = version.indexOf('/') < 0 ? "" : version.substring(0, version.indexOf('/'));
    String name = resource.fields("metadata").flatMap(each -> each.text("name")).orElse("policy");
    Optional<Fields> spec = resource.fields("spec");
    switch (group + " " + kind) {
      case "policy.sigstore.dev ClusterImagePolicy" -> {
        if (isWanted(ForeignFormat.POLICY_CONTROLLER, resource) && isThere(spec, resource)) {
          sigstore.add(new ClusterImagePolicyReader(parts).read(name, spec.orElseThrow()));
        }
      }
      case "kyverno.io ClusterPolicy", "kyverno.io Policy" -> {
        if (isWanted(ForeignFormat.KYVERNO, resource) && isThere(spec, resource)) {
          kyverno.addAll(new KyvernoPolicyReader(parts, options).read(name, spec.orElseThrow()));
        }
      }
      case "policies.kyverno.io ImageValidatingPolicy",
          "policies.kyverno.io NamespacedImageValidatingPolicy" -> {
        if (isWanted(ForeignFormat.KYVERNO, resource) && isThere(spec, resource)) {
          kyverno.add(
              new ImageValidatingPolicyReader(parts, options).read(name, spec.orElseThrow()));
        }
      }
      default ->
          warnings.add(
              resource.node(),
              "'"
                  + Quoting.shorten(version + " " + kind)
                  + "' is no policy about images that can be carried over; left out");
    }
  }

  private static boolean isThere(Optional<Fields> spec, Fields resource) {
    if (spec.isEmpty()) {
      resource.node().problem("'spec' is missing");
    }
    return spec.isPresent();
  }

  private boolean isWanted(ForeignFormat its, Fields resource) {
    boolean isWanted = format.isEmpty() || format.get() == its;
    if (!isWanted) {
      YamlNode at = resource.get("kind").orElse(resource.node());
      warnings.add(at, "not of the format that is asked for; left out");
    }
    return isWanted;
  }

  private Imported write(String file) {
    boolean isSigstore = !sigstore.isEmpty();
    List<Draft> drafts = isSigstore ? sigstore : kyverno;
    GlobRules globs =
        new GlobRules(
            isSigstore ? Glob.Dialect.SIGSTORE : Glob.Dialect.KYVERNO, options, warnings, drafts);
    List<SourceRule> sources = new ArrayList<>();
    drafts.forEach(each -> sources.addAll(globs.rules(each)));
    boolean admit = !isSigstore && !globs.isOpen();
    List<Composed> rules =
        RuleComposer.compose(
            sources, isSigstore ? RuleComposer.Unmatched.REFUSE : RuleComposer.Unmatched.ADMIT);
    ForeignFormat its = isSigstore ? ForeignFormat.POLICY_CONTROLLER : ForeignFormat.KYVERNO;
    return ResultWriter.write(its.from(file), rules, admit, parts.book(), warnings);
  }
}
