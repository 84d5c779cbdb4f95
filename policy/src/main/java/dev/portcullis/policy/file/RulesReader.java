package dev.portcullis.policy.file;

import dev.portcullis.policy.ImagePattern;
import dev.portcullis.policy.Mode;
import dev.portcullis.policy.Requirement;
import dev.portcullis.policy.Rule;
import dev.portcullis.policy.RuleConflict;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code rules}. */
final class RulesReader {
  private final RequirementReader requirements;
  private final List<Rule> rules = new ArrayList<>();
  private final Map<String, YamlNode> names = new LinkedHashMap<>();
  private final IdentityHashMap<ImagePattern, YamlNode> places = new IdentityHashMap<>();

  RulesReader(SignersReader signers) {
    this.requirements = new RequirementReader(signers);
  }

  void read(YamlNode node) {
    for (YamlNode entry : node.list().orElse(List.of())) {
      entry.mapping().flatMap(this::rule).ifPresent(rules::add);
    }
    for (RuleConflict conflict : RuleConflict.among(rules)) {
      place(conflict.second()).problem(conflict.sentence());
    }
  }

  private YamlNode place(ImagePattern pattern) {
    return Optional.ofNullable(places.get(pattern)).orElseThrow();
  }

  /** The rules that are complete, in the order of the document. */
  List<Rule> rules() {
    return rules;
  }

  private Optional<Rule> rule(YamlMapping mapping) {
    Optional<String> name = mapping.require("name").flatMap(this::name);
    Optional<List<ImagePattern>> images = mapping.require("images").flatMap(this::images);
    TermsReader terms = TermsReader.read(mapping);
    Optional<YamlNode> require = mapping.get("require");
    Optional<YamlNode> anything = mapping.get("insecureAdmitAnything");
    Optional<YamlNode> refuse = mapping.get("refuse");
    Optional<Requirement> requirement = require.flatMap(requirements::all);
    if (anything.isPresent()) {
      return admitAnything(mapping, anything.get(), terms, name, images);
    }
    if (refuse.isPresent()) {
      return refuseAnything(mapping, refuse.get(), terms, name, images);
    }
    if (require.isEmpty()) {
      mapping.problem(
          "the rule says neither what it requires nor insecureAdmitAnything: true; write one");
    }
    if (name.isEmpty() || images.isEmpty() || requirement.isEmpty() || !terms.isRight()) {
      return Optional.empty();
    }
    Optional.ofNullable(terms.asked().get("signedAs"))
        .ifPresent(node -> SignedAsReader.check(node, terms.terms().signedAs(), images.get()));
    return Optional.of(
        new Rule(name.get(), images.get(), terms.mode(), requirement, terms.terms()));
  }

  private static Optional<Rule> admitAnything(
      YamlMapping mapping,
      YamlNode anything,
      TermsReader terms,
      Optional<String> name,
      Optional<List<ImagePattern>> images) {
    Optional<Boolean> value = anything.bool();
    if (value.isPresent() && !value.get()) {
      anything.problem("insecureAdmitAnything: false says nothing; remove it");
      return Optional.empty();
    }
    if (mapping.has("require") || mapping.has("refuse")) {
      anything.problem(
          "a rule that admits anything cannot "
              + (mapping.has("require") ? "require" : "refuse")
              + " anything; remove one of them");
      return Optional.empty();
    }
    terms
        .asked()
        .forEach(
            (key, node) ->
                node.problem("a rule that admits anything has no " + key + "; remove it"));
    return value.isPresent() && name.isPresent() && images.isPresent()
        ? Optional.of(new Rule(name.get(), images.get(), Mode.ENFORCE, Optional.empty()))
        : Optional.empty();
  }

  /** The rule that nothing meets, whose value is why. */
  private static Optional<Rule> refuseAnything(
      YamlMapping mapping,
      YamlNode refuse,
      TermsReader terms,
      Optional<String> name,
      Optional<List<ImagePattern>> images) {
    Optional<String> reason = refuse.text();
    if (mapping.has("require")) {
      refuse.problem("a rule that refuses everything requires nothing; remove one of them");
      return Optional.empty();
    }
    terms.asked().entrySet().stream()
        .filter(asked -> !asked.getKey().equals("mode"))
        .forEach(
            asked ->
                asked
                    .getValue()
                    .problem(
                        "a rule that refuses everything has no " + asked.getKey() + "; remove it"));
    return reason.isPresent() && name.isPresent() && images.isPresent() && terms.isRight()
        ? Optional.of(
            new Rule(
                name.get(),
                images.get(),
                terms.mode(),
                reason.map(Requirement.Nothing::new),
                terms.terms()))
        : Optional.empty();
  }

  private Optional<String> name(YamlNode node) {
    Optional<String> name = node.text().filter(text -> SignersReader.isName(node, text));
    if (name.isEmpty()) {
      return name;
    }
    if (name.get().equals(Rule.UNMATCHED) || name.get().equals(Rule.EVIDENCE)) {
      node.problem("'" + name.get() + "' is a name that Portcullis uses itself; choose another");
      return Optional.empty();
    }
    YamlNode other = names.putIfAbsent(name.get(), node);
    if (other != null) {
      node.problem("rule '" + name.get() + "' is already on line " + other.line());
      return Optional.empty();
    }
    return name;
  }

  private Optional<List<ImagePattern>> images(YamlNode node) {
    Optional<List<YamlNode>> entries = node.list();
    if (entries.isPresent() && entries.get().isEmpty()) {
      node.problem("the rule matches no image; write a pattern such as registry.acme.io/prod/**");
    }
    List<ImagePattern> patterns = new ArrayList<>();
    for (YamlNode entry : entries.orElse(List.of())) {
      Optional<ImagePattern> pattern = entry.read(ImagePattern::parse);
      if (pattern.isPresent() && patterns.contains(pattern.get())) {
        entry.problem("this pattern is listed twice; remove one of them");
      }
      pattern.ifPresent(
          known -> {
            places.put(known, entry);
            patterns.add(known);
          });
    }
    return patterns.isEmpty() || patterns.size() < entries.orElse(List.of()).size()
        ? Optional.empty()
        : Optional.of(patterns);
  }
}
