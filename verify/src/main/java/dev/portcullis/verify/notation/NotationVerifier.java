package dev.portcullis.verify.notation;

import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Check;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.Trail;
import dev.portcullis.verify.Unavailable;
import dev.portcullis.verify.x509.Certificate;
import dev.portcullis.verify.x509.CertificateStatus;
import dev.portcullis.verify.x509.DistinguishedName;
import dev.portcullis.verify.x509.Revocation;
import dev.portcullis.verify.x509.RevocationAnswers;
import dev.portcullis.verify.x509.RevocationMode;
import dev.portcullis.verify.x509.RevocationQuestion;
import dev.portcullis.verify.x509.RevocationStatus;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Verifies Notary Project envelopes about one subject, for one thread. Integrity comes first, the
 * claim about the subject before any cryptography because it is cheap (3.4, "Our order"); then
 * everything that a policy may ask for is established, without asking for it.
 */
public final class NotationVerifier {
  private static final RevocationStatus NOT_ASKED =
      RevocationStatus.Unknown.because(
          "nobody was asked, because the chain has reached no trust store");

  private final Subject subject;
  private final NotationTrust trust;
  private final RevocationAnswers answers;
  private int strangersLeft = Limits.NOTATION_STRANGERS;

  /**
   * A verifier.
   *
   * @param subject what the envelopes must be about
   * @param answers what is known about revocation
   */
  public NotationVerifier(Subject subject, NotationTrust trust, RevocationAnswers answers) {
    this.subject = subject;
    this.trust = trust;
    this.answers = answers;
  }

  /**
   * Establishes the integrity of an envelope, and what goes with it.
   *
   * @return empty if a check failed, which the trail then tells
   */
  public Optional<NotationOutcome> establish(Candidate.Notation candidate, Trail trail) {
    Optional<EnvelopeFacts> known = trust.envelopes().find(candidate);
    if (known.isPresent()) {
      EnvelopeFacts facts = known.get();
      trail.passed(Check.Step.FORMAT, "scheme " + facts.attributes().scheme());
      if (!isAboutSubject(facts.payload(), trail)) {
        return Optional.empty();
      }
      trail.passed(Check.Step.SIGNATURE, facts.attributes().algorithm().name());
      trail.passed(Check.Step.CERTIFICATE, facts.signer().toString());
      return Optional.of(outcome(candidate, facts));
    }
    Optional<EnvelopeFacts> found = facts(candidate, trail);
    found.ifPresent(facts -> trust.envelopes().remember(candidate, facts));
    return found.map(facts -> outcome(candidate, facts));
  }

  private boolean isAboutSubject(NotationPayload payload, Trail trail) {
    Optional<Failure> mismatch = payload.failure(subject);
    if (mismatch.isPresent()) {
      trail.failed(Check.Step.SUBJECT, mismatch.get());
      return false;
    }
    trail.passed(Check.Step.SUBJECT, payload.digest().shortened());
    return true;
  }

  private Optional<EnvelopeFacts> facts(Candidate.Notation candidate, Trail trail) {
    NotationEnvelope envelope;
    Optional<AwsSigner> awsSigner;
    NotationPayload payload;
    try {
      envelope = NotationEnvelope.parse(candidate.envelopeType(), candidate.envelope());
      awsSigner = trust.options().awsSigner() ? AwsSigner.read(envelope) : Optional.empty();
      payload = NotationPayload.parse(envelope.payload());
    } catch (MalformedException e) {
      return trail.failed(Check.Step.FORMAT, Failure.of(e));
    }
    Optional<Failure> critical =
        awsSigner.isPresent()
            ? Optional.empty()
            : NotationIntegrity.criticalFailure(envelope.attributes());
    if (critical.isPresent()) {
      return trail.failed(Check.Step.FORMAT, critical.get());
    }
    trail.passed(Check.Step.FORMAT, "scheme " + envelope.attributes().scheme());
    if (!isAboutSubject(payload, trail)) {
      return Optional.empty();
    }
    if (envelope.chain().stream().noneMatch(trust::holds) && strangersLeft-- <= 0) {
      return trail.failed(
          Check.Step.CERTIFICATE,
          Failure.of(
              Code.LIMIT,
              "not verified: there are more than %d signatures by strangers"
                  .formatted(Limits.NOTATION_STRANGERS)));
    }
    return NotationIntegrity.chain(envelope, trust, trail)
        .flatMap(chain -> facts(envelope, payload, chain, awsSigner, trail));
  }

  private Optional<EnvelopeFacts> facts(
      NotationEnvelope envelope,
      NotationPayload payload,
      List<Certificate> chain,
      Optional<AwsSigner> awsSigner,
      Trail trail) {
    DistinguishedName signer;
    try {
      signer = DistinguishedName.parse(chain.getFirst().subject());
    } catch (MalformedException e) {
      return trail.failed(Check.Step.CERTIFICATE, Failure.of(e));
    }
    trail.passed(Check.Step.CERTIFICATE, signer.toString());
    SignedAttributes attributes = envelope.attributes();
    Set<TrustStoreName> stores = trust.holding(attributes.scheme().storeType(), chain);
    if (!stores.isEmpty()) {
      trust.remember(chain);
    }
    return Optional.of(
        new EnvelopeFacts(
            attributes,
            payload,
            chain,
            signer,
            stores,
            awsSigner,
            stores.isEmpty() ? new TimestampFact.None() : timestamp(envelope)));
  }

  private TimestampFact timestamp(NotationEnvelope envelope) {
    return envelope.timestamp().isPresent() && envelope.attributes().scheme() == SigningScheme.X509
        ? NotationTimestamp.verify(envelope.timestamp().get(), envelope.signature(), trust)
        : new TimestampFact.None();
  }

  private NotationOutcome outcome(Candidate.Notation candidate, EnvelopeFacts facts) {
    return new EstablishedOutcome(
        candidate.origin(),
        subject.digest(),
        facts.attributes().scheme(),
        facts.chain(),
        facts.signer(),
        facts.stores(),
        facts.attributes().signingTime(),
        facts.attributes().expiry(),
        facts.timestamp().withStatuses(this::statuses),
        facts.payload().userMetadata(),
        facts.anchored() ? statuses(facts.chain()) : notAsked(facts.chain()),
        facts.awsSigner(),
        trust.options());
  }

  private List<CertificateStatus> statuses(List<Certificate> chain) {
    return RevocationQuestion.about(chain).stream()
        .map(question -> trust.status(question, answers))
        .toList();
  }

  private static List<CertificateStatus> notAsked(List<Certificate> chain) {
    return RevocationQuestion.about(chain).stream()
        .map(question -> new CertificateStatus(question, NOT_ASKED))
        .toList();
  }

  /**
   * What every policy of our own demands of an outcome; the trail tells each step. Policies go on
   * to ask for their stores and identities.
   */
  public Judgement judgeForAnySigner(NotationOutcome outcome, Instant now, Trail trail) {
    Judgement judgement =
        NotationJudge.judgeForAnySigner(Set.copyOf(trust.storeNames()), outcome, now);
    for (Judgement.StepResult result : judgement.steps()) {
      Optional<Check.Step> step = step(result.step());
      if (step.isPresent()) {
        result
            .failure()
            .ifPresentOrElse(
                failure -> trail.failed(step.get(), failure),
                () -> trail.passed(step.get(), result.detail()));
      }
    }
    return judgement;
  }

  /**
   * Whether an outcome lacks nothing but answers about revocation that may still come, so that
   * refusing it would be premature.
   *
   * @param judgement what was made of it; where it passed without its timestamp, policies may still
   *     demand that one
   */
  public Optional<Unavailable> lacking(NotationOutcome outcome, Judgement judgement, Instant now) {
    if (judgement.passed() && outcome.timestamp() instanceof TimestampFact.Proven) {
      return lacking(
          outcome,
          NotationJudge.judgeForAnySigner(
              Set.copyOf(trust.storeNames()), outcome, now, VerifyTimestamp.ALWAYS));
    }
    return lacking(outcome, judgement);
  }

  private static Optional<Unavailable> lacking(NotationOutcome outcome, Judgement judgement) {
    return judgement
        .refusal()
        .filter(
            failure ->
                failure.code() == Code.REVOCATION_UNKNOWN
                    && outcome.awsSigner().isEmpty()
                    && !questions(outcome).isEmpty())
        .map(failure -> new Unavailable("revocation of " + outcome.origin(), failure.message()));
  }

  private static Optional<Check.Step> step(ValidationStep step) {
    return switch (step) {
      case INTEGRITY -> Optional.empty();
      case AUTHENTICITY -> Optional.of(Check.Step.AUTHENTICITY);
      case EXPIRY -> Optional.of(Check.Step.EXPIRY);
      case AUTHENTIC_TIMESTAMP -> Optional.of(Check.Step.TIMESTAMP);
      case REVOCATION -> Optional.of(Check.Step.REVOCATION);
    };
  }

  /**
   * The questions about revocation that an outcome depends on and that need an answer from outside:
   * none unless the chain has reached a trust store.
   */
  public static List<RevocationQuestion> questions(NotationOutcome outcome) {
    if (outcome.stores().isEmpty() || outcome.options().revocation() == RevocationMode.OFF) {
      return List.of();
    }
    Stream<CertificateStatus> ofAuthority =
        outcome.timestamp() instanceof TimestampFact.Proven proven
            ? proven.paths().stream().flatMap(path -> path.revocation().stream())
            : Stream.empty();
    Set<RevocationQuestion> questions = new LinkedHashSet<>();
    Stream.concat(outcome.revocation().stream(), ofAuthority)
        .map(CertificateStatus::question)
        .filter(question -> Revocation.beforehand(question, outcome.options().rules()).isEmpty())
        .forEach(questions::add);
    return List.copyOf(questions);
  }
}
