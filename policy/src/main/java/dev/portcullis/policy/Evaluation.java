package dev.portcullis.policy;

import dev.portcullis.verify.Finding;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.Unavailable;
import dev.portcullis.verify.Verified;
import dev.portcullis.verify.Voucher;
import dev.portcullis.verify.notation.NotationOutcome;
import java.time.Instant;
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
          .thenComparing(fact -> Named.of(fact.voucher()).words());

  private final Circumstances at;
  private final Findings findings;
  private final List<Verified> facts;
  private final List<NotationOutcome> envelopes;
  private final List<Verified> strayFacts;
  private final List<String> failures;

  Evaluation(DenyList denied, Subject subject, Findings findings, Instant now) {
    this.at = new Circumstances(subject.repository(), denied, now);
    this.findings = findings;
    Map<Boolean, List<Verified>> byAim =
        findings.verified().stream()
            .sorted(BY_ORIGIN)
            .collect(Collectors.partitioningBy(fact -> subject.isNamedBy(fact.subject())));
    this.facts = byAim.getOrDefault(true, List.of());
    this.strayFacts = byAim.getOrDefault(false, List.of());
    this.envelopes =
        findings.notation().stream()
            .filter(outcome -> subject.isNamedBy(outcome.subject()))
            .sorted(Comparator.comparing(outcome -> outcome.origin().toString()))
            .toList();
    this.failures = findings.findings().stream().flatMap(Evaluation::failure).sorted().toList();
  }

  /**
   * What came of a requirement.
   *
   * @param outcome for people
   * @param met whether it is met
   * @param metUnlessDenied whether it would be met if nothing were denied
   * @param reachable whether further evidence could meet it
   * @param counted what was counted
   */
  record Result(
      Explanation.Outcome outcome,
      boolean met,
      boolean metUnlessDenied,
      boolean reachable,
      SortedSet<Counted> counted) {}

  private static Stream<String> failure(Finding finding) {
    return finding.failure().stream()
        .map(failure -> finding.origin() + ": " + finding.form() + ": " + failure.sentence());
  }

  Result evaluate(Requirement requirement) {
    return switch (requirement) {
      case Requirement.All all -> parts(all, all.of(), Math.max(1, all.of().size()));
      case Requirement.AtLeast some -> parts(some, some.of(), some.count());
      case Requirement.Signature signature -> signature(signature);
      case Requirement.Attestation attestation -> attestation(attestation);
    };
  }

  private Result parts(Requirement whole, List<Requirement> parts, int needed) {
    List<Result> results = parts.stream().map(this::evaluate).toList();
    boolean met = results.stream().filter(Result::met).count() >= needed;
    SortedSet<Counted> counted = new TreeSet<>();
    results.stream().filter(Result::met).forEach(result -> counted.addAll(result.counted()));
    return new Result(
        new Explanation.Outcome(
            whole.words(), met, List.of(), results.stream().map(Result::outcome).toList()),
        met,
        results.stream().filter(Result::metUnlessDenied).count() >= needed,
        results.stream().filter(Result::reachable).count() >= needed,
        counted);
  }

  private Result signature(Requirement.Signature requirement) {
    Signer signer = requirement.by();
    Tally tally = new Tally(requirement, signer);
    Standing.waived(signer, at).ifPresent(tally::waived);
    for (Verified fact : facts) {
      if (fact instanceof Verified.Signature && !isJudgedByDocument(signer, fact)) {
        tally.add(fact.origin(), Named.of(fact.voucher()), standing(signer, fact));
      }
    }
    if (signer instanceof Signer.Notation policy) {
      for (NotationOutcome outcome : envelopes) {
        Named by = Named.of(new Voucher.Notation(outcome));
        tally.add(outcome.origin(), by, NotationStanding.of(policy, outcome, at));
      }
    }
    return tally.result(failures, Standing.couldCount(signer, at));
  }

  /** A document may demand less than {@link Findings#verified} rests on, and judges by itself. */
  private static boolean isJudgedByDocument(Signer signer, Verified fact) {
    return signer instanceof Signer.Notation && fact.voucher() instanceof Voucher.Notation;
  }

  private Result attestation(Requirement.Attestation requirement) {
    Signer signer = requirement.by();
    Tally tally = new Tally(requirement, signer);
    for (Verified fact : facts) {
      if (fact instanceof Verified.Attestation attestation) {
        Named by = Named.of(fact.voucher());
        if (requirement.type().matches(attestation.predicateType())) {
          tally.add(fact.origin(), by, standing(signer, fact));
        } else {
          tally.otherType(fact.origin(), attestation.predicateType());
        }
      }
    }
    return tally.result(failures, Standing.couldCount(signer, at));
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
    return Standing.of(signer, fact, at);
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
    Stream<Instant> judged =
        requirement.signers().flatMap(signer -> envelopes.stream().flatMap(each -> end(signer, each)));
    Stream<Instant> unseen =
        met || !isIncomplete()
            ? Stream.empty()
            : requirement.signers().flatMap(signer -> Standing.edges(signer, at).stream());
    return Stream.of(seen, judged, unseen).flatMap(all -> all).min(Comparator.naturalOrder());
  }

  private Stream<Instant> edges(Signer signer, Verified fact) {
    return Standing.edges(signer, fact, at).stream();
  }

  private Stream<Instant> end(Signer signer, NotationOutcome outcome) {
    return signer instanceof Signer.Notation policy
        ? NotationStanding.end(policy, outcome, at).stream()
        : Stream.empty();
  }
}
