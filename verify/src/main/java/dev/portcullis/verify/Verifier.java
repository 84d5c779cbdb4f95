package dev.portcullis.verify;

import dev.portcullis.oci.Limits;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.cosign.AttestationLayer;
import dev.portcullis.verify.cosign.SignatureLayer;
import dev.portcullis.verify.notation.Judgement;
import dev.portcullis.verify.notation.NotationOutcome;
import dev.portcullis.verify.notation.NotationVerifier;
import dev.portcullis.verify.sbom.SbomArtifact;
import dev.portcullis.verify.sigstore.BundleClaim;
import dev.portcullis.verify.sigstore.OwnAuthorities;
import dev.portcullis.verify.sigstore.OwnRevocation;
import dev.portcullis.verify.sigstore.SigstoreRoot;
import dev.portcullis.verify.x509.RevocationAnswers;
import dev.portcullis.verify.x509.RevocationMode;
import dev.portcullis.verify.x509.RevocationQuestion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The pure core: evidence in, findings out. Checks are made in the order of the common pipeline
 * (sigstore spec notes, 2.0): form, claim and subject first, because they are cheap and drop most
 * of what does not belong; then the signature; then what came with it.
 */
public final class Verifier {
  private final Subject subject;
  private final TrustMaterial trust;
  private final SignatureVerification signatures;
  private final Optional<NotationVerifier> notary;
  private final Instant now;
  private final List<NotationOutcome> outcomes = new ArrayList<>();
  private final List<Unavailable> unavailable = new ArrayList<>();
  private final List<Verified> verified = new ArrayList<>();
  private final List<Finding> findings;
  private final List<RevocationQuestion> ofSboms = new ArrayList<>();
  private final RevocationAnswers revocation;
  private final String about;
  private int sboms;

  private Verifier(
      Subject subject, TrustMaterial trust, RevocationAnswers revocation, Instant now) {
    this.subject = subject;
    this.trust = trust;
    this.signatures = new SignatureVerification(trust, revocation, now);
    this.notary = trust.notation().map(stores -> new NotationVerifier(subject, stores, revocation));
    this.now = now;
    this.revocation = revocation;
    this.findings = new ArrayList<>();
    this.about = "";
  }

  /** For the signatures of an SBOM artifact, within the bounds of the subject that it is about. */
  private Verifier(Subject artifact, Verifier outer) {
    this.subject = artifact;
    this.trust = outer.trust;
    this.signatures = outer.signatures;
    this.notary =
        trust.notation().map(stores -> new NotationVerifier(artifact, stores, outer.revocation));
    this.now = outer.now;
    this.revocation = outer.revocation;
    this.findings = outer.findings;
    this.about = " of an SBOM";
  }

  /**
   * Verifies every candidate on its own; a bad one never affects a good one.
   *
   * @param subject what the evidence must be about
   * @param evidence what was found
   * @param trust the anchors
   * @param now the instant at which validity is judged where no proven time decides
   * @return one finding for each candidate and a {@link Verified} for each that passed
   */
  public static Findings verify(
      Subject subject, Evidence evidence, TrustMaterial trust, Instant now) {
    if (subject.isSupposed()) {
      throw new IllegalArgumentException("nothing can be verified about bytes that nobody holds");
    }
    Verifier verifier = new Verifier(subject, trust, evidence.revocation(), now);
    verifier.unavailable.addAll(evidence.unavailable());
    for (Candidate candidate : evidence.candidates()) {
      verifier.verify(candidate);
    }
    return new Findings(
        verifier.verified,
        verifier.findings,
        verifier.unavailable,
        verifier.outcomes,
        Stream.concat(verifier.questions(), verifier.ofSboms.stream()).distinct().toList());
  }

  private Stream<RevocationQuestion> questions() {
    return Stream.concat(
        outcomes.stream().flatMap(outcome -> NotationVerifier.questions(outcome).stream()),
        verified.stream().flatMap(this::questions));
  }

  private void verify(Candidate candidate) {
    Trail trail = new Trail();
    if (findings.size() >= Limits.CANDIDATES_READ) {
      trail.failed(
          Check.Step.FORMAT,
          Failure.of(
              Code.LIMIT,
              "not looked at: there are more than %d candidates"
                  .formatted(Limits.CANDIDATES_READ)));
      conclude(candidate, "candidate", trail);
      return;
    }
    switch (candidate) {
      case Candidate.SimpleSigning layer ->
          verify(
              candidate,
              "cosign signature",
              SignatureLayer.read(layer, subject, trail).stream().toList(),
              trail);
      case Candidate.Dsse layer ->
          verify(candidate, "attestation", AttestationLayer.read(layer, subject, trail), trail);
      case Candidate.Bundle bundle ->
          verify(
              candidate,
              "Sigstore bundle",
              BundleClaim.read(bundle.bundle(), subject, trail).stream().toList(),
              trail);
      case Candidate.Notation envelope -> {
        verify(envelope, trail);
        conclude(candidate, "Notary Project signature", trail);
      }
      case Candidate.Sbom sbom -> {
        verify(sbom, trail);
        conclude(candidate, "SBOM artifact", trail);
      }
      case Candidate.Unusable unusable -> {
        trail.failed(Check.Step.FORMAT, unusable.failure());
        conclude(candidate, "unreadable evidence", trail);
      }
    }
  }

  /** Each of the signatures counts; if none verifies, the last one's checks are told. */
  private void verify(
      Candidate candidate, String form, List<UntrustedSignature> untrusted, Trail read) {
    Trail told = read;
    boolean found = false;
    for (UntrustedSignature signature : untrusted) {
      Trail trail = read.fork();
      List<Vouched> vouched = signatures.vouch(signature, trail);
      told = found ? told : trail;
      found |= !vouched.isEmpty();
      for (Vouched each : vouched) {
        verified.add(mint(candidate.origin(), signature.claim(), each));
        lacking(candidate.origin(), each.voucher()).ifPresent(unavailable::add);
      }
    }
    conclude(candidate, form, told);
  }

  private void verify(Candidate.Notation envelope, Trail trail) {
    if (notary.isEmpty()) {
      trail.failed(
          Check.Step.CERTIFICATE,
          Failure.of(Code.MATERIAL, "no trust store for Notary Project signatures"));
      return;
    }
    Optional<NotationOutcome> outcome = notary.get().establish(envelope, trail);
    if (outcome.isEmpty()) {
      return;
    }
    outcomes.add(outcome.get());
    Judgement judgement = notary.get().judgeForAnySigner(outcome.get(), now, trail);
    notary.get().lacking(outcome.get(), judgement, now).ifPresent(unavailable::add);
    if (judgement.passed()) {
      verified.add(
          new MintedSignature(
              envelope.origin(),
              subject.digest(),
              new Voucher.Notation(outcome.get()),
              outcome.get().provenTimes(),
              List.of(),
              outcome.get().annotations(),
              Optional.empty()));
    }
  }

  /**
   * An SBOM counts by a signature over its artifact, never by a statement about it. Nothing that is
   * attached to an SBOM is taken for an SBOM in turn.
   */
  private void verify(Candidate.Sbom sbom, Trail trail) {
    if (!about.isEmpty() || ++sboms > Limits.SBOM_ARTIFACTS) {
      trail.failed(
          Check.Step.FORMAT,
          Failure.of(
              Code.LIMIT,
              about.isEmpty()
                  ? "not looked at: there are more than %d SBOM artifacts"
                      .formatted(Limits.SBOM_ARTIFACTS)
                  : "not looked at: it is attached to an SBOM"));
      return;
    }
    if (!SbomArtifact.isAbout(subject, sbom, trail)) {
      return;
    }
    Verifier inner = new Verifier(sbom.artifact(), this);
    sbom.signatures().forEach(inner::verify);
    inner.questions().forEach(ofSboms::add);
    unavailable.addAll(inner.unavailable);
    int before = verified.size();
    for (Verified fact : inner.verified) {
      if (fact instanceof Verified.Signature signature) {
        verified.add(
            new MintedSbom(
                sbom.origin(),
                subject.digest(),
                signature.voucher(),
                signature.signedAt(),
                signature.witnesses(),
                sbom.artifact().digest(),
                sbom.document(),
                signature.named()));
      }
    }
    if (verified.size() == before) {
      trail.failed(
          Check.Step.SIGNATURE,
          Failure.of(
              Code.SIGNATURE,
              "nobody whom a signer names has signed the SBOM artifact "
                  + sbom.artifact().digest()));
    } else {
      trail.passed(Check.Step.SIGNATURE, "its artifact is signed");
    }
  }

  private Stream<RevocationQuestion> questions(Verified fact) {
    return fact.voucher() instanceof Voucher.Owned owned
        ? OwnRevocation.questions(owned, mode(owned)).stream()
        : Stream.empty();
  }

  /** What {@code voucher} lacks if that is nothing but answers about revocation. */
  private Optional<Unavailable> lacking(Origin origin, Voucher voucher) {
    return voucher instanceof Voucher.Owned owned
        ? OwnRevocation.failure(owned, mode(owned), now)
            .filter(failure -> failure.code() == Code.REVOCATION_UNKNOWN)
            .map(failure -> new Unavailable("revocation of " + origin, failure.message()))
        : Optional.empty();
  }

  private RevocationMode mode(Voucher.Owned voucher) {
    return Optional.ofNullable(trust.sigstore().get(voucher.root()))
        .flatMap(SigstoreRoot::own)
        .map(OwnAuthorities::revocation)
        .orElse(RevocationMode.HARD);
  }

  private void conclude(Candidate candidate, String form, Trail trail) {
    findings.add(new Finding(candidate.origin(), form + about, trail.checks()));
  }

  private Verified mint(Origin origin, Claim claim, Vouched vouched) {
    return switch (claim) {
      case Claim.Signature signature ->
          new MintedSignature(
              origin,
              subject.digest(),
              vouched.voucher(),
              vouched.signedAt(),
              vouched.witnesses(),
              signature.annotations(),
              signature.named());
      case Claim.Attestation attestation ->
          new MintedAttestation(
              origin,
              subject.digest(),
              vouched.voucher(),
              vouched.signedAt(),
              vouched.witnesses(),
              attestation.predicateType(),
              attestation.statement());
    };
  }
}
