package dev.portcullis.policy.file;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Reference;
import dev.portcullis.policy.DenyList;
import dev.portcullis.policy.Exemption;
import dev.portcullis.policy.Policy;
import dev.portcullis.policy.PolicyCase;
import dev.portcullis.policy.Rehearsal;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Reads files of unit tests of a policy, by the same rules as the policy itself. */
public final class CasesReader {
  private static final Map<String, Rehearsal.Verdict> VERDICTS = verdicts();

  private static final Map<String, String> BASES =
      Map.of(
          "verified", "verified",
          "open", "open",
          "exempted", "exempted",
          "warned", "warned",
          "audited", "audited",
          "unverified", "unverified",
          "revoked", "revoked",
          "unmatched", "unmatched");

  private final Policy policy;
  private final FileSource files;
  private final Map<String, YamlNode> names = new HashMap<>();

  private CasesReader(Policy policy, FileSource files) {
    this.policy = policy;
    this.files = files;
  }

  /**
   * The configuration that {@code document} says it tests, relative to it; empty if it does not.
   */
  public static Optional<String> config(YamlDocument document) {
    return document.root().get("config").flatMap(YamlNode::text);
  }

  /**
   * The cases of {@code document}.
   *
   * @param files the predicates that it names
   * @throws DocumentException if anything is wrong with it
   */
  public static List<PolicyCase> read(YamlDocument document, Policy policy, FileSource files)
      throws DocumentException {
    YamlMapping root = document.root();
    root.get("config");
    Optional<Instant> at = root.get("at").flatMap(YamlNode::instant);
    CasesReader reader = new CasesReader(policy, files);
    List<PolicyCase> cases = new ArrayList<>();
    Optional<YamlNode> list = root.require("cases");
    List<YamlNode> entries = list.flatMap(YamlNode::list).orElse(List.of());
    if (list.isPresent() && entries.isEmpty()) {
      list.get().problem("there is no case; write one, or remove the file");
    }
    for (YamlNode entry : entries) {
      entry.mapping().flatMap(one -> reader.one(one, at)).ifPresent(cases::add);
    }
    document.check();
    return cases;
  }

  private Optional<PolicyCase> one(YamlMapping mapping, Optional<Instant> general) {
    Optional<String> name = mapping.require("name").flatMap(this::name);
    Optional<YamlNode> image = mapping.require("image");
    Optional<Digest> digest = mapping.get("digest").flatMap(node -> node.read(Digest::parse));
    Optional<YamlMapping> manifest = mapping.get("manifest").flatMap(YamlNode::mapping);
    Optional<Subject> subject =
        image
            .flatMap(node -> node.read(Reference::parse))
            .flatMap(reference -> SupposedImage.read(reference, digest, manifest, image.get()));
    Optional<Instant> at = mapping.get("at").flatMap(YamlNode::instant).or(() -> general);
    List<YamlNode> found = mapping.get("found").flatMap(YamlNode::list).orElse(List.of());
    Optional<Findings> findings =
        subject.map(each -> new SuppositionReader(policy, files, each, at).read(found));
    DenyList revoked =
        mapping
            .get("revoked")
            .flatMap(YamlNode::mapping)
            .map(node -> RevokedReader.read(node, new TreeSet<>(policy.signers().keySet())))
            .orElseGet(DenyList::empty);
    List<Exemption> exemptions =
        mapping.get("exemptions").map(ExemptionsReader::read).orElse(List.of());
    Optional<PolicyCase.Expected> expected =
        mapping.require("expect").flatMap(CasesReader::expected);
    return name.isPresent() && subject.isPresent() && expected.isPresent()
        ? Optional.of(
            new PolicyCase(
                name.get(),
                mapping.line(),
                subject.get(),
                at,
                findings.orElseThrow(),
                revoked,
                exemptions,
                expected.get()))
        : Optional.empty();
  }

  private Optional<String> name(YamlNode node) {
    Optional<String> name = node.text();
    YamlNode other = name.map(text -> names.putIfAbsent(text, node)).orElse(null);
    if (other != null) {
      node.problem("a case of this name is already on line " + other.line());
    }
    return name;
  }

  /** A word, or a mapping that says more. */
  private static Optional<PolicyCase.Expected> expected(YamlNode node) {
    if (!(node instanceof YamlMapping)) {
      return node.word(VERDICTS)
          .map(
              verdict ->
                  new PolicyCase.Expected(
                      verdict,
                      Optional.empty(),
                      Optional.empty(),
                      Optional.empty(),
                      Optional.empty()));
    }
    YamlMapping mapping = node.mapping().orElseThrow();
    Optional<String> rule = mapping.get("rule").flatMap(YamlNode::text);
    Optional<String> basis = mapping.get("because").flatMap(word -> word.word(BASES));
    Optional<String> reason = mapping.get("reason").flatMap(YamlNode::text);
    Optional<List<String>> signers =
        mapping
            .get("signers")
            .flatMap(YamlNode::list)
            .map(list -> list.stream().flatMap(entry -> entry.text().stream()).toList());
    return mapping
        .require("decision")
        .flatMap(word -> word.word(VERDICTS))
        .map(verdict -> new PolicyCase.Expected(verdict, rule, basis, signers, reason));
  }

  private static Map<String, Rehearsal.Verdict> verdicts() {
    Map<String, Rehearsal.Verdict> verdicts = new HashMap<>();
    for (Rehearsal.Verdict verdict : Rehearsal.Verdict.values()) {
      verdicts.put(verdict.word(), verdict);
    }
    return Map.copyOf(verdicts);
  }
}
