package dev.portcullis.verify.sigstore;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.Check;
import dev.portcullis.verify.CheckBudget;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.SignatureScheme;
import dev.portcullis.verify.Trail;
import dev.portcullis.verify.UntrustedSignature;
import dev.portcullis.verify.VerificationKey;
import dev.portcullis.verify.Vouched;
import dev.portcullis.verify.Voucher;
import dev.portcullis.verify.x509.Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Verifies signatures that were made with a short-lived certificate (sigstore spec notes, 2.0 and
 * 2.4). Each root is a domain of its own: certificate, logs, timestamps and thresholds must all be
 * those of the one root that then vouches.
 */
public final class KeylessVerification {
  private final UntrustedSignature signature;
  private final SignerCertificate signer;
  private final VerificationKey key;
  private final CheckBudget budget;

  private KeylessVerification(
      UntrustedSignature signature,
      SignerCertificate signer,
      VerificationKey key,
      CheckBudget budget) {
    this.budget = budget;
    this.signature = signature;
    this.signer = signer;
    this.key = key;
  }

  /**
   * Verifies {@code signature} under the certificate that came with it.
   *
   * @param roots the trusted roots
   * @param budget what checks of signatures may cost
   * @return the identity, once for each root that holds; empty if none does, which the trail then
   *     tells
   */
  public static List<Vouched> verify(
      UntrustedSignature signature,
      Bundle.Material.Certificate material,
      Collection<SigstoreRoot> roots,
      CheckBudget budget,
      Trail trail) {
    Optional<SignerCertificate> signer = read(signature, material, roots, trail);
    if (signer.isEmpty()) {
      return List.of();
    }
    Certificate certificate = signer.get().certificate();
    List<Issuance> issuances = new ArrayList<>(1);
    for (SigstoreRoot root : roots) {
      Optional<SigstoreMemory.Proven> proven = root.memory().certificate(material.leaf());
      if (proven.isPresent()) {
        issuances.add(
            new Issuance(root, proven.get().authorities(), OptionalInt.of(proven.get().logs())));
        continue;
      }
      if (!budget.take(Issuance.claims(certificate, root))) {
        trail.failed(Check.Step.CERTIFICATE, CheckBudget.exhausted());
        return List.of();
      }
      Issuance.of(certificate, root).ifPresent(issuances::add);
    }
    if (issuances.isEmpty()) {
      trail.failed(Check.Step.CERTIFICATE, untrusted(signer.get(), roots));
      return List.of();
    }
    trail.passed(Check.Step.CERTIFICATE, signer.get().identity().toString());
    try {
      return new KeylessVerification(signature, signer.get(), certificate.key(), budget)
          .verify(issuances, trail);
    } catch (MalformedException e) {
      trail.failed(Check.Step.CERTIFICATE, Failure.of(Code.ALGORITHM, e.getMessage()));
      return List.of();
    }
  }

  private static Optional<SignerCertificate> read(
      UntrustedSignature signature,
      Bundle.Material.Certificate material,
      Collection<SigstoreRoot> roots,
      Trail trail) {
    Optional<SignerCertificate> known = known(material.leaf(), roots);
    Certificate certificate;
    try {
      certificate =
          known.isPresent() ? known.get().certificate() : Certificate.parse(material.leaf());
      if (signature.bundle().isPresent() && containsRoot(material.others())) {
        return trail.failed(
            Check.Step.CERTIFICATE,
            Failure.of(
                Code.CHAIN_CONTAINS_ROOT, "the certificate chain contains a root certificate"));
      }
    } catch (MalformedException e) {
      return trail.failed(
          Check.Step.CERTIFICATE,
          Failure.of(Code.MATERIAL, "not an X.509 certificate: " + e.getMessage()));
    }
    if (known.isPresent()) {
      return known;
    }
    try {
      return Optional.of(SignerCertificate.of(certificate));
    } catch (MalformedException e) {
      return trail.failed(Check.Step.CERTIFICATE, Failure.of(Code.CERTIFICATE, e.getMessage()));
    }
  }

  private static Optional<SignerCertificate> known(Bytes leaf, Collection<SigstoreRoot> roots) {
    for (SigstoreRoot root : roots) {
      Optional<SigstoreMemory.Proven> proven = root.memory().certificate(leaf);
      if (proven.isPresent()) {
        return Optional.of(proven.get().signer());
      }
    }
    return Optional.empty();
  }

  /** The format of bundles forbids roots; cosign's annotations have always held them. */
  private static boolean containsRoot(List<Bytes> others) throws MalformedException {
    for (Bytes other : others) {
      if (Certificate.parse(other).isSelfIssued()) {
        return true;
      }
    }
    return false;
  }

  private static Failure untrusted(SignerCertificate signer, Collection<SigstoreRoot> roots) {
    String names = String.join(", ", roots.stream().map(SigstoreRoot::name).sorted().toList());
    return Failure.of(
        Code.UNTRUSTED_CERTIFICATE,
        roots.isEmpty()
            ? "signed with a certificate, and no Sigstore root is configured"
            : "the certificate of "
                + signer.identity()
                + " is issued by none of the trusted roots "
                + names);
  }

  /**
   * The authorities of one root that have issued the certificate.
   *
   * @param logs how many certificate logs are known to hold it; empty if that is still to be seen
   */
  private record Issuance(
      SigstoreRoot root, List<CertificateAuthority> authorities, OptionalInt logs) {
    /** How many signatures must be checked at most to tell. */
    static int claims(Certificate certificate, SigstoreRoot root) {
      int claims = 0;
      for (CertificateAuthority authority : root.authorities()) {
        claims += authority.named(certificate) ? 1 : 0;
      }
      return claims;
    }

    static Optional<Issuance> of(Certificate certificate, SigstoreRoot root) {
      List<CertificateAuthority> authorities = new ArrayList<>(1);
      for (CertificateAuthority authority : root.authorities()) {
        if (authority.issued(certificate)) {
          authorities.add(authority);
        }
      }
      return authorities.isEmpty()
          ? Optional.empty()
          : Optional.of(new Issuance(root, authorities, OptionalInt.empty()));
    }
  }

  private List<Vouched> verify(List<Issuance> issuances, Trail trail) {
    if (!budget.take(1 + CheckBudget.ofHashing(signature.content().length()))) {
      trail.failed(Check.Step.SIGNATURE, CheckBudget.exhausted());
      return List.of();
    }
    Optional<SignatureScheme> scheme = signature.content().signedBy(key, signature.signature());
    if (scheme.isEmpty()) {
      trail.failed(
          Check.Step.SIGNATURE,
          Failure.of(Code.SIGNATURE, "the signature does not verify under its certificate"));
      return List.of();
    }
    trail.passed(Check.Step.SIGNATURE, scheme.get().words());
    List<Vouched> all = new ArrayList<>(1);
    Trail told = trail;
    for (Issuance issuance : issuances) {
      Trail fork = trail.fork();
      Optional<Vouched> vouched = verify(issuance, scheme.get(), fork);
      told = all.isEmpty() ? fork : told;
      vouched.ifPresent(all::add);
    }
    trail.takeOver(told);
    return all;
  }

  private Optional<Vouched> verify(Issuance issuance, SignatureScheme scheme, Trail trail) {
    SigstoreRoot root = issuance.root();
    Certificate certificate = signer.certificate();
    Optional<LogVerification.Proof> logs =
        LogVerification.verify(
            signature, new LoggedSigner(true, certificate.der(), key, scheme), root, budget, trail);
    if (logs.isEmpty()) {
      return Optional.empty();
    }
    TimestampVerification.Proof timestamps = TimestampVerification.verify(signature, root, budget);
    List<Instant> times = new ArrayList<>(logs.get().times());
    times.addAll(timestamps.times());
    Optional<Failure> failure =
        SigningTimes.failure(root, logs.get(), timestamps, times)
            .or(() -> SigningTimes.failure(certificate, issuance.authorities(), times));
    if (failure.isPresent()) {
      return trail.failed(Check.Step.TIME, failure.get());
    }
    trail.passed(Check.Step.TIME, "signed at " + times.getFirst());
    Certificate issuer = issuance.authorities().getFirst().chain().issuer();
    OptionalInt held = issuance.logs();
    if (held.isEmpty()) {
      held = CertificateTransparency.logs(certificate, issuer, root, budget, trail);
      if (held.isEmpty()) {
        return Optional.empty();
      }
      root.memory()
          .remember(new SigstoreMemory.Proven(signer, issuance.authorities(), held.getAsInt()));
    }
    trail.passed(Check.Step.CERTIFICATE, "SCTs of " + held.getAsInt() + " certificate logs");
    return Optional.of(
        new Vouched(
            new Voucher.Keyless(
                root.name(), signer.identity(), IssuedCertificate.of(certificate, issuer)),
            times,
            logs.get().witnesses()));
  }
}
