package dev.portcullis.policy.imported;

import dev.portcullis.oci.Quoting;
import dev.portcullis.policy.Mode;
import dev.portcullis.policy.file.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads a Kyverno {@code ClusterPolicy} or {@code Policy}: its rules with {@code verifyImages}. */
final class KyvernoPolicyReader {
  private final CosignParts parts;
  private final KyvernoAttestors attestors;
  private final Warnings warnings;

  KyvernoPolicyReader(CosignParts parts, ImportOptions options) {
    this.parts = parts;
    this.attestors = new KyvernoAttestors(parts, options);
    this.warnings = parts.warnings();
  }

  List<Draft> read(String name, Fields spec) {
    Mode usual = mode(spec.get("validationFailureAction")).orElse(Mode.AUDIT);
    spec.without(
        "background",
        "webhookTimeoutSeconds",
        "webhookConfiguration",
        "failurePolicy",
        "schemaValidation",
        "admission",
        "emitWarning",
        "useServerSideApply",
        "mutateExistingOnPolicyUpdate",
        "generateExisting");
    for (YamlNode each : spec.list("validationFailureActionOverrides")) {
      Optional<Mode> other = mode(Fields.of(each).get("action"));
      warnings.add(
          each,
          "a pull is of no namespace; where any of these actions is to enforce, everything is"
              + " enforced");
      usual = other.filter(Mode.ENFORCE::equals).orElse(usual);
    }
    Optional<Demand> unknown = parts.unknown(spec.without("rules", "applyRules"));
    List<Draft> drafts = new ArrayList<>();
    for (YamlNode each : spec.list("rules")) {
      drafts.addAll(rule(name, Fields.of(each), usual, unknown));
    }
    return drafts;
  }

  private Optional<Mode> mode(Optional<YamlNode> node) {
    Optional<String> word = node.flatMap(YamlNode::text);
    if (word.isEmpty()) {
      return Optional.empty();
    }
    return switch (word.get()) {
      case "Enforce", "enforce" -> Optional.of(Mode.ENFORCE);
      case "Audit", "audit" -> Optional.of(Mode.AUDIT);
      default -> {
        warnings.add(
            node.get(),
            "'" + Quoting.shorten(word.get()) + "' is neither Enforce nor Audit; enforced");
        yield Optional.of(Mode.ENFORCE);
      }
    };
  }

  private List<Draft> rule(String policy, Fields rule, Mode usual, Optional<Demand> unknown) {
    String name = rule.text("name").orElse("rule");
    List<YamlNode> images = rule.list("verifyImages");
    if (images.isEmpty()) {
      warnings.add(
          rule.node(), "rule '" + Quoting.shorten(name) + "' verifies no images; left out");
      return List.of();
    }
    for (String each : List.of("exclude", "preconditions", "celPreconditions")) {
      rule.get(each)
          .ifPresent(
              node ->
                  warnings.add(
                      node,
                      "a pull is of no resource, so that the rule is carried over for every pull,"
                          + " which is stricter"));
    }
    rule.without("match", "context", "skipBackgroundRequests", "imageExtractors");
    List<Demand> more = new ArrayList<>(unknown.stream().toList());
    parts.unknown(rule).ifPresent(more::add);
    List<Draft> drafts = new ArrayList<>();
    String whole = policy.equals(name) ? name : policy + "-" + name;
    for (YamlNode each : images) {
      drafts.add(verification(whole, Fields.of(each), usual, more));
    }
    return drafts;
  }

  private Draft verification(String name, Fields entry, Mode usual, List<Demand> more) {
    List<Draft.Place> images = places(entry, "imageReferences");
    entry.get("image").flatMap(Draft.Place::of).ifPresent(images::add);
    if (images.isEmpty()) {
      entry.node().problem("'imageReferences' is missing");
    }
    List<Draft.Place> skipped = places(entry, "skipImageReferences");
    Mode mode = mode(entry.get("failureAction")).orElse(usual);
    String type = entry.text("type").orElse("Cosign");
    entry.without("imageRegistryCredentials", "useCache", "cosignOCI11");
    boolean isRequired = entry.flag("required", true);
    if (!entry.flag("mutateDigest", true) && entry.flag("verifyDigest", true)) {
      warnings.add(
          entry.node(),
          "pulls by tag are decided by the digest that is served, where Kyverno wants references"
              + " with a digest");
    }
    elsewhere(entry);
    List<Demand> all = new ArrayList<>(more);
    all.add(attestors.all(entry, name, type, Demand::signature, true));
    for (YamlNode each : entry.list("attestations")) {
      all.add(attestation(Fields.of(each), name, type));
    }
    for (String old :
        List.of("key", "roots", "subject", "issuer", "annotations", "additionalExtensions")) {
      entry
          .get(old)
          .ifPresent(
              node ->
                  all.add(
                      warnings.nothing(
                          node, "'" + old + "' outside of attestors is long deprecated")));
    }
    if (isRequired && !entry.has("attestors") && !entry.has("attestations")) {
      all.add(
          warnings.nothing(
              entry.node(), "images that must be verified, though by nobody in particular"));
    }
    parts.unknown(entry).ifPresent(all::add);
    return new Draft(name, images, skipped, mode, Demand.simplest(new Demand.All(all)));
  }

  private void elsewhere(Fields fields) {
    fields
        .get("repository")
        .ifPresent(
            node ->
                warnings.add(
                    node,
                    "signatures are looked for beside the image; if they are elsewhere, write"
                        + " signatures: REPOSITORY at the upstream"));
  }

  private Demand attestation(Fields attestation, String name, String type) {
    attestation.without("name");
    Optional<String> named = attestation.text("type").or(() -> attestation.text("predicateType"));
    attestation.without("type", "predicateType");
    elsewhere(attestation);
    Optional<String> known = named.flatMap(PredicateTypes::of);
    if (known.isEmpty() || (!type.equals("Cosign") && !type.equals("SigstoreBundle"))) {
      return warnings.nothing(
          attestation.node(),
          "a statement of type '" + Quoting.shorten(named.orElse("")) + "' in the format " + type);
    }
    List<String> conditions = new ArrayList<>();
    for (YamlNode each : attestation.list("conditions")) {
      Optional<String> condition = new KyvernoConditions(warnings).cel(each);
      if (condition.isEmpty()) {
        return warnings.nothing(each, "a condition that cannot be said in CEL here");
      }
      conditions.add(condition.get());
      warnings.add(
          each,
          "one statement that meets the conditions will do, where Kyverno wants all that are there"
              + " to meet them");
    }
    Optional<String> where =
        conditions.isEmpty() ? Optional.empty() : Optional.of(String.join(" && ", conditions));
    Function<String, Demand> leaf = signer -> new Demand.Attestation(known.get(), signer, where);
    Demand demand = attestors.all(attestation, name, type, leaf, false);
    return parts.unknown(attestation).orElse(demand);
  }

  private static List<Draft.Place> places(Fields fields, String name) {
    List<Draft.Place> all = new ArrayList<>();
    for (YamlNode each : fields.list(name)) {
      Draft.Place.of(each).ifPresent(all::add);
    }
    return all;
  }
}
