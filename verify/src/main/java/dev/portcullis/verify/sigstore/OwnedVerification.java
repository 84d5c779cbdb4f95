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
import dev.portcullis.verify.Vouched;
import dev.portcullis.verify.Voucher;
import dev.portcullis.verify.x509.AuthorityChain;
import dev.portcullis.verify.x509.Certificate;
import dev.portcullis.verify.x509.CertificateStatus;
import dev.portcullis.verify.x509.DistinguishedName;
import dev.portcullis.verify.x509.RevocationAnswers;
import dev.portcullis.verify.x509.RevocationQuestion;
import dev.portcullis.verify.x509.RevocationRules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Verifies a signature that was made with a long-lived certificate, against one root that is made
 * of its owner's authorities (sigstore spec notes, 2.4, "BYO PKI"). Whether the certificate is
 * revoked is established, and is for policy to judge. For one thread.
 */
public final class OwnedVerification {
  private final UntrustedSignature signature;
  private final SigstoreRoot root;
  private final OwnAuthorities authorities;
  private final CheckBudget budget;
  private final Trail trail;

  private OwnedVerification(
      UntrustedSignature signature,
      SigstoreRoot root,
      OwnAuthorities authorities,
      CheckBudget budget,
      Trail trail) {
    this.signature = signature;
    this.root = root;
    this.authorities = authorities;
    this.budget = budget;
    this.trail = trail;
  }

  /**
   * What came of it.
   *
   * @param issued whether the root's authorities have issued the certificate
   * @param vouched who has signed; empty if a check failed, which the trail then tells
   */
  public record Outcome(boolean issued, Optional<Vouched> vouched) {}

  /**
   * Verifies {@code signature} under the certificate that came with it.
   *
   * @param answers what is known about revocation
   * @param now the instant at which validity is judged where no timestamp proves another
   * @return that the root has not issued the certificate if it has no authorities of an owner
   */
  public static Outcome verify(
      UntrustedSignature signature,
      Bundle.Material.Certificate material,
      SigstoreRoot root,
      RevocationAnswers answers,
      CheckBudget budget,
      Instant now,
      Trail trail) {
    if (root.own().isEmpty()) {
      return new Outcome(false, Optional.empty());
    }
    return new OwnedVerification(signature, root, root.own().get(), budget, trail)
        .verify(material, answers, now);
  }

  private Outcome verify(
      Bundle.Material.Certificate material, RevocationAnswers answers, Instant now) {
    Certificate leaf;
    List<Certificate> others;
    try {
      leaf = Certificate.parse(material.leaf());
      others = parse(material.others());
    } catch (MalformedException e) {
      return failed(false, Code.MATERIAL, "not an X.509 certificate: " + e.getMessage());
    }
    if (signature.bundle().isPresent() && others.stream().anyMatch(Certificate::isSelfIssued)) {
      return failed(
          false, Code.CHAIN_CONTAINS_ROOT, "the certificate chain contains a root certificate");
    }
    List<Certificate> intermediates = others.stream().filter(each -> !each.isSelfIssued()).toList();
    AuthorityPaths paths = AuthorityPaths.of(leaf, authorities, intermediates, budget);
    if (paths.isExhausted()) {
      trail.failed(Check.Step.CERTIFICATE, CheckBudget.exhausted());
      return new Outcome(false, Optional.empty());
    }
    if (paths.chains().isEmpty()) {
      return paths.complaint().isPresent()
          ? failed(true, Code.CHAIN, paths.complaint().get())
          : failed(false, Code.UNTRUSTED_CERTIFICATE, stranger(leaf));
    }
    OwnedCertificate signer;
    try {
      signer = OwnedCertificate.of(leaf);
      if (!verifies(leaf, signer)) {
        return new Outcome(true, Optional.empty());
      }
    } catch (MalformedException e) {
      return failed(true, Code.CERTIFICATE, e.getMessage());
    }
    return new Outcome(true, vouched(signer, paths.chains(), answers, now));
  }

  private static List<Certificate> parse(List<Bytes> ders) throws MalformedException {
    List<Certificate> certificates = new ArrayList<>(ders.size());
    for (Bytes der : ders) {
      certificates.add(Certificate.parse(der));
    }
    return certificates;
  }

  private String stranger(Certificate leaf) {
    return "certificate "
        + leaf.serialNumber().toString(16)
        + " ("
        + DistinguishedName.subjectOf(leaf)
        + ") leads to no anchor of root "
        + root.name()
        + ", neither by the root's certificates nor by those that came with the signature";
  }

  private Outcome failed(boolean issued, Code code, String message) {
    trail.failed(Check.Step.CERTIFICATE, Failure.of(code, message));
    return new Outcome(issued, Optional.empty());
  }

  private boolean verifies(Certificate leaf, OwnedCertificate signer) throws MalformedException {
    trail.passed(Check.Step.CERTIFICATE, words(signer));
    if (!budget.take(1 + CheckBudget.ofHashing(signature.content().length()))) {
      trail.failed(Check.Step.SIGNATURE, CheckBudget.exhausted());
      return false;
    }
    Optional<SignatureScheme> scheme =
        signature.content().signedBy(leaf.key(), signature.signature());
    if (scheme.isEmpty()) {
      trail.failed(
          Check.Step.SIGNATURE,
          Failure.of(Code.SIGNATURE, "the signature does not verify under its certificate"));
      return false;
    }
    trail.passed(Check.Step.SIGNATURE, scheme.get().words());
    return true;
  }

  private String words(OwnedCertificate signer) {
    return String.join(", ", signer.subjects().stream().map(SubjectName::value).toList())
        + " (root "
        + root.name()
        + ")";
  }

  private Optional<Vouched> vouched(
      OwnedCertificate signer,
      List<AuthorityChain> chains,
      RevocationAnswers answers,
      Instant now) {
    TimestampVerification.Proof timestamps = TimestampVerification.verify(signature, root, budget);
    int wanted = root.thresholds().timestamps();
    if (timestamps.parties() < wanted) {
      return trail.failed(
          Check.Step.TIME,
          timestamps
              .failure()
              .orElseGet(
                  () ->
                      Failure.of(
                          Code.TIMESTAMP,
                          "the signature has no timestamp by an authority of root "
                              + root.name())));
    }
    List<Instant> times = timestamps.times();
    List<Instant> judged = times.isEmpty() ? List.of(now) : times;
    Optional<Failure> outside = outside(signer.certificate(), judged, times.isEmpty());
    if (outside.isPresent()) {
      return trail.failed(Check.Step.TIME, outside.get());
    }
    Optional<AuthorityChain> valid =
        chains.stream().filter(chain -> judged.stream().allMatch(chain::isValidAt)).findFirst();
    if (valid.isEmpty()) {
      return trail.failed(
          Check.Step.TIME,
          Failure.of(
              Code.AUTHORITY_VALIDITY,
              "a certificate authority of root "
                  + root.name()
                  + " above the certificate is not valid at "
                  + judged.getFirst()));
    }
    trail.passed(
        Check.Step.TIME,
        times.isEmpty()
            ? "no time is proven, and every certificate is valid now"
            : "signed at " + times.getFirst());
    List<Certificate> path = new ArrayList<>(List.of(signer.certificate()));
    path.addAll(valid.get().authorities());
    List<CertificateStatus> statuses =
        RevocationQuestion.about(path).stream()
            .map(
                question ->
                    new CertificateStatus(question, answers.of(question, RevocationRules.DEFAULT)))
            .toList();
    return Optional.of(
        new Vouched(
            new Voucher.Owned(
                root.name(),
                signer.subjects(),
                IssuedCertificate.of(signer.certificate(), valid.get().issuer()),
                path,
                statuses),
            times,
            List.of()));
  }

  private static Optional<Failure> outside(
      Certificate certificate, List<Instant> times, boolean isNow) {
    for (Instant time : times) {
      if (!certificate.isValidAt(time)) {
        return Optional.of(
            Failure.of(
                Code.CERTIFICATE_TIME,
                isNow
                    ? "the certificate is not valid now, and no timestamp proves when it signed"
                    : "signed outside the validity of the certificate",
                certificate.notBefore() + " to " + certificate.notAfter(),
                time.toString()));
      }
    }
    return Optional.empty();
  }
}
