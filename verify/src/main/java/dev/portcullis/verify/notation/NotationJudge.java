package dev.portcullis.verify.notation;

import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.notation.Judgement.StepResult;
import dev.portcullis.verify.x509.Certificate;
import dev.portcullis.verify.x509.CertificateStatus;
import dev.portcullis.verify.x509.DistinguishedName;
import dev.portcullis.verify.x509.RevocationMode;
import dev.portcullis.verify.x509.RevocationStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Evaluates one signature under one policy statement at one instant (3.4). */
public final class NotationJudge {
  private final TrustPolicyStatement statement;
  private final NotationOutcome outcome;
  private final Instant now;
  private final boolean anyIdentity;
  private final RevocationMode mode;
  private final StatusJudge statuses;
  private final List<StepResult> results = new ArrayList<>();
  private Instant end = Instant.MAX;

  private NotationJudge(
      TrustPolicyStatement statement,
      NotationOutcome outcome,
      Instant now,
      boolean anyIdentity,
      RevocationMode mode) {
    this.statement = statement;
    this.outcome = outcome;
    this.now = now;
    this.anyIdentity = anyIdentity;
    this.mode = mode;
    this.statuses = new StatusJudge(outcome, mode, now);
  }

  /** What {@code statement} makes of {@code outcome} at {@code now}. */
  public static Judgement judge(
      TrustPolicyStatement statement, NotationOutcome outcome, Instant now) {
    return judge(statement, outcome, now, outcome.options().revocation());
  }

  /**
   * As {@link #judge(TrustPolicyStatement, NotationOutcome, Instant)}, for a signer of its own mind
   * about revocation.
   *
   * @param mode what follows from a revocation status that is not known
   */
  public static Judgement judge(
      TrustPolicyStatement statement, NotationOutcome outcome, Instant now, RevocationMode mode) {
    return judge(new NotationJudge(statement, outcome, now, false, mode));
  }

  /**
   * What every policy of our own demands of {@code outcome}, whichever stores and identities it
   * names: everything is enforced, some store vouches, and a timestamp is needed only where a
   * certificate is past its end.
   *
   * @param stores every store that is configured
   */
  static Judgement judgeForAnySigner(
      Set<TrustStoreName> stores, NotationOutcome outcome, Instant now) {
    return judgeForAnySigner(stores, outcome, now, VerifyTimestamp.AFTER_CERT_EXPIRY);
  }

  /** As above, with a choice when a timestamp is needed. */
  static Judgement judgeForAnySigner(
      Set<TrustStoreName> stores, NotationOutcome outcome, Instant now, VerifyTimestamp timestamp) {
    TrustPolicyStatement statement =
        new TrustPolicyStatement(
            "any signer",
            Set.of(),
            VerificationLevel.STRICT,
            timestamp,
            stores,
            TrustedIdentities.ANYONE);
    return judge(new NotationJudge(statement, outcome, now, true, outcome.options().revocation()));
  }

  private static Judgement judge(NotationJudge judge) {
    judge.note(ValidationStep.INTEGRITY, Optional.empty(), "signature and chain hold");
    judge.authenticity();
    judge.expiry();
    judge.authenticTimestamp();
    judge.revocation();
    return new Judgement(
        judge.results, judge.end.equals(Instant.MAX) ? Optional.empty() : Optional.of(judge.end));
  }

  private void note(ValidationStep step, Optional<Failure> failure, String detail) {
    ValidationAction action = statement.level().action(step);
    results.add(
        new StepResult(
            step,
            action,
            action == ValidationAction.SKIP ? Optional.empty() : failure,
            action == ValidationAction.SKIP ? "skipped" : detail));
  }

  /** Whether a step's end bounds the judgement: only if its failure would be enforced. */
  private void endsAt(ValidationStep step, Instant instant) {
    if (statement.level().action(step) == ValidationAction.ENFORCE && instant.isBefore(end)) {
      end = instant;
    }
  }

  private void authenticity() {
    Set<TrustStoreName> matched = intersection(outcome.stores(), outcome.scheme().storeType());
    Optional<Failure> failure = Optional.empty();
    if (matched.isEmpty()) {
      failure =
          Optional.of(
              Failure.of(
                  Code.UNTRUSTED,
                  "no trust store that the policy names holds a certificate of the chain",
                  named(outcome.scheme().storeType()),
                  outcome.stores().isEmpty() ? stranger() : text(outcome.stores())));
    } else if (!isTrustedIdentity()) {
      failure =
          Optional.of(
              Failure.of(
                  Code.UNTRUSTED,
                  "the signer is not among the trusted identities",
                  statement.identities().toString(),
                  outcome
                      .awsSigner()
                      .map(AwsSigner::profileVersion)
                      .orElse(outcome.signer().toString())));
    }
    note(
        ValidationStep.AUTHENTICITY,
        failure,
        "%s, by %s".formatted(outcome.signer(), text(matched)));
  }

  /** What an operator needs to know of a chain to trust it, or to ask whose it is. */
  private String stranger() {
    Certificate root = outcome.chain().getLast();
    return "a chain by %s from %s, SHA-256 %s, which is in no store of type %s"
        .formatted(
            outcome.signer(),
            DistinguishedName.subjectOf(root),
            root.fingerprint(),
            outcome.scheme().storeType());
  }

  private boolean isTrustedIdentity() {
    if (anyIdentity) {
      return true;
    }
    return outcome.awsSigner().isPresent()
        ? outcome.awsSigner().get().isTrustedBy(statement.identities())
        : statement.identities().trust(outcome.signer());
  }

  private void expiry() {
    Optional<Instant> expiry = outcome.expiry();
    boolean expired = expiry.isPresent() && !now.isBefore(expiry.get());
    expiry.ifPresent(instant -> endsAt(ValidationStep.EXPIRY, instant.minusNanos(1)));
    note(
        ValidationStep.EXPIRY,
        expired
            ? Optional.of(Failure.of(Code.EXPIRED, "the signature expired at " + expiry.get()))
            : Optional.empty(),
        expiry.map(instant -> "until " + instant).orElse("the signature has no expiry"));
  }

  private void authenticTimestamp() {
    ValidationStep step = ValidationStep.AUTHENTIC_TIMESTAMP;
    if (outcome.scheme() == SigningScheme.SIGNING_AUTHORITY) {
      note(
          step,
          outcome.validity(outcome.signingTime(), outcome.signingTime()),
          "signed at " + outcome.signingTime() + " by the word of its authority");
    } else if (needsTimestamp()) {
      TimestampJudge judge = new TimestampJudge(outcome, statement.stores(), mode, statuses::worst);
      judge.end().ifPresent(instant -> endsAt(step, instant));
      note(step, judge.failure(), judge.detail());
    } else {
      outcome.chain().forEach(certificate -> endsAt(step, certificate.notAfter()));
      note(step, outcome.validity(now, now), "every certificate is valid now");
    }
  }

  private boolean needsTimestamp() {
    boolean stores =
        statement.stores().stream().anyMatch(store -> store.type() == TrustStoreType.TSA);
    return stores
        && switch (statement.verifyTimestamp()) {
          case ALWAYS -> true;
          case AFTER_CERT_EXPIRY ->
              outcome.chain().stream().anyMatch(certificate -> now.isAfter(certificate.notAfter()));
        };
  }

  private void revocation() {
    ValidationStep step = ValidationStep.REVOCATION;
    if (mode == RevocationMode.OFF) {
      results.add(
          new StepResult(step, ValidationAction.SKIP, Optional.empty(), "revocation is off"));
      return;
    }
    Optional<Failure> failure = statuses.worst(outcome.revocation());
    if (outcome.awsSigner().isPresent()) {
      failure =
          failure.or(
              () ->
                  statuses.unknown("AWS Signer is not asked whether it has revoked the signature"));
    }
    for (CertificateStatus each : outcome.revocation()) {
      if (each.status() instanceof RevocationStatus.Good good) {
        endsAt(step, good.validUntil());
      }
    }
    note(
        step,
        failure,
        statuses
            .passedOver(outcome.revocation())
            .map(unknown -> "unknown, and let pass: " + unknown)
            .orElse("no certificate is known to be revoked"));
  }

  private Set<TrustStoreName> intersection(Set<TrustStoreName> found, TrustStoreType type) {
    return found.stream()
        .filter(store -> store.type() == type && statement.stores().contains(store))
        .collect(Collectors.toSet());
  }

  private String named(TrustStoreType type) {
    return text(
        statement.stores().stream()
            .filter(store -> store.type() == type)
            .collect(Collectors.toSet()));
  }

  private static String text(Set<TrustStoreName> stores) {
    return stores.isEmpty()
        ? "none"
        : stores.stream().map(TrustStoreName::toString).sorted().collect(Collectors.joining(", "));
  }
}
