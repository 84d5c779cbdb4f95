package dev.portcullis.policy.imported;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.NameGrammar;
import dev.portcullis.oci.Quoting;
import dev.portcullis.policy.ImagePattern;
import dev.portcullis.policy.Mode;
import dev.portcullis.policy.file.FileSource;
import dev.portcullis.policy.file.YamlMapping;
import dev.portcullis.policy.file.YamlNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Carries over containers-policy.json(5), of which only the transport {@code docker} is about
 * registries. As with our rules, of several scopes only the most specific holds.
 */
final class ContainersPolicyImporter {
  private static final String DOCKER = "docker";

  private final ImportOptions options;
  private final Warnings warnings;
  private final SignerBook book;
  private final SigstoreSigned signed;
  private final Map<String, ScopeRule> wildcards = new LinkedHashMap<>();
  private final Map<String, ScopeRule> scopes = new LinkedHashMap<>();
  private final Map<String, List<ScopeRule>> targets = new LinkedHashMap<>();

  private ContainersPolicyImporter(ImportOptions options, FileSource files, Warnings warnings) {
    this.options = options;
    this.warnings = warnings;
    this.book = new SignerBook(warnings);
    this.signed = new SigstoreSigned(book, files, options, warnings);
  }

  /** What a scope demands, and where it stands. */
  record ScopeRule(YamlNode at, String name, Demand demand, Optional<Tree> signedAs) {
    boolean isOpen() {
      return Demand.isAnything(demand);
    }
  }

  static Imported read(
      String from, Fields document, ImportOptions options, FileSource files, Warnings warnings) {
    return new ContainersPolicyImporter(options, files, warnings).rules(from, document);
  }

  private Imported rules(String from, Fields document) {
    Optional<YamlNode> global = document.get("default");
    if (global.isEmpty()) {
      document.node().problem("'default' is missing");
    }
    ScopeRule otherwise =
        global
            .map(node -> scope(node, "default", node))
            .orElseGet(
                () ->
                    new ScopeRule(
                        document.node(),
                        "default",
                        new Demand.Nothing("there is no default"),
                        Optional.empty()));
    for (YamlMapping.Entry transport :
        document.fields("transports").map(Fields::entries).orElse(List.of())) {
      if (!transport.name().equals(DOCKER)) {
        warnings.add(
            transport.key(),
            "transport '"
                + Quoting.shorten(transport.name())
                + "' has no registry to pull from; left out");
        continue;
      }
      for (YamlMapping.Entry entry : Fields.of(transport.value()).entries()) {
        ScopeRule rule =
            scope(entry.key(), entry.name().isEmpty() ? DOCKER : entry.name(), entry.value());
        if (entry.name().isEmpty()) {
          otherwise = rule;
        } else {
          sort(entry.name(), rule);
        }
      }
    }
    document
        .rest()
        .forEach(
            entry ->
                entry
                    .key()
                    .problem(
                        "unknown key '"
                            + Quoting.shorten(entry.name())
                            + "'; policy.json has default and transports"));
    return write(from, otherwise);
  }

  private ScopeRule scope(YamlNode at, String name, YamlNode requirements) {
    List<YamlNode> list = requirements.list().orElse(List.of());
    if (list.isEmpty()) {
      requirements.problem("an empty list of requirements is not allowed; write reject");
    }
    List<Demand> demands = new ArrayList<>();
    Set<Tree> signedAs = new LinkedHashSet<>();
    for (YamlNode each : list) {
      Fields fields = Fields.of(each);
      switch (fields.required("type").orElse("")) {
        case "insecureAcceptAnything" -> {}
        case "reject" -> demands.add(new Demand.Nothing("rejected by scope " + name));
        case "signedBy" ->
            demands.add(
                warnings.nothing(each, "signatures by GPG keys (signedBy) are not supported"));
        case "sigstoreSigned" -> {
          SigstoreSigned.Signed one = signed.read(fields, name);
          demands.add(one.demand());
          signedAs.add(one.signedAs());
        }
        default -> demands.add(warnings.nothing(each, "this type of requirement is not known"));
      }
    }
    if (signedAs.size() > 1) {
      demands.add(
          warnings.nothing(at, "the requirements of one scope want different names in signatures"));
    }
    return new ScopeRule(
        at, name, Demand.simplest(new Demand.All(demands)), signedAs.stream().findFirst());
  }

  private void sort(String scope, ScopeRule rule) {
    int slash = scope.indexOf('/');
    int target =
        Math.max(scope.indexOf('@'), scope.lastIndexOf(':') > slash ? scope.lastIndexOf(':') : -1);
    if (scope.startsWith("*.")) {
      wildcards.put(scope.substring(1), rule);
    } else if (slash > 0 && target > slash) {
      int end = scope.indexOf('@') > 0 ? scope.indexOf('@') : target;
      targets.computeIfAbsent(scope.substring(0, end), each -> new ArrayList<>()).add(rule);
    } else if (NameGrammar.isRegistry(slash < 0 ? scope : scope.substring(0, slash))) {
      scopes.put(scope, rule);
    } else {
      rule.at()
          .problem(
              "'" + Quoting.shorten(scope) + "' is not a scope: a registry, or one with a path");
    }
  }

  private Imported write(String from, ScopeRule otherwise) {
    Set<String> registries = new TreeSet<>(options.registries());
    scopes.keySet().forEach(scope -> registries.add(registryOf(scope)));
    targets.keySet().forEach(scope -> registries.add(registryOf(scope)));
    for (String registry : registries) {
      inherited(registry, otherwise).ifPresent(rule -> scopes.putIfAbsent(registry, rule));
    }
    targets.forEach((repository, some) -> addTargets(repository, some, otherwise));
    List<Composed> rules = new ArrayList<>();
    scopes.forEach((scope, rule) -> composed(scope, rule).ifPresent(rules::add));
    boolean isClosed = wildcards.values().stream().anyMatch(rule -> !rule.isOpen());
    wildcards.forEach(
        (suffix, rule) -> {
          List<String> found = registries.stream().filter(each -> each.endsWith(suffix)).toList();
          warnings.add(
              rule.at(),
              "'*"
                  + Quoting.shorten(suffix)
                  + "' is carried over for "
                  + (found.isEmpty()
                      ? "no registry, since none is named"
                      : String.join(", ", found))
                  + ", and what comes from any other is refused; name more with --registry");
        });
    boolean admit = otherwise.isOpen() && !isClosed;
    if (!otherwise.isOpen() && !(otherwise.demand() instanceof Demand.Nothing)) {
      warnings.add(
          otherwise.at(),
          "the default is for any registry; carried over for "
              + (registries.isEmpty() ? "none, since none is named" : String.join(", ", registries))
              + ", and what comes from any other is refused; name more with --registry");
    } else if (otherwise.isOpen() && isClosed) {
      warnings.add(
          otherwise.at(),
          "the default accepts anything, but scopes with '*' do not, whose registries are not all"
              + " known; what no rule is about is refused");
    }
    return ResultWriter.write(from, rules, admit, book, warnings);
  }

  private static String registryOf(String scope) {
    int slash = scope.indexOf('/');
    return slash < 0 ? scope : scope.substring(0, slash);
  }

  /** What holds for a registry that has no scope of its own, unless that is what is unmatched. */
  private Optional<ScopeRule> inherited(String registry, ScopeRule otherwise) {
    Optional<ScopeRule> wildcard =
        wildcards.keySet().stream()
            .filter(registry::endsWith)
            .max(Comparator.comparingInt(String::length))
            .map(wildcards::get);
    boolean isPlain = otherwise.isOpen() || otherwise.demand() instanceof Demand.Nothing;
    return wildcard.isPresent() || (isPlain && !hasClosedWildcard(otherwise))
        ? wildcard
        : Optional.of(otherwise);
  }

  /** Whether what accepts anything by default is refused as unmatched. */
  private boolean hasClosedWildcard(ScopeRule otherwise) {
    return otherwise.isOpen() && wildcards.values().stream().anyMatch(rule -> !rule.isOpen());
  }

  /** A repository of which some tags have scopes: all that any of these demands, of all tags. */
  private void addTargets(String repository, List<ScopeRule> some, ScopeRule otherwise) {
    ScopeRule whole = otherwise;
    String scope = repository;
    while (true) {
      if (scopes.containsKey(scope)) {
        whole = scopes.getOrDefault(scope, otherwise);
        break;
      }
      int slash = scope.lastIndexOf('/');
      if (slash < 0) {
        break;
      }
      scope = scope.substring(0, slash);
    }
    List<Demand> demands = new ArrayList<>(List.of(whole.demand()));
    Set<Tree> signedAs = new LinkedHashSet<>(whole.signedAs().stream().toList());
    for (ScopeRule each : some) {
      warnings.add(
          each.at(),
          "a verdict is about a digest that any tag may name; what this demands, and what is"
              + " demanded of the repository's other tags, is demanded of all of them, which is"
              + " stricter");
      demands.add(each.demand());
      each.signedAs().ifPresent(signedAs::add);
    }
    if (signedAs.size() > 1) {
      demands.add(
          warnings.nothing(
              some.getFirst().at(),
              "the tags of one repository want different names in signatures"));
    }
    scopes.put(
        repository,
        new ScopeRule(
            some.getFirst().at(),
            repository,
            Demand.simplest(new Demand.All(demands)),
            signedAs.stream().findFirst()));
  }

  private Optional<Composed> composed(String scope, ScopeRule rule) {
    List<ImagePattern> patterns = new ArrayList<>();
    if (scope.indexOf('/') >= 0) {
      pattern(scope).ifPresent(patterns::add);
    }
    pattern(scope + "/**").ifPresent(patterns::add);
    if (patterns.isEmpty()) {
      rule.at()
          .problem(
              "'" + Quoting.shorten(scope) + "' is not a scope: a registry, or one with a path");
      return Optional.empty();
    }
    String name = scope.equals(rule.name()) ? scope : rule.name() + "-" + scope;
    return Optional.of(
        new Composed(
            name,
            patterns,
            Mode.ENFORCE,
            rule.demand(),
            Demand.isAnything(rule.demand()) ? Optional.empty() : rule.signedAs()));
  }

  /** A pattern; empty if it could match nothing. */
  private static Optional<ImagePattern> pattern(String text) {
    try {
      return Optional.of(ImagePattern.parse(text));
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }
}
