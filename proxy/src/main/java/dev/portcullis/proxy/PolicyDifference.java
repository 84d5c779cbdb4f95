package dev.portcullis.proxy;

import dev.portcullis.oci.RepositoryName;
import dev.portcullis.policy.DenyList;
import dev.portcullis.policy.Exemption;
import dev.portcullis.policy.ImagePattern;
import dev.portcullis.policy.KeylessIdentity;
import dev.portcullis.policy.Policy;
import dev.portcullis.policy.Requirement;
import dev.portcullis.policy.Rule;
import dev.portcullis.policy.Signer;
import dev.portcullis.policy.Strictness;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** What two configurations differ in, by what they mean and not by how they are written. */
final class PolicyDifference {
  private static final int SHOWN = 16;

  private final PolicyFile before;
  private final PolicyFile now;
  private final List<Change> changes = new ArrayList<>();

  private PolicyDifference(PolicyFile before, PolicyFile now) {
    this.before = before;
    this.now = now;
  }

  /**
   * One difference.
   *
   * @param what what it is about: {@code rule production}
   * @param how what is otherwise
   * @param strictness whether more or less is let through because of it; empty if that is no matter
   */
  record Change(String what, String how, Optional<Strictness> strictness) {
    /** A line for people. */
    String line() {
      return what
          + ": "
          + how
          + strictness
              .filter(each -> each != Strictness.SAME)
              .map(each -> "  [" + each.word() + "]")
              .orElse("");
    }
  }

  /** All differences, rules first. */
  static List<Change> between(PolicyFile before, PolicyFile now) {
    PolicyDifference difference = new PolicyDifference(before, now);
    difference.rules();
    difference.signers();
    difference.trust();
    difference.exemptions();
    difference.revoked();
    difference.settings();
    return difference.changes;
  }

  private Policy old() {
    return before.policy().policy();
  }

  private Policy next() {
    return now.policy().policy();
  }

  private void add(String what, String how, Strictness strictness) {
    changes.add(new Change(what, how, Optional.of(strictness)));
  }

  private void rules() {
    Map<String, Rule> olds = byName(old().rules(), Rule::name);
    Map<String, Rule> news = byName(next().rules(), Rule::name);
    for (Rule rule : old().rules()) {
      if (!news.containsKey(rule.name())) {
        add("rule " + rule.name(), "removed; it said " + words(rule), Strictness.OTHER);
      }
    }
    for (Rule rule : next().rules()) {
      Optional<Rule> same = Optional.ofNullable(olds.get(rule.name()));
      if (same.isEmpty()) {
        add("rule " + rule.name(), "added for " + patterns(rule) + ": " + words(rule), over(rule));
      } else {
        changed(same.get(), rule);
      }
    }
    changed(old().unmatched(), next().unmatched());
  }

  private void changed(Rule one, Rule other) {
    String what = "rule " + other.name();
    listed(
        what,
        "pattern",
        texts(one.images(), ImagePattern::toString),
        texts(other.images(), ImagePattern::toString),
        Strictness.OTHER,
        Strictness.OTHER);
    Strictness strictness = Strictness.of(one.exempting(List.of()), other.exempting(List.of()));
    if (strictness != Strictness.SAME) {
      String said = words(one);
      String says = words(other);
      add(
          what,
          said.equals(says) ? "its signers or terms are others" : "from " + said + " to " + says,
          strictness);
    }
  }

  /** How a new rule stands to those from which it takes names. */
  private Strictness over(Rule rule) {
    Set<Strictness> all =
        rule.images().stream()
            .flatMap(pattern -> sample(pattern).stream())
            .map(name -> Strictness.of(old().ruleFor(name), rule))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    return all.size() == 1 ? all.iterator().next() : Strictness.OTHER;
  }

  /** A name that the pattern matches. */
  private static Optional<RepositoryName> sample(ImagePattern pattern) {
    String path = pattern.toString().substring(pattern.registry().length() + 1).replace("**", "x");
    RepositoryName name = new RepositoryName(pattern.registry(), path.replace("*", "x"));
    return Optional.of(name).filter(pattern::matches);
  }

  private static String patterns(Rule rule) {
    return String.join(", ", texts(rule.images(), ImagePattern::toString));
  }

  private static String words(Rule rule) {
    return rule.mode().name().toLowerCase(java.util.Locale.ROOT)
        + " "
        + rule.require().map(Requirement::words).orElse("nothing: anything is admitted");
  }

  private void signers() {
    Map<String, Signer> news = next().signers();
    old()
        .signers()
        .forEach(
            (name, signer) -> {
              if (!news.containsKey(name)) {
                add("signer " + name, "removed", Strictness.OTHER);
              }
            });
    news.forEach(
        (name, signer) -> {
          Optional<Signer> same = Optional.ofNullable(old().signers().get(name));
          if (same.isEmpty()) {
            add("signer " + name, "added: " + String.join(", ", means(signer)), Strictness.OTHER);
          } else if (!same.get().equals(signer)) {
            Set<String> was = means(same.get());
            Set<String> is = means(signer);
            if (was.equals(is)) {
              add("signer " + name, "is known otherwise", Strictness.of(same.get(), signer));
            }
            listed("signer " + name, "", was, is, Strictness.STRICTER, Strictness.LOOSER);
          }
        });
  }

  /** By what a signer is known. */
  private static Set<String> means(Signer signer) {
    return switch (signer) {
      case Signer.Keys keys ->
          texts(
              keys.keys(),
              key ->
                  "key "
                      + key.fingerprint().substring(0, SHOWN)
                      + " ("
                      + key.label()
                      + key.notBefore().map(time -> ", from " + time).orElse("")
                      + key.notAfter().map(time -> ", until " + time).orElse("")
                      + ")");
      case Signer.Keyless keyless -> texts(keyless.identities(), PolicyDifference::identity);
      case Signer.Notation notation ->
          Set.of("notation " + notation.label() + " " + notation.revision().substring(0, SHOWN));
    };
  }

  private static String identity(KeylessIdentity identity) {
    return "subject "
        + identity.subject().words()
        + identity.issuer().map(issuer -> " by issuer " + issuer.words()).orElse("")
        + " of root "
        + identity.root()
        + identity.claims().entrySet().stream()
            .map(claim -> ", " + claim.getKey().word() + " " + claim.getValue().words())
            .collect(Collectors.joining());
  }

  private void trust() {
    if (!before.policy().trustRevision().equals(now.policy().trustRevision())) {
      changes.add(
          new Change(
              "trust",
              "keys, roots or stores accept other evidence than before",
              Optional.empty()));
    }
  }

  private void exemptions() {
    listed(
        "exemptions",
        "",
        texts(old().unmatched().terms().exemptions(), PolicyDifference::words),
        texts(next().unmatched().terms().exemptions(), PolicyDifference::words),
        Strictness.STRICTER,
        Strictness.LOOSER);
  }

  private static String words(Exemption each) {
    return each.digest() + " until " + each.expires() + " (" + each.reason() + ")";
  }

  private void revoked() {
    listed(
        "revoked",
        "",
        entries(old().denied()),
        entries(next().denied()),
        Strictness.LOOSER,
        Strictness.STRICTER);
  }

  private static Set<String> entries(DenyList denied) {
    return Stream.of(
            denied.digests().stream().map(Object::toString),
            denied.signers().stream().map(name -> "signer " + name),
            denied.keys().stream().map(key -> "key " + key),
            denied.certificates().stream().map(each -> "certificate " + each),
            denied.logEntries().stream().map(each -> "log entry " + each))
        .flatMap(all -> all)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void settings() {
    Set<String> keys = new TreeSet<>(before.other().keySet());
    keys.addAll(now.other().keySet());
    for (String key : keys) {
      Optional<JsonNode> one = Optional.ofNullable(before.other().get(key));
      Optional<JsonNode> other = Optional.ofNullable(now.other().get(key));
      if (key.equals("upstreams")) {
        upstreams(one, other);
      } else if (!one.equals(other)) {
        changes.add(new Change(key, how(one, other), Optional.empty()));
      }
    }
  }

  private void upstreams(Optional<JsonNode> one, Optional<JsonNode> other) {
    Set<String> names = new TreeSet<>();
    Stream.of(one, other)
        .flatMap(Optional::stream)
        .forEach(each -> names.addAll(each.propertyNames()));
    for (String name : names) {
      Optional<JsonNode> was =
          one.map(each -> each.path(name)).filter(each -> !each.isMissingNode());
      Optional<JsonNode> is =
          other.map(each -> each.path(name)).filter(each -> !each.isMissingNode());
      if (!was.equals(is)) {
        changes.add(new Change("upstream " + name, how(was, is), Optional.empty()));
      }
    }
  }

  private static String how(Optional<JsonNode> one, Optional<JsonNode> other) {
    if (one.isEmpty()) {
      return "added";
    }
    return other.isEmpty() ? "removed" : "from " + one.get() + " to " + other.get();
  }

  private void listed(
      String what,
      String kind,
      Set<String> was,
      Set<String> is,
      Strictness removed,
      Strictness added) {
    String of = kind.isEmpty() ? "" : kind + " ";
    was.stream()
        .filter(each -> !is.contains(each))
        .forEach(each -> add(what, of + each + " removed", removed));
    is.stream()
        .filter(each -> !was.contains(each))
        .forEach(each -> add(what, of + each + " added", added));
  }

  private static <T> Set<String> texts(Collection<T> all, Function<T, String> words) {
    return all.stream().map(words).collect(Collectors.toCollection(TreeSet::new));
  }

  private static <T> Map<String, T> byName(List<T> all, Function<T, String> name) {
    Map<String, T> map = new TreeMap<>();
    all.forEach(each -> map.put(name.apply(each), each));
    return map;
  }
}
