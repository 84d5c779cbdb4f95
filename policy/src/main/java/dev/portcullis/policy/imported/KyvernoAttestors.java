package dev.portcullis.policy.imported;

import dev.portcullis.policy.file.YamlMapping;
import dev.portcullis.policy.file.YamlNode;
import dev.portcullis.verify.sigstore.FulcioExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Reads the {@code attestors} of Kyverno: sets that must all be met, each by some of its entries.
 */
final class KyvernoAttestors {
  private final CosignParts parts;
  private final NotaryParts notary;
  private final Warnings warnings;

  KyvernoAttestors(CosignParts parts, ImportOptions options) {
    this.parts = parts;
    this.notary = new NotaryParts(parts, options);
    this.warnings = parts.warnings();
  }

  /**
   * What {@code owner}'s attestors demand.
   *
   * @param leaf what is required of the signer of a name
   * @param optional whether having none demands nothing
   */
  Demand all(
      Fields owner, String name, String type, Function<String, Demand> leaf, boolean optional) {
    List<Demand> sets = new ArrayList<>();
    for (YamlNode each : owner.list("attestors")) {
      sets.add(set(Fields.of(each), name, type, leaf));
    }
    return sets.isEmpty() && !optional
        ? warnings.nothing(owner.node(), "a statement that nobody in particular has signed")
        : new Demand.All(sets);
  }

  private Demand set(Fields set, String name, String type, Function<String, Demand> leaf) {
    List<Demand> entries = new ArrayList<>();
    for (YamlNode each : set.list("entries")) {
      entries.addAll(entry(Fields.of(each), name, type, leaf));
    }
    Optional<Integer> count =
        set.get("count").flatMap(node -> node.integer(0, Integer.MAX_VALUE)).filter(n -> n > 0);
    Optional<Demand> unknown = parts.unknown(set);
    if (unknown.isPresent() || entries.isEmpty()) {
      return unknown.orElseGet(() -> warnings.nothing(set.node(), "a set without entries"));
    }
    return count.isPresent() ? new Demand.AtLeast(count.get(), entries) : new Demand.All(entries);
  }

  /** One requirement, or one for each key: the count goes over the keys. */
  private List<Demand> entry(
      Fields entry, String name, String type, Function<String, Demand> leaf) {
    Optional<Fields> keys = entry.fields("keys");
    Optional<Fields> keyless = entry.fields("keyless");
    Optional<Fields> certificates = entry.fields("certificates");
    Optional<Fields> nested = entry.fields("attestor");
    Optional<Fields> annotations = entry.fields("annotations");
    entry
        .get("repository")
        .ifPresent(
            node ->
                warnings.add(
                    node,
                    "signatures are looked for beside the image; if they are elsewhere, write"
                        + " signatures: REPOSITORY at the upstream"));
    Function<String, Demand> whole =
        annotations.isEmpty() ? leaf : annotated(annotations.get(), leaf);
    Optional<Demand> unknown = parts.unknown(entry);
    if (unknown.isPresent()) {
      return List.of(unknown.get());
    }
    if (keys.isPresent()) {
      return keys(keys.get(), name, whole);
    }
    if (keyless.isPresent()) {
      return List.of(keyless(keyless.get(), name, whole));
    }
    if (certificates.isPresent()) {
      return List.of(
          type.equals("Notary")
              ? notary.certificates(certificates.get(), name, whole)
              : notary.authority(certificates.get(), name, whole));
    }
    if (nested.isPresent()) {
      return List.of(set(nested.get(), name, type, whole));
    }
    entry.node().problem("an entry has one of keys, keyless, certificates, attestor");
    return List.of(new Demand.Nothing(""));
  }

  private Function<String, Demand> annotated(Fields annotations, Function<String, Demand> leaf) {
    List<String> all = new ArrayList<>();
    for (YamlMapping.Entry each : annotations.entries()) {
      all.add(
          "signer.annotations["
              + Cel.text(each.name())
              + "] == "
              + Cel.text(each.value().text().orElse("")));
    }
    String where = String.join(" && ", all);
    return signer -> {
      Demand demand = leaf.apply(signer);
      if (demand instanceof Demand.Attestation) {
        return warnings.nothing(annotations.node(), "annotations of a statement's signature");
      }
      return where.isEmpty() ? demand : Demand.where(demand, where);
    };
  }

  private List<Demand> keys(Fields keys, String name, Function<String, Demand> leaf) {
    Optional<YamlNode> elsewhere = keys.get("kms").or(() -> keys.get("secret"));
    Optional<YamlNode> pem = keys.get("publicKeys");
    String hash = keys.text("signatureAlgorithm").orElse("sha256");
    keys.without("ctlog", "kms", "secret");
    Optional<Demand> unknown = parts.unknown(keys.without("rekor"));
    if (pem.isEmpty() || elsewhere.isPresent()) {
      return List.of(
          warnings.nothing(
              elsewhere.orElse(keys.node()),
              "the key is in a secret or a KMS; export it, and name the file at a signer"));
    }
    if (!hash.equals("sha256")) {
      return List.of(
          warnings.nothing(keys.node(), "a key with another hash algorithm than sha256"));
    }
    Optional<Log> log = log(keys.fields("rekor"));
    if (log.isEmpty() || unknown.isPresent()) {
      return List.of(
          unknown.orElseGet(
              () ->
                  warnings.nothing(keys.node(), "a transparency log that is not the public one")));
    }
    return parts.keys(
        pem.get(),
        name,
        log.get() == Log.PUBLIC ? Optional.of(SignerBook.PUBLIC_GOOD) : Optional.empty(),
        leaf);
  }

  private enum Log {
    PUBLIC,
    NONE
  }

  /** Which log must hold signatures; empty if it is one that is not known. */
  private static Optional<Log> log(Optional<Fields> rekor) {
    if (rekor.isEmpty()) {
      return Optional.of(Log.PUBLIC);
    }
    if (rekor.get().flag("ignoreTlog", false)) {
      return Optional.of(Log.NONE);
    }
    boolean isPublic =
        !rekor.get().has("pubkey")
            && rekor.get().text("url").flatMap(url -> CosignParts.log(url)).isPresent();
    return isPublic || rekor.get().entries().isEmpty() ? Optional.of(Log.PUBLIC) : Optional.empty();
  }

  private Demand keyless(Fields keyless, String name, Function<String, Demand> leaf) {
    Optional<YamlNode> other =
        keyless
            .get("roots")
            .or(() -> keyless.fields("ctlog").flatMap(log -> log.get("pubkey")))
            .or(() -> keyless.fields("ctlog").flatMap(log -> log.get("tsaCertChain")));
    Optional<Log> log = log(keyless.fields("rekor"));
    if (other.isPresent() || log.isEmpty()) {
      return warnings.nothing(
          other.orElse(keyless.node()),
          "a Sigstore instance that is not the public one; put its trusted root under"
              + " trust.sigstore and name it at the signer");
    }
    if (log.get() == Log.NONE || keyless.fields("ctlog").isPresent()) {
      warnings.add(
          keyless.node(),
          "signatures need a log entry, and certificates an SCT, all the same, which is stricter");
    }
    SortedMap<String, String> claims = new TreeMap<>();
    Optional<Demand> unknownClaim = Optional.empty();
    for (YamlMapping.Entry each :
        keyless.fields("additionalExtensions").map(Fields::entries).orElse(List.of())) {
      if (FulcioExtension.named(each.name()).isPresent()) {
        claims.put(each.name(), each.value().text().orElse(""));
      } else {
        unknownClaim =
            Optional.of(
                warnings.nothing(each.key(), "this extension of certificates is not known"));
      }
    }
    Demand demand = parts.identity(keyless, name, true, claims, leaf);
    return unknownClaim.or(() -> parts.unknown(keyless)).orElse(demand);
  }
}
