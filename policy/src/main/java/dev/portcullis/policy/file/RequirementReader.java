package dev.portcullis.policy.file;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.policy.Placement;
import dev.portcullis.policy.PredicateType;
import dev.portcullis.policy.Requirement;
import dev.portcullis.policy.Signer;
import dev.portcullis.policy.condition.Condition;
import dev.portcullis.policy.condition.Scope;
import dev.portcullis.policy.condition.SoftwareBill;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Reads what a rule requires: a list, or one entry of it. */
final class RequirementReader {
  private static final List<String> KINDS =
      List.of("signature", "attestation", "sbom", "all", "any", "atLeast");

  private static final Map<String, SoftwareBill.Format> FORMATS =
      Map.of("spdx", SoftwareBill.Format.SPDX, "cyclonedx", SoftwareBill.Format.CYCLONEDX);

  private static final Map<String, Placement> PLACES =
      Map.of(
          "index", Placement.INDEX,
          "manifest", Placement.MANIFEST,
          "either", Placement.EITHER);

  private final SignersReader signers;
  private final Map<String, Condition> compiled = new HashMap<>();

  RequirementReader(SignersReader signers) {
    this.signers = signers;
  }

  /** A list of which every entry is required. */
  Optional<Requirement> all(YamlNode node) {
    return parts(node)
        .map(parts -> parts.size() == 1 ? parts.getFirst() : new Requirement.All(parts));
  }

  private Optional<List<Requirement>> parts(YamlNode node) {
    Optional<List<YamlNode>> entries = node.list();
    if (entries.isPresent() && entries.get().isEmpty()) {
      node.problem("an empty list requires nothing and would admit nothing; name a requirement");
    }
    List<Requirement> parts = new ArrayList<>();
    Set<Requirement> seen = new HashSet<>();
    for (YamlNode entry : entries.orElse(List.of())) {
      Optional<Requirement> part = one(entry);
      if (part.isPresent() && !seen.add(part.get())) {
        entry.problem("this is listed twice and counts once; remove one of them");
      }
      part.ifPresent(parts::add);
    }
    return parts.isEmpty() || parts.size() < entries.orElse(List.of()).size()
        ? Optional.empty()
        : Optional.of(parts);
  }

  private Optional<Requirement> one(YamlNode node) {
    Optional<YamlMapping> mapping = node.mapping();
    if (mapping.isEmpty()) {
      return Optional.empty();
    }
    YamlMapping requirement = mapping.get();
    Optional<YamlNode> signature = requirement.get("signature");
    Optional<YamlNode> attestation = requirement.get("attestation");
    Optional<YamlNode> sbom = requirement.get("sbom");
    Optional<YamlNode> all = requirement.get("all");
    Optional<YamlNode> any = requirement.get("any");
    Optional<YamlNode> atLeast = requirement.get("atLeast");
    Optional<YamlNode> of = requirement.get("of");
    long kinds = KINDS.stream().filter(requirement::has).count();
    if (kinds != 1) {
      node.problem(
          (kinds == 0 ? "this requires nothing" : "this requires several things at once")
              + "; write exactly one of "
              + String.join(", ", KINDS));
      return Optional.empty();
    }
    if (of.isPresent() && atLeast.isEmpty()) {
      of.get().problem("'of' goes with atLeast; write atLeast: NUMBER beside it");
    }
    return signature
        .flatMap(this::signature)
        .or(() -> attestation.flatMap(this::attestation))
        .or(() -> sbom.flatMap(this::sbom))
        .or(() -> all.flatMap(this::all))
        .or(() -> any.flatMap(list -> counted(1, list)))
        .or(() -> atLeast.flatMap(count -> atLeast(requirement, count)));
  }

  private Optional<Requirement> signature(YamlNode node) {
    Optional<YamlMapping> mapping = node.mapping();
    Optional<Signer> by = mapping.flatMap(all -> all.require("by")).flatMap(signers::use);
    Where where = where(mapping, Scope.SIGNATURE);
    Optional<Placement> about = about(mapping);
    return by.isPresent() && where.isRight() && about.isPresent()
        ? Optional.of(new Requirement.Signature(by.get(), where.condition(), about.get()))
        : Optional.empty();
  }

  private Optional<Requirement> attestation(YamlNode node) {
    Optional<YamlMapping> mapping = node.mapping();
    Optional<PredicateType> type =
        mapping
            .flatMap(all -> all.require("type"))
            .flatMap(text -> text.read(PredicateType::parse));
    Optional<Signer> by = mapping.flatMap(all -> all.require("by")).flatMap(signers::use);
    Where where = where(mapping, Scope.ATTESTATION);
    Optional<Placement> about = about(mapping);
    return type.isPresent() && by.isPresent() && where.isRight() && about.isPresent()
        ? Optional.of(
            new Requirement.Attestation(type.get(), by.get(), where.condition(), about.get()))
        : Optional.empty();
  }

  private Optional<Requirement> sbom(YamlNode node) {
    Optional<YamlMapping> mapping = node.mapping();
    Optional<Signer> by = mapping.flatMap(all -> all.require("by")).flatMap(signers::use);
    Where where = where(mapping, Scope.SBOM);
    Optional<Placement> about = about(mapping);
    Optional<YamlNode> list = mapping.flatMap(all -> all.get("formats"));
    SortedSet<SoftwareBill.Format> formats = new TreeSet<>();
    boolean whole = true;
    for (YamlNode entry : list.flatMap(YamlNode::list).orElse(List.of())) {
      Optional<SoftwareBill.Format> format = entry.word(FORMATS);
      whole &= format.isPresent();
      if (format.isPresent() && !formats.add(format.get())) {
        entry.problem("this is listed twice; remove one of them");
      }
    }
    if (list.isEmpty()) {
      formats.addAll(FORMATS.values());
    } else if (formats.isEmpty() && whole) {
      list.get().problem("no format would do; list spdx, cyclonedx or both");
    }
    return by.isPresent() && where.isRight() && about.isPresent() && whole && !formats.isEmpty()
        ? Optional.of(new Requirement.Sbom(formats, by.get(), where.condition(), about.get()))
        : Optional.empty();
  }

  /**
   * A condition that may be left out.
   *
   * @param isRight whether it was left out or can be used
   */
  private record Where(boolean isRight, Optional<Condition> condition) {}

  /** On which digest; empty if what is there is no word for it. */
  private static Optional<Placement> about(Optional<YamlMapping> mapping) {
    Optional<YamlNode> node = mapping.flatMap(all -> all.get("about"));
    return node.isPresent()
        ? node.flatMap(word -> word.word(PLACES))
        : Optional.of(Placement.USUAL);
  }

  private Where where(Optional<YamlMapping> mapping, Scope scope) {
    Optional<YamlNode> node = mapping.flatMap(all -> all.get("where"));
    Optional<Condition> condition = node.flatMap(text -> text.read(each -> condition(each, scope)));
    return new Where(node.isPresent() == condition.isPresent(), condition);
  }

  /** The condition, compiled once however many requirements have it. */
  private Condition condition(String text, Scope scope) throws MalformedException {
    Optional<Condition> known = Optional.ofNullable(compiled.get(scope + " " + text));
    if (known.isPresent()) {
      return known.get();
    }
    Condition condition = Condition.compile(text, scope);
    compiled.put(condition.scoped(), condition);
    return condition;
  }

  private Optional<Requirement> counted(int count, YamlNode list) {
    return parts(list)
        .map(parts -> parts.size() == 1 ? parts.getFirst() : new Requirement.AtLeast(count, parts));
  }

  private Optional<Requirement> atLeast(YamlMapping requirement, YamlNode node) {
    Optional<List<Requirement>> parts = requirement.require("of").flatMap(this::parts);
    Optional<Integer> count = node.integer(1, Integer.MAX_VALUE);
    if (parts.isEmpty() || count.isEmpty()) {
      return Optional.empty();
    }
    if (count.get() > parts.get().size()) {
      node.problem(
          "at least "
              + count.get()
              + " of "
              + parts.get().size()
              + " can never be met; lower the number or list more under 'of'");
      return Optional.empty();
    }
    return Optional.of(new Requirement.AtLeast(count.get(), parts.get()));
  }
}
