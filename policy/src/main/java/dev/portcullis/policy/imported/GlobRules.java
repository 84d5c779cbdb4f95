package dev.portcullis.policy.imported;

import dev.portcullis.oci.NameGrammar;
import dev.portcullis.oci.Quoting;
import dev.portcullis.policy.ImagePattern;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds out what the patterns of drafts match, in every registry that is named anywhere. Not
 * thread-safe.
 */
final class GlobRules {
  private static final String HUB = "docker.io";

  private final Glob.Dialect dialect;
  private final ImportOptions options;
  private final Warnings warnings;
  private final NavigableSet<String> registries;
  private boolean open;

  GlobRules(Glob.Dialect dialect, ImportOptions options, Warnings warnings, List<Draft> drafts) {
    this.dialect = dialect;
    this.options = options;
    this.warnings = warnings;
    this.registries = new TreeSet<>(options.registries());
    drafts.forEach(draft -> draft.images().forEach(place -> registries.addAll(named(place))));
  }

  /** The registries that a pattern names, or is sure to match. */
  private List<String> named(Draft.Place place) {
    Glob glob = glob(place);
    Optional<String> host =
        glob.registry()
            .or(() -> glob.isForRegistries() ? glob.beginning() : Optional.empty())
            .filter(GlobRules::isHost);
    return host.isEmpty() && (!glob.isForRegistries() || mayBeName(place, glob))
        ? List.of(HUB)
        : host.stream().toList();
  }

  private Glob glob(Draft.Place place) {
    return Glob.parse(place.text(), dialect, options.ignoreTags());
  }

  /** Whether nobody could take {@code text} for the name of a folder. */
  private static boolean isHost(String text) {
    return NameGrammar.isRegistry(text)
        && (text.contains(".") || text.contains(":") || text.equals("localhost"));
  }

  /** Whether a pattern is for registries that nobody names. */
  boolean isOpen() {
    return open;
  }

  /** The rules that {@code draft} becomes: one, and one more for each repository of digests. */
  List<SourceRule> rules(Draft draft) {
    List<Coverage> whole = new ArrayList<>();
    Map<ImagePattern, Set<String>> digests = new LinkedHashMap<>();
    for (Draft.Place place : draft.images()) {
      for (Coverage each : coverage(place)) {
        if (each.digest().isEmpty()) {
          whole.add(each);
        } else if (dialect == Glob.Dialect.SIGSTORE && draft.refusesNothing()) {
          warnings.add(
              place.node(),
              quoted(place)
                  + " lets one digest in whether or not it is signed, which no rule says; left out,"
                  + " which is stricter: add it to exemptions");
        } else if (dialect == Glob.Dialect.SIGSTORE) {
          each.patterns()
              .forEach(
                  pattern ->
                      digests
                          .computeIfAbsent(pattern, one -> new LinkedHashSet<>())
                          .add(each.digest().get()));
        } else {
          String why = "it is for one digest only";
          warnings.add(
              place.node(),
              quoted(place)
                  + ": "
                  + why
                  + "; carried over for the whole repository, which is stricter");
          whole.add(new Coverage(each.patterns(), Optional.of(why), Optional.empty()));
        }
      }
    }
    List<ImagePattern> skipped = new ArrayList<>();
    for (Draft.Place place : draft.skipped()) {
      skipped(place).forEach(skipped::add);
    }
    List<SourceRule> rules = new ArrayList<>();
    if (!whole.isEmpty()) {
      rules.add(new SourceRule(draft.name(), whole, skipped, draft.mode(), draft.demand()));
    }
    digests.forEach(
        (pattern, some) -> {
          SourceRule rule =
              new SourceRule(
                  draft.name(),
                  List.of(Coverage.exactly(List.of(pattern))),
                  skipped,
                  draft.mode(),
                  Demand.where(draft.demand(), oneOf(some)));
          if (rules.stream().noneMatch(known -> known.governs(pattern))) {
            rules.add(rule);
          }
        });
    return rules;
  }

  private static String oneOf(Set<String> digests) {
    return digests.size() == 1
        ? "image.digest == \"" + digests.iterator().next() + "\""
        : "image.digest in [\"" + String.join("\", \"", digests) + "\"]";
  }

  private List<Coverage> coverage(Draft.Place place) {
    Glob glob = glob(place);
    Optional<String> named = glob.registry();
    if (dialect == Glob.Dialect.SIGSTORE && place.text().startsWith("docker.io/")) {
      return loosely(
          place,
          "index." + place.text(),
          "policy-controller calls Docker Hub index.docker.io, so that this is about some"
              + " spellings only");
    }
    if (named.filter(GlobRules::isHost).isPresent()) {
      return told(place, glob.in(named.get()));
    }
    if (!glob.isForRegistries()) {
      return loosely(place, shortName(place), "it is a name without a registry");
    }
    open = true;
    warnings.add(
        place.node(),
        quoted(place)
            + " is for any registry; carried over for "
            + (registries.isEmpty() ? "none, since none is named" : String.join(", ", registries))
            + ", and what comes from any other is refused; name more with --registry");
    List<Coverage> all =
        new ArrayList<>(
            told(place, registries.stream().flatMap(each -> glob.in(each).stream()).toList()));
    if (mayBeName(place, glob)) {
      all.addAll(loosely(place, shortName(place), "it may be a name without a registry"));
    }
    return all;
  }

  /** Whether it begins with what is no registry, and has no folder. */
  private static boolean mayBeName(Draft.Place place, Glob glob) {
    return place.text().indexOf('/') < 0
        && glob.beginning().filter(text -> !text.isEmpty() && !isHost(text)).isPresent();
  }

  /** The pattern with the registry that names without one are of. */
  private String shortName(Draft.Place place) {
    return switch (dialect) {
      case SIGSTORE -> "index.docker.io/" + place.text();
      case KYVERNO -> "docker.io/" + place.text();
    };
  }

  /** What {@code text} matches on Docker Hub, of which the original may match less. */
  private List<Coverage> loosely(Draft.Place place, String text, String why) {
    String then =
        switch (dialect) {
          case SIGSTORE -> "what it matches on Docker Hub is refused";
          case KYVERNO -> "carried over for Docker Hub, which is stricter";
        };
    warnings.add(place.node(), quoted(place) + ": " + why + "; " + then);
    return Glob.parse(text, dialect, options.ignoreTags()).in(HUB).stream()
        .map(each -> new Coverage(each.patterns(), Optional.of(why), Optional.empty()))
        .toList();
  }

  private List<Coverage> told(Draft.Place place, List<Coverage> all) {
    List<ImagePattern> exact =
        all.stream().filter(Coverage::isExact).flatMap(each -> each.patterns().stream()).toList();
    List<Coverage> kept = new ArrayList<>();
    for (Coverage each : all) {
      boolean isCovered =
          each.patterns().stream()
              .allMatch(own -> exact.stream().anyMatch(other -> other.covers(own)));
      if (each.isExact() || !isCovered) {
        kept.add(each);
        each.looseness().ifPresent(why -> loose(place, each, why));
      }
    }
    if (kept.isEmpty() && !registries.isEmpty()) {
      warnings.add(place.node(), quoted(place) + " matches no repository; left out");
    }
    return kept;
  }

  private void loose(Draft.Place place, Coverage coverage, String why) {
    String patterns = coverage.patterns().toString();
    warnings.add(
        place.node(),
        quoted(place)
            + ": "
            + why
            + "; "
            + switch (dialect) {
              case SIGSTORE -> "what only this lets in of " + patterns + " is refused";
              case KYVERNO -> "carried over as " + patterns + ", which is stricter";
            }
            + (options.ignoreTags() || !why.contains("tags")
                ? ""
                : "; --ignore-tags carries it over for all tags"));
  }

  private List<ImagePattern> skipped(Draft.Place place) {
    Glob glob = Glob.parse(place.text(), dialect, false);
    Set<String> where = new TreeSet<>(registries);
    glob.registry().filter(GlobRules::isHost).ifPresent(where::add);
    List<ImagePattern> all = new ArrayList<>();
    for (String registry : where) {
      for (Coverage each : glob.in(registry)) {
        if (each.isExact() && each.digest().isEmpty() && place.text().indexOf('?') < 0) {
          all.addAll(each.patterns());
        } else {
          warnings.add(
              place.node(),
              quoted(place)
                  + " cannot be skipped exactly, so that nothing of it is; that is stricter");
        }
      }
    }
    return all;
  }

  private static String quoted(Draft.Place place) {
    return "'" + Quoting.shorten(place.text()) + "'";
  }
}
