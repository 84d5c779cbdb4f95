package dev.portcullis.policy;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.policy.condition.Condition;
import dev.portcullis.policy.condition.SoftwareBill;
import dev.portcullis.policy.condition.Variables;
import dev.portcullis.verify.Finding;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.Origin;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was verified about one digest, and what it is worth to one signer's requirement. The order
 * of the findings does not matter: they are sorted before anything is said about them.
 */
final class Facts {
  private static final Comparator<Verified> BY_ORIGIN =
      Comparator.comparing((Verified fact) -> fact.origin().toString())
          .thenComparing(fact -> Named.of(fact.voucher()).words());

  private final Subject subject;
  private final Circumstances at;
  private final SignedAs signedAs;
  private final Findings findings;
  private final List<Verified> facts;
  private final List<NotationOutcome> envelopes;
  private final List<Verified> strayFacts;
  private final List<String> failures;
  private final Notes notes;

  Facts(DenyList denied, Terms terms, Subject pulled, Findings findings, Instant now, Notes notes) {
    this.notes = notes;
    this.signedAs = terms.signedAs();
    this.subject = pulled.in(signedAs.of(pulled.repository()));
    this.at = new Circumstances(subject.repository(), denied, terms.freshness(), now);
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
    this.failures = findings.findings().stream().flatMap(Facts::failure).sorted().toList();
  }

  private static Stream<String> failure(Finding finding) {
    return finding.failure().stream()
        .map(failure -> finding.origin() + ": " + finding.form() + ": " + failure.sentence());
  }

  /** Counts the signatures. */
  void count(Requirement.Signature requirement, Tally tally) {
    Signer signer = requirement.by();
    if (requirement.where().isEmpty()) {
      Standing.waived(signer, at).ifPresent(tally::waived);
    }
    for (Verified fact : facts) {
      if (fact instanceof Verified.Signature && !isJudgedByDocument(signer, fact)) {
        add(tally, signer, fact, requirement.where());
      }
    }
    if (signer instanceof Signer.Notation policy) {
      for (NotationOutcome outcome : envelopes) {
        Standing standing = recent(NotationStanding.of(policy, outcome, at), outcome.provenTimes());
        add(tally, signer, Evidenced.of(outcome), standing, requirement.where());
      }
    }
  }

  /** A document may demand less than {@link Findings#verified} rests on, and judges by itself. */
  private static boolean isJudgedByDocument(Signer signer, Verified fact) {
    return signer instanceof Signer.Notation && fact.voucher() instanceof Voucher.Notation;
  }

  /** Counts the statements. */
  void count(Requirement.Attestation requirement, Tally tally) {
    for (Verified fact : facts) {
      if (fact instanceof Verified.Attestation attestation) {
        if (requirement.type().matches(attestation.predicateType())) {
          add(tally, requirement.by(), fact, requirement.where());
        } else {
          tally.otherType(fact.origin(), attestation.predicateType());
        }
      }
    }
  }

  /** Counts the SBOMs. */
  void count(Requirement.Sbom requirement, Tally tally) {
    if (notes.lacksSboms()) {
      tally.doubted();
    }
    for (Verified fact : facts) {
      if (fact instanceof Verified.Attestation attestation) {
        if (PredicateType.isBill(attestation.predicateType(), requirement.formats())) {
          addBill(tally, requirement, fact);
        } else {
          tally.otherType(fact.origin(), attestation.predicateType());
        }
      } else if (fact instanceof Verified.Sbom) {
        addBill(tally, requirement, fact);
      }
    }
  }

  private void addBill(Tally tally, Requirement.Sbom requirement, Verified fact) {
    Standing standing = standing(requirement.by(), fact);
    Variables variables = variables(requirement.by(), Evidenced.of(fact));
    if (standing instanceof Standing.Counts) {
      switch (notes.bill(fact.origin(), () -> read(variables))) {
        case Notes.Bill.InFormat(SoftwareBill.Format format) -> {
          if (!requirement.formats().contains(format)) {
            tally.otherwise(fact.origin(), "it is in another format than its type says");
            return;
          }
        }
        case Notes.Bill.Unreadable(String why) -> {
          tally.otherwise(fact.origin(), "it cannot be read: " + why);
          return;
        }
        case Notes.Bill.Gone _ -> {
          tally.doubted();
          return;
        }
      }
    }
    add(tally, variables, Evidenced.of(fact), standing, requirement.where());
  }

  private static Notes.Bill read(Variables variables) {
    try {
      return new Notes.Bill.InFormat(variables.bill().format());
    } catch (MalformedException e) {
      return new Notes.Bill.Unreadable(String.valueOf(e.getMessage()));
    }
  }

  private void add(Tally tally, Signer signer, Verified fact, Optional<Condition> where) {
    add(tally, signer, Evidenced.of(fact), standing(signer, fact), where);
  }

  private void add(
      Tally tally, Signer signer, Evidenced fact, Standing standing, Optional<Condition> where) {
    add(tally, variables(signer, fact), fact, standing, where);
  }

  private void add(
      Tally tally,
      Variables variables,
      Evidenced fact,
      Standing standing,
      Optional<Condition> where) {
    boolean isOurs = standing instanceof Standing.Counts || standing instanceof Standing.Revoked;
    if (isOurs && notes.isDoubtful(fact.origin(), variables.signer())) {
      tally.doubted();
      return;
    }
    if (standing instanceof Standing.Counts && where.isPresent()) {
      Optional<Condition.Answer> answer =
          notes.answer(
              fact.origin(), variables.signer(), where.get(), () -> where.get().ask(variables));
      if (answer.isEmpty()) {
        tally.doubted();
        return;
      }
      Optional<String> obstacle = obstacle(where.get(), answer.get(), variables.problem());
      if (obstacle.isPresent()) {
        tally.otherwise(fact.origin(), obstacle.get());
        return;
      }
    }
    tally.add(fact.origin(), fact.voucher(), standing);
  }

  private Variables variables(Signer signer, Evidenced fact) {
    return new Variables(subject, signer.name(), fact.voucher(), fact.verified());
  }

  /** Why {@code condition} does not hold; empty if it does. */
  private static Optional<String> obstacle(
      Condition condition, Condition.Answer answer, String problem) {
    String shown = Quoting.shorten(condition.text());
    return switch (answer) {
      case Condition.Answer.Holds _ -> Optional.empty();
      case Condition.Answer.Fails _ -> Optional.of("not where " + shown);
      case Condition.Answer.Errs(String why) ->
          Optional.of(
              "whether " + shown + " cannot be told: " + (problem.isEmpty() ? why : problem));
    };
  }

  /** A verified fact, or an envelope that a trust policy document judges. */
  private record Evidenced(Origin origin, Voucher voucher, Optional<Verified> verified) {
    static Evidenced of(Verified fact) {
      return new Evidenced(fact.origin(), fact.voucher(), Optional.of(fact));
    }

    static Evidenced of(NotationOutcome outcome) {
      return new Evidenced(outcome.origin(), new Voucher.Notation(outcome), Optional.empty());
    }
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
    return named(recent(Standing.of(signer, fact, at), fact.signedAt()), fact);
  }

  /** {@code standing}, unless the signature names another repository than the rule wants. */
  private Standing named(Standing standing, Verified fact) {
    Optional<String> obstacle =
        fact instanceof Verified.Signature signature
            ? signedAs.obstacle(subject.repository(), signature.named())
            : Optional.empty();
    return obstacle
        .<Standing>flatMap(
            why ->
                switch (standing) {
                  case Standing.Counts(String with) ->
                      Optional.of(new Standing.OutOfWindow(with + ", but " + why));
                  case Standing.Revoked _ ->
                      Optional.of(new Standing.OutOfWindow("what is revoked, and " + why));
                  case Standing.OutOfWindow _, Standing.Foreign _ -> Optional.empty();
                })
        .orElse(standing);
  }

  /** {@code standing}, unless the signature is older than the rule wants. */
  private Standing recent(Standing standing, List<Instant> signedAt) {
    return standing instanceof Standing.Counts(String with)
        ? at.freshness()
            .obstacle(signedAt, at.now())
            .<Standing>map(why -> new Standing.OutOfWindow(with + ", but " + why))
            .orElse(standing)
        : standing;
  }

  /** Whether {@code signer} could vouch by evidence that was not seen. */
  boolean couldCount(Signer signer) {
    return Standing.couldCount(signer, at);
  }

  /** The digest that they are about. */
  Digest digest() {
    return subject.digest();
  }

  /** The candidates that failed, in words. */
  List<String> failures() {
    return failures;
  }

  /**
   * The instants until which what they are worth is sure to be the same: before the window of a key
   * opens or closes that signed, or that may have signed what was not seen.
   */
  Stream<Instant> ends(Requirement requirement, boolean met) {
    Stream<Instant> unseen =
        met || !isIncomplete()
            ? Stream.empty()
            : requirement.signers().flatMap(signer -> Standing.edges(signer, at).stream());
    return Stream.concat(ends(requirement.signers()), unseen);
  }

  /** As {@link #ends}, of what is met and whatever is answered about revocation. */
  Stream<Instant> ownEnds(Requirement requirement) {
    return ends(requirement.signers().map(Signer::regardlessOfRevocation));
  }

  private Stream<Instant> ends(Stream<Signer> signers) {
    Stream<Instant> standing =
        signers.flatMap(
            signer ->
                Stream.concat(
                    facts.stream().flatMap(fact -> edges(signer, fact)),
                    envelopes.stream().flatMap(each -> end(signer, each))));
    Stream<Instant> aging =
        Stream.concat(
                facts.stream().map(Verified::signedAt),
                envelopes.stream().map(NotationOutcome::provenTimes))
            .flatMap(times -> at.freshness().end(times, at.now()).stream());
    return Stream.concat(standing, aging);
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
