package dev.portcullis.policy.imported;

import dev.portcullis.oci.Quoting;
import dev.portcullis.policy.Mode;
import dev.portcullis.policy.file.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** Reads a {@code ClusterImagePolicy} of policy-controller: any of its authorities will do. */
final class ClusterImagePolicyReader {
  private final CosignParts parts;
  private final Warnings warnings;

  ClusterImagePolicyReader(CosignParts parts) {
    this.parts = parts;
    this.warnings = parts.warnings();
  }

  Draft read(String name, Fields spec) {
    List<Draft.Place> images = new ArrayList<>();
    for (YamlNode each : spec.list("images")) {
      Fields image = Fields.of(each);
      if (image.required("glob").isPresent()) {
        image.get("glob").flatMap(Draft.Place::of).ifPresent(images::add);
      }
    }
    List<Demand> any = new ArrayList<>();
    int index = 0;
    for (YamlNode each : spec.list("authorities")) {
      Fields authority = Fields.of(each);
      String label = authority.text("name").orElse("authority-" + index);
      any.add(authority(name + "-" + label, authority));
      index++;
    }
    List<Demand> all = new ArrayList<>();
    if (any.isEmpty()) {
      all.add(warnings.nothing(spec.node(), "a policy without authorities"));
    }
    all.add(Demand.any(any));
    spec.get("policy")
        .ifPresent(
            node ->
                all.add(
                    warnings.nothing(
                        node, "a policy in CUE or Rego over what all authorities found")));
    spec.get("match")
        .ifPresent(
            node ->
                warnings.add(
                    node,
                    "a pull is of no resource, so that the policy is carried over for every pull,"
                        + " which is stricter"));
    Mode mode = Mode.ENFORCE;
    String word = spec.text("mode").orElse("enforce");
    switch (word) {
      case "enforce" -> {}
      case "warn" -> mode = Mode.WARN;
      default ->
          spec.get("mode")
              .ifPresent(
                  node ->
                      node.problem(
                          "'" + Quoting.shorten(word) + "' is no mode; write enforce or warn"));
    }
    parts.unknown(spec).ifPresent(all::add);
    return new Draft(name, images, List.of(), mode, Demand.simplest(new Demand.All(all)));
  }

  private Demand authority(String name, Fields authority) {
    Optional<Fields> key = authority.fields("key");
    Optional<Fields> keyless = authority.fields("keyless");
    Optional<Fields> fixed = authority.fields("static");
    Optional<Fields> log = authority.fields("ctlog");
    List<YamlNode> statements = authority.list("attestations");
    authority.without("signatureFormat");
    authority
        .list("source")
        .forEach(
            source ->
                warnings.add(
                    source,
                    "signatures are looked for beside the image; if they are elsewhere, write"
                        + " signatures: REPOSITORY at the upstream"));
    Optional<Demand> stamp =
        authority
            .get("rfc3161timestamp")
            .map(node -> warnings.nothing(node, "a timestamp authority of a TrustRoot"));
    Optional<Demand> unknown = parts.unknown(authority);
    if (stamp.or(() -> unknown).isPresent()) {
      return stamp.or(() -> unknown).get();
    }
    long kinds = Stream.of(key, keyless, fixed).filter(Optional::isPresent).count();
    if (kinds != 1) {
      authority.node().problem("an authority has exactly one of key, keyless, static");
      return new Demand.Nothing("");
    }
    if (fixed.isPresent()) {
      return fixed(fixed.get());
    }
    List<Function<String, Demand>> leaves = leaves(statements);
    List<Demand> all = new ArrayList<>();
    for (Function<String, Demand> leaf : leaves) {
      all.add(
          key.isPresent()
              ? key(name, key.get(), log, leaf)
              : keyless(name, keyless.orElseThrow(), log, leaf));
    }
    return new Demand.All(all);
  }

  private Demand fixed(Fields fixed) {
    return switch (fixed.required("action").orElse("")) {
      case "pass" -> Demand.anything();
      case "fail" ->
          new Demand.Nothing(fixed.text("message").orElse("the policy refuses these images"));
      default -> {
        fixed.node().problem("the action is pass or fail");
        yield new Demand.Nothing("");
      }
    };
  }

  /** What is required of a signer: statements if any are named, else a signature. */
  private List<Function<String, Demand>> leaves(List<YamlNode> statements) {
    if (statements.isEmpty()) {
      return List.of(Demand::signature);
    }
    List<Function<String, Demand>> leaves = new ArrayList<>();
    for (YamlNode each : statements) {
      Fields statement = Fields.of(each).without("name");
      String named = statement.required("predicateType").orElse("");
      Optional<String> type = PredicateTypes.of(named);
      Optional<Fields> policy = statement.fields("policy");
      Optional<Optional<String>> where =
          policy.isEmpty()
              ? Optional.of(Optional.empty())
              : CuePolicy.where(policy.get(), type.orElse(""));
      Optional<Demand> unknown = parts.unknown(statement);
      if (type.isEmpty()) {
        Demand nothing =
            warnings.nothing(each, "the type '" + Quoting.shorten(named) + "' is no URI");
        leaves.add(signer -> nothing);
      } else if (where.isEmpty()) {
        Demand nothing =
            warnings.nothing(
                policy.orElseThrow().node(),
                "a policy in CUE or Rego over what a statement says; write it as where: in CEL");
        leaves.add(signer -> nothing);
      } else {
        leaves.add(
            unknown.isPresent()
                ? signer -> unknown.get()
                : signer -> new Demand.Attestation(type.get(), signer, where.get()));
      }
    }
    return leaves;
  }

  private Demand key(String name, Fields key, Optional<Fields> log, Function<String, Demand> leaf) {
    Optional<YamlNode> data = key.get("data");
    String hash = key.text("hashAlgorithm").orElse("sha256");
    if (data.isEmpty() || !hash.equals("sha256")) {
      return warnings.nothing(
          key.node(),
          data.isEmpty()
              ? "the key is in a secret or a KMS; export it, and name the file at a signer"
              : "a key with the hash algorithm " + Quoting.shorten(hash));
    }
    Optional<String> root = Optional.empty();
    if (log.isPresent()) {
      Optional<String> url = log.get().text("url");
      root = url.flatMap(CosignParts::log);
      if (log.get().has("trustRootRef") || url.isPresent() != root.isPresent()) {
        return warnings.nothing(log.get().node(), "a transparency log that is not the public one");
      }
    }
    return Demand.any(parts.keys(data.get(), name, root, leaf));
  }

  private Demand keyless(
      String name, Fields keyless, Optional<Fields> log, Function<String, Demand> leaf) {
    String url = keyless.text("url").orElse("https://fulcio.sigstore.dev");
    Optional<YamlNode> other = keyless.get("ca-cert").or(() -> keyless.get("trustRootRef"));
    if (other.isPresent() || !CosignParts.isPublicAuthority(url)) {
      return warnings.nothing(
          other.or(() -> keyless.get("url")).orElse(keyless.node()),
          "a Sigstore instance that is not the public one; put its trusted root under"
              + " trust.sigstore and name it at the signer");
    }
    keyless
        .get("insecureIgnoreSCT")
        .ifPresent(
            node -> warnings.add(node, "certificates need an SCT all the same, which is stricter"));
    if (log.isPresent()) {
      Optional<String> rekor = log.get().text("url");
      if (log.get().has("trustRootRef")
          || rekor.filter(each -> CosignParts.log(each).isEmpty()).isPresent()) {
        return warnings.nothing(log.get().node(), "a transparency log that is not the public one");
      }
      if (rekor.isEmpty()) {
        warnings.add(
            log.get().node(),
            "signatures must be in the transparency log all the same, which is stricter");
      }
    }
    List<Demand> any = new ArrayList<>();
    for (YamlNode each : keyless.list("identities")) {
      any.add(parts.identity(Fields.of(each), name, false, new TreeMap<>(), leaf));
    }
    if (any.isEmpty()) {
      return warnings.nothing(
          keyless.node(), "without identities anybody with a certificate may sign");
    }
    Optional<Demand> unknown = parts.unknown(keyless);
    return unknown.orElseGet(() -> Demand.any(any));
  }
}
