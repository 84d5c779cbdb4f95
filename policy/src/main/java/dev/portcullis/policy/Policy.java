package dev.portcullis.policy;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.RepositoryName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A whole policy: immutable, complete, consistent. */
public final class Policy {
  private final List<Rule> rules;
  private final SortedMap<String, Signer> signers;
  private final Rule unmatched;
  private final DenyList denied;
  private final List<Exemption> granted;
  private final RuleTable table;
  private final String revision;

  private Policy(
      List<Rule> rules,
      SortedMap<String, Signer> signers,
      Rule unmatched,
      DenyList denied,
      List<Exemption> granted,
      RuleTable table,
      String revision) {
    this.rules = rules;
    this.signers = signers;
    this.unmatched = unmatched;
    this.denied = denied;
    this.granted = granted;
    this.table = table;
    this.revision = revision;
  }

  /**
   * A policy.
   *
   * @param rules the rules, in the order of the document
   * @param unmatched the rule for names that no pattern matches
   * @param denied what the operator has revoked
   * @throws IllegalArgumentException if two rules have one name, a rule has no pattern or a
   *     reserved name, {@code unmatched} has a pattern, there is a {@link RuleConflict}, two
   *     different signers have one name, or one key or identity belongs to two signers, so that one
   *     signature would count as two
   */
  public static Policy of(List<Rule> rules, Rule unmatched, DenyList denied) {
    Set<String> names = new HashSet<>(Set.of(Rule.UNMATCHED, Rule.EVIDENCE));
    for (Rule rule : rules) {
      require(names.add(rule.name()), "two rules are called " + rule.name());
      require(!rule.images().isEmpty(), "rule " + rule.name() + " has no pattern");
    }
    require(unmatched.images().isEmpty(), "the rule for unmatched names has a pattern");
    for (RuleConflict conflict : RuleConflict.among(rules)) {
      throw new IllegalArgumentException(conflict.sentence());
    }
    List<Rule> all = new ArrayList<>(rules);
    all.add(unmatched);
    SortedMap<String, Signer> signers = signers(all);
    return new Policy(
        List.copyOf(rules),
        signers,
        unmatched,
        denied,
        List.of(),
        RuleTable.of(rules),
        revision(all));
  }

  /** This policy with another deny list; its revision stays. */
  public Policy withDenied(DenyList other) {
    return new Policy(rules, signers, unmatched, other, granted, table, revision);
  }

  /** This policy with other exemptions that operators have granted; its revision stays. */
  public Policy withGranted(List<Exemption> other) {
    return new Policy(rules, signers, unmatched, denied, List.copyOf(other), table, revision);
  }

  private static SortedMap<String, Signer> signers(List<Rule> rules) {
    SortedMap<String, Signer> signers = new TreeMap<>();
    Map<String, String> owners = new HashMap<>();
    for (Rule rule : rules) {
      for (Signer signer : rule.require().stream().flatMap(Requirement::signers).toList()) {
        Signer known = signers.putIfAbsent(signer.name(), signer);
        require(known == null || known.equals(signer), "two signers are called " + signer.name());
        for (Map.Entry<String, String> mark : marks(signer).entrySet()) {
          String owner = owners.putIfAbsent(mark.getKey(), signer.name());
          require(
              owner == null || owner.equals(signer.name()),
              mark.getValue() + " belongs to two signers: " + owner + " and " + signer.name());
        }
      }
    }
    return Collections.unmodifiableSortedMap(signers);
  }

  /** What must not belong to a second signer, or one signature would count as two; and its name. */
  private static Map<String, String> marks(Signer signer) {
    Map<String, String> marks = new HashMap<>();
    switch (signer) {
      case Signer.Keys keys ->
          keys.keys().forEach(key -> marks.put(key.fingerprint(), "key " + key.label()));
      case Signer.Keyless keyless ->
          keyless
              .identities()
              .forEach(each -> marks.put(each.toString(), "identity " + each.subject().words()));
      case Signer.Notation _ -> {} // documents and stores may overlap; they name no one signer
    }
    return marks;
  }

  private static String revision(List<Rule> rules) {
    Canonical canonical = new Canonical().add("policy 1").add(rules.size());
    for (Rule rule : rules) {
      canonical.add(rule.revision());
      canonical.addAll(rule.images().stream().map(ImagePattern::toString).sorted().toList());
    }
    return canonical.revision();
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** The rules, in the order of the document. */
  public List<Rule> rules() {
    return rules;
  }

  /** The signers that rules name, by name. */
  public SortedMap<String, Signer> signers() {
    return signers;
  }

  /** The rule for names that no pattern matches. */
  public Rule unmatched() {
    return unmatched;
  }

  /** What the operator has revoked. */
  public DenyList denied() {
    return denied;
  }

  /** What operators have exempted besides the document; no part of the revision, either. */
  public List<Exemption> granted() {
    return granted;
  }

  /** What the document exempts, which every rule has among its terms. */
  public List<Exemption> exemptions() {
    return unmatched.terms().exemptions();
  }

  /** Whether one of {@code digests} is exempted at {@code now}. */
  public boolean exempts(Set<Digest> digests, Instant now) {
    return Stream.concat(granted.stream(), exemptions().stream())
        .anyMatch(each -> each.holdsAt(now) && digests.contains(each.digest()));
  }

  /**
   * The lower-case hexadecimal SHA-256 over everything that decisions depend on, but for the {@link
   * DenyList}, which has a revision of its own, and what is {@link #granted}. Equal policies have
   * equal revisions.
   */
  public String revision() {
    return revision;
  }

  /**
   * The rule whose most specific pattern matches {@code name}, else {@link #unmatched}. Fast enough
   * to be asked for each request: it allocates nothing.
   */
  public Rule ruleFor(RepositoryName name) {
    return table.find(name, unmatched);
  }

  @Override
  public String toString() {
    return "Policy[" + rules.size() + " rules, " + revision.substring(0, 12) + "]";
  }
}
