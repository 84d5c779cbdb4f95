package dev.portcullis.policy;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Finding;
import dev.portcullis.verify.Unavailable;
import dev.portcullis.verify.Verified;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The one line that says what was required and what was found instead. */
final class Summary {
  /** Kinds of what was found, and silent sources, that are told apart; the rest is counted. */
  private static final int SHOWN = 5;

  private static final int WORDS = 240;

  private Summary() {}

  /** For a requirement that is met by {@code counted}. */
  static String met(Collection<Counted> counted) {
    if (counted.isEmpty()) {
      return Tally.DEFERRED;
    }
    Map<String, List<String>> byAct = new LinkedHashMap<>();
    counted.stream()
        .sorted(Comparator.comparing(each -> !each.act().equals(Counted.SIGNED)))
        .forEach(
            each -> byAct.computeIfAbsent(each.act(), act -> new ArrayList<>()).add(each.words()));
    return byAct.entrySet().stream()
        .map(
            act ->
                act.getKey().equals(Counted.WAIVED)
                    ? "not signed, as " + list(act.getValue())
                    : act.getKey() + " by " + list(act.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String list(List<String> words) {
    int last = Math.min(words.size(), SHOWN) - 1;
    List<String> shown = new ArrayList<>(words.subList(0, last + 1));
    if (words.size() > SHOWN) {
      shown.add((words.size() - SHOWN) + " more");
      last++;
    }
    return (last > 0 ? String.join(", ", shown.subList(0, last)) + " and " : "") + shown.get(last);
  }

  /** For a requirement that is not met. */
  static String unmet(Requirement requirement, Explanation.Outcome outcome, Evaluation evaluation) {
    if (requirement instanceof Requirement.Nothing(String reason)) {
      return "the rule refuses everything: " + cut(reason);
    }
    return "requires "
        + cut(requirement.words())
        + lacking(requirement, outcome)
        + "; "
        + found(requirement, evaluation.own())
        + evaluation.above().stream()
            .map(
                index ->
                    "; on the index "
                        + index.digest().shortened()
                        + " "
                        + found(requirement, index))
            .collect(Collectors.joining())
        + (evaluation.lacksIndex(requirement) ? "; " + Tally.NO_INDEX : "")
        + silent(evaluation.silent());
  }

  private static String lacking(Requirement requirement, Explanation.Outcome outcome) {
    List<Explanation.Outcome> parts = outcome.parts();
    long met = parts.stream().filter(Explanation.Outcome::met).count();
    if (met == 0) {
      return "";
    }
    return switch (requirement) {
      case Requirement.Signature _,
          Requirement.Attestation _,
          Requirement.Sbom _,
          Requirement.Nothing _ ->
          "";
      case Requirement.All all ->
          "; lacks "
              + cut(
                  parts.stream()
                      .filter(part -> !part.met())
                      .map(Explanation.Outcome::requirement)
                      .collect(Collectors.joining(" and ")));
      case Requirement.AtLeast some ->
          met < some.count()
              ? "; has " + met + " of the " + some.count()
              : "; one identity counts for one signer only";
    };
  }

  private static String found(Requirement requirement, Facts known) {
    List<Finding> failed = known.failed();
    List<Verified> facts = new ArrayList<>(known.facts());
    facts.addAll(known.strayFacts());
    int total = facts.size() + failed.size();
    if (total == 0) {
      return asksForStatements(requirement)
          ? "neither signature nor attestation was found"
          : "no signature was found";
    }
    int attestations = (int) facts.stream().filter(Summary::isStatement).count();
    String prefix = attestations < total ? "attestation " : "";
    Map<String, Integer> kinds = new TreeMap<>();
    for (Verified fact : facts) {
      String kind =
          known.strayFacts().contains(fact)
              ? "about another digest (" + fact.subject().shortened() + ")"
              : kind(requirement, known, fact);
      kinds.merge(isStatement(fact) ? prefix + kind : kind, 1, Integer::sum);
    }
    List<String> words = new ArrayList<>(counted(kinds));
    words.addAll(counted(kinds(failed)));
    return "found "
        + nouns(total - attestations, attestations)
        + ": "
        + (total == 1 ? words.getFirst().substring("1 ".length()) : first(words, ", "));
  }

  private static boolean isStatement(Verified fact) {
    return switch (fact) {
      case Verified.Attestation _, Verified.Sbom _ -> true;
      case Verified.Signature _ -> false;
    };
  }

  private static boolean asksForStatements(Requirement requirement) {
    return switch (requirement) {
      case Requirement.All all -> all.of().stream().anyMatch(Summary::asksForStatements);
      case Requirement.AtLeast some -> some.of().stream().anyMatch(Summary::asksForStatements);
      case Requirement.Signature _, Requirement.Nothing _ -> false;
      case Requirement.Attestation _, Requirement.Sbom _ -> true;
    };
  }

  private static String nouns(int signatures, int attestations) {
    String both = signatures > 0 && attestations > 0 ? " and " : "";
    return noun(signatures, "signature") + both + noun(attestations, "attestation");
  }

  private static String noun(int count, String noun) {
    return count == 0 ? "" : count + " " + noun + (count == 1 ? "" : "s");
  }

  /** What a verified fact about the subject is to this rule. */
  private static String kind(Requirement requirement, Facts known, Verified fact) {
    Set<String> kinds = new TreeSet<>();
    Set<String> expected = new TreeSet<>();
    requirement
        .signers()
        .forEach(
            signer -> {
              String by = "by " + signer.name();
              switch (known.standing(signer, fact)) {
                case Standing.Counts _ -> kinds.add(by);
                case Standing.Revoked(String what) -> kinds.add(by + what);
                case Standing.OutOfWindow(String why) -> kinds.add(by + " with " + why);
                case Standing.Foreign(String what) -> {
                  if (!what.isEmpty()) {
                    expected.add("for " + signer.name() + " expected " + what);
                  }
                }
              }
            });
    String who =
        kinds.isEmpty()
            ? "by another signer ("
                + Named.of(fact.voucher()).words()
                + ")"
                + expected.stream()
                    .limit(SHOWN)
                    .map(each -> ", " + each)
                    .collect(Collectors.joining())
            : String.join(" and ", kinds);
    return switch (fact) {
      case Verified.Attestation attestation ->
          PredicateType.nameOf(attestation.predicateType()) + " " + who;
      case Verified.Sbom _ -> "SBOM artifact " + who;
      case Verified.Signature _ -> who;
    };
  }

  private static Map<String, Integer> kinds(List<Finding> findings) {
    Map<Failure.Code, List<Failure>> failures = new EnumMap<>(Failure.Code.class);
    for (Finding finding : findings) {
      finding
          .failure()
          .ifPresent(
              failure ->
                  failures.computeIfAbsent(failure.code(), code -> new ArrayList<>()).add(failure));
    }
    Map<String, Integer> kinds = new LinkedHashMap<>();
    failures.forEach((code, all) -> kinds.put(code.words() + other(code, all), all.size()));
    return kinds;
  }

  /** The digest that signatures for other content are for, where there is one only. */
  private static String other(Failure.Code code, List<Failure> failures) {
    Set<String> digests = new TreeSet<>();
    failures.forEach(failure -> failure.found().ifPresent(digests::add));
    return code == Failure.Code.SUBJECT_MISMATCH && digests.size() == 1
        ? " (" + shortened(digests.iterator().next()) + ")"
        : "";
  }

  private static String shortened(String digest) {
    try {
      return Digest.parse(digest).shortened();
    } catch (MalformedException e) {
      return Quoting.shorten(digest); // the signed claim names no digest; its text is all there is
    }
  }

  private static List<String> counted(Map<String, Integer> kinds) {
    return kinds.entrySet().stream().map(kind -> kind.getValue() + " " + kind.getKey()).toList();
  }

  private static String silent(List<Unavailable> unavailable) {
    List<String> sources =
        unavailable.stream()
            .map(Summary::sentence)
            .distinct()
            .sorted(Comparator.naturalOrder())
            .toList();
    return sources.isEmpty() ? "" : "; " + first(sources, ", ");
  }

  private static String sentence(Unavailable silent) {
    return Quoting.shorten(silent.source())
        + " could not be asked ("
        + Quoting.shorten(silent.cause())
        + ")";
  }

  private static String first(List<String> words, String separator) {
    return words.size() <= SHOWN
        ? String.join(separator, words)
        : String.join(separator, words.subList(0, SHOWN))
            + separator
            + "and "
            + (words.size() - SHOWN)
            + " more";
  }

  private static String cut(String words) {
    return words.length() <= WORDS ? words : words.substring(0, WORDS) + "...";
  }
}
