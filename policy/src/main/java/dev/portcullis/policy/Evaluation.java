package dev.portcullis.policy;

import dev.portcullis.oci.Quoting;
import dev.portcullis.verify.Finding;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.Unavailable;
import dev.portcullis.verify.Verified;
import dev.portcullis.verify.Voucher;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One requirement tree against the findings about one subject. The order of the findings does not
 * matter: they are sorted before anything is said about them.
 */
final class Evaluation {
  private static final Comparator<Verified> BY_ORIGIN =
      Comparator.comparing((Verified fact) -> fact.origin().toString())
          .thenComparing(fact -> name(fact.voucher()));

  /** Reasons that are given for one requirement. */
  private static final int REASONS = 16;

  private final DenyList denied;
  private final Instant now;
  private final Findings findings;
  private final List<Verified> facts;
  private final List<Verified> strayFacts;
  private final List<String> failures;

  Evaluation(DenyList denied, Subject subject, Findings findings, Instant now) {
    this.denied = denied;
    this.now = now;
    this.findings = findings;
    Map<Boolean, List<Verified>> byAim =
        findings.verified().stream()
            .sorted(BY_ORIGIN)
            .collect(Collectors.partitioningBy(fact -> subject.isNamedBy(fact.subject())));
    this.facts = byAim.getOrDefault(true, List.of());
    this.strayFacts = byAim.getOrDefault(false, List.of());
    this.failures = findings.findings().stream().flatMap(Evaluation::failure).sorted().toList();
  }

  /**
   * What came of a requirement.
   *
   * @param outcome for people
   * @param met whether it is met
   * @param metUnlessDenied whether it would be met if nothing were denied
   * @param reachable whether further evidence could meet it
   * @param signers the signers that were counted
   */
  record Result(
      Explanation.Outcome outcome,
      boolean met,
      boolean metUnlessDenied,
      boolean reachable,
      SortedSet<String> signers) {}

  private static Stream<String> failure(Finding finding) {
    return finding.failure().stream()
        .map(failure -> finding.origin() + ": " + finding.form() + ": " + failure.sentence());
  }

  Result evaluate(Requirement requirement) {
    return switch (requirement) {
      case Requirement.All all -> parts(all, all.of(), Math.max(1, all.of().size()));
      case Requirement.AtLeast some -> parts(some, some.of(), some.count());
      case Requirement.Signature signature -> signature(signature);
    };
  }

  private Result parts(Requirement whole, List<Requirement> parts, int needed) {
    List<Result> results = parts.stream().map(this::evaluate).toList();
    boolean met = results.stream().filter(Result::met).count() >= needed;
    SortedSet<String> signers = new TreeSet<>();
    results.stream().filter(Result::met).forEach(result -> signers.addAll(result.signers()));
    return new Result(
        new Explanation.Outcome(
            whole.words(), met, List.of(), results.stream().map(Result::outcome).toList()),
        met,
        results.stream().filter(Result::metUnlessDenied).count() >= needed,
        results.stream().filter(Result::reachable).count() >= needed,
        signers);
  }

  private Result signature(Requirement.Signature requirement) {
    Signer signer = requirement.by();
    List<String> counted = new ArrayList<>();
    List<String> others = new ArrayList<>();
    boolean revoked = false;
    for (Verified fact : facts) {
      if (fact instanceof Verified.Signature) {
        String from = fact.origin() + ": ";
        switch (standing(signer, fact)) {
          case Standing.Counts(String with) -> counted.add(from + "signed with " + with);
          case Standing.Revoked(String what) -> {
            revoked = true;
            others.add(from + "signed by " + signer.name() + what);
          }
          case Standing.OutOfWindow(String why) -> others.add(from + "signed with " + why);
          case Standing.Foreign() ->
              others.add(from + "signed by " + name(fact.voucher()) + ", not " + signer.name());
        }
      }
    }
    boolean met = !counted.isEmpty();
    others.addAll(failures);
    return new Result(
        new Explanation.Outcome(
            requirement.words(), met, bounded(met ? counted : others), List.of()),
        met,
        met || revoked,
        met || Standing.couldCount(signer, denied, now),
        met ? new TreeSet<>(List.of(signer.name())) : Collections.emptySortedSet());
  }

  /** The verified facts about the subject, which alone can count. */
  List<Verified> facts() {
    return facts;
  }

  /** Verified facts about something else, which verification should never have handed over. */
  List<Verified> strayFacts() {
    return strayFacts;
  }

  /** The candidates that failed. */
  List<Finding> failed() {
    return findings.findings().stream().filter(one -> one.failure().isPresent()).toList();
  }

  /** The sources that were silent. */
  List<Unavailable> silent() {
    return findings.unavailable();
  }

  /** Whether a source was silent, so that there may be evidence that was not seen. */
  boolean isIncomplete() {
    return !findings.unavailable().isEmpty();
  }

  /** What {@code fact} is worth to {@code signer}. */
  Standing standing(Signer signer, Verified fact) {
    return Standing.of(signer, fact, denied, now);
  }

  /**
   * The last instant at which the outcome is sure to be the same: before the window of a key opens
   * or closes that signed, or that may have signed what was not seen. Empty if there is none.
   */
  Optional<Instant> validUntil(Requirement requirement, boolean met) {
    Stream<Instant> seen =
        requirement
            .signers()
            .flatMap(signer -> facts.stream().flatMap(fact -> edges(signer, fact)));
    Stream<Instant> unseen =
        met || !isIncomplete()
            ? Stream.empty()
            : requirement.signers().flatMap(signer -> Standing.edges(signer, now).stream());
    return Stream.concat(seen, unseen).min(Comparator.naturalOrder());
  }

  private Stream<Instant> edges(Signer signer, Verified fact) {
    return Standing.edges(signer, fact, now).stream();
  }

  /** Who vouched, where no signer of the rule says so. */
  static String name(Voucher voucher) {
    return switch (voucher) {
      case Voucher.Key(String fingerprint) ->
          "key " + Quoting.shorten(fingerprint.substring(0, Math.min(12, fingerprint.length())));
      case Voucher.Keyless keyless -> Quoting.shorten(keyless.identity().toString());
      case Voucher.Notation notation -> notation.signer();
    };
  }

  private static List<String> bounded(List<String> reasons) {
    if (reasons.size() <= REASONS) {
      return reasons;
    }
    List<String> shown = new ArrayList<>(reasons.subList(0, REASONS));
    shown.add("and " + (reasons.size() - REASONS) + " more");
    return shown;
  }
}
