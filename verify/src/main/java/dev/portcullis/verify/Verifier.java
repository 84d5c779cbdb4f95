package dev.portcullis.verify;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.cosign.AttestationLayer;
import dev.portcullis.verify.cosign.SignatureLayer;
import dev.portcullis.verify.sigstore.Bundle;
import dev.portcullis.verify.sigstore.BundleClaim;
import dev.portcullis.verify.x509.Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The pure core: evidence in, findings out. Checks are made in the order of the common pipeline
 * (sigstore spec notes, 2.0): form, claim and subject first, because they are cheap and drop most
 * of what does not belong; then the signature; then what came with it.
 */
public final class Verifier {
  private final Subject subject;
  private final KeyRing keys;
  private final List<Verified> verified = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();

  private Verifier(Subject subject, TrustMaterial trust) {
    this.subject = subject;
    this.keys = new KeyRing(trust.keys());
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
    Verifier verifier = new Verifier(subject, trust);
    for (Candidate candidate : evidence.candidates()) {
      verifier.verify(candidate);
    }
    return new Findings(verifier.verified, verifier.findings, evidence.unavailable());
  }

  private void verify(Candidate candidate) {
    Trail trail = new Trail();
    if (findings.size() >= Limits.CANDIDATES) {
      trail.failed(
          Check.Step.FORMAT,
          Failure.of(
              Code.LIMIT,
              "not looked at: there are more than %d candidates".formatted(Limits.CANDIDATES)));
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
              BundleClaim.read(bundle, subject, trail).stream().toList(),
              trail);
      case Candidate.Notation envelope -> {
        trail.failed(
            Check.Step.CERTIFICATE,
            Failure.of(Code.MATERIAL, "no trust store for Notary Project signatures"));
        conclude(candidate, "Notary Project signature", trail);
      }
      case Candidate.Unusable unusable -> {
        trail.failed(Check.Step.FORMAT, unusable.failure());
        conclude(candidate, "unreadable evidence", trail);
      }
    }
  }

  /** Any of the signatures suffices; if none verifies, the last one's checks are told. */
  private void verify(
      Candidate candidate, String form, List<UntrustedSignature> signatures, Trail read) {
    Trail last = read;
    for (UntrustedSignature signature : signatures) {
      last = read.fork();
      Optional<Vouched> vouched = vouch(signature, last);
      if (vouched.isPresent()) {
        verified.add(mint(candidate.origin(), signature.claim(), vouched.get()));
        break;
      }
    }
    conclude(candidate, form, last);
  }

  private void conclude(Candidate candidate, String form, Trail trail) {
    findings.add(new Finding(candidate.origin(), form, trail.checks()));
  }

  private record Vouched(Voucher voucher, List<Instant> signedAt) {}

  private Optional<Vouched> vouch(UntrustedSignature signature, Trail trail) {
    return switch (signature.material()) {
      case Bundle.Material.KeyHint(String hint) -> byKey(signature, hint, trail);
      case Bundle.Material.Certificate(Bytes leaf, List<Bytes> others) ->
          byCertificate(signature, leaf, trail);
    };
  }

  /**
   * A certificate is never taken for a key (GHSA-fx35-mq7g-6g98). Where it certifies a configured
   * key, that key decides and the certificate proves nothing (sigstore spec notes, 2.1).
   */
  private Optional<Vouched> byCertificate(UntrustedSignature signature, Bytes leaf, Trail trail) {
    Certificate certificate;
    try {
      certificate = Certificate.parse(leaf);
    } catch (MalformedException e) {
      return trail.failed(
          Check.Step.CERTIFICATE,
          Failure.of(Code.MATERIAL, "not an X.509 certificate: " + e.getMessage()));
    }
    Optional<VerificationKey> key = keys.holding(certificate.spki());
    return key.isPresent()
        ? byKey(signature, key.get().fingerprint(), trail)
        : trail.failed(
            Check.Step.CERTIFICATE,
            Failure.of(
                Code.MATERIAL,
                "signed with a certificate, and no certificate authority is trusted"));
  }

  private Optional<Vouched> byKey(UntrustedSignature signature, String hint, Trail trail) {
    return keys.vouch(signature, hint, trail)
        .map(key -> new Vouched(new Voucher.Key(key.fingerprint()), List.of()));
  }

  private Verified mint(Origin origin, Claim claim, Vouched vouched) {
    return switch (claim) {
      case Claim.Signature signature ->
          new MintedSignature(
              origin,
              subject.digest(),
              vouched.voucher(),
              vouched.signedAt(),
              signature.annotations());
      case Claim.Attestation attestation ->
          new MintedAttestation(
              origin,
              subject.digest(),
              vouched.voucher(),
              vouched.signedAt(),
              attestation.predicateType(),
              attestation.statement());
    };
  }
}
