package dev.portcullis.verify.x509;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.x509.RevocationData.CrlAnswer;
import dev.portcullis.verify.x509.RevocationData.CrlFloor;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides what revocation lists say about a certificate (notation spec notes, 4.5; RFC 5280,
 * section 6.3). Good needs a usable list for every distribution point, with its changes where it
 * names any; one usable list suffices for revoked.
 */
record CrlJudge(RevocationQuestion question, RevocationRules rules, Instant now) {

  /**
   * A list that its issuer has signed, that is no roll-back and holds nothing unknown; it may be
   * out of date.
   *
   * @param url where it was fetched
   */
  record UsableList(RevocationList list, String url, IssuingDistributionPoint scope) {}

  /** What the lists say together, if they may be relied on. */
  Acceptance judge(List<CrlAnswer> answers) {
    List<String> complaints = new ArrayList<>();
    List<UsableList> usable = new ArrayList<>();
    for (CrlAnswer answer : answers) {
      try {
        RevocationList list = RevocationList.parse(answer.der());
        Optional<String> complaint = complaint(list, answer);
        if (complaint.isPresent()) {
          complaints.add("CRL " + answer.url() + ": " + complaint.get());
        } else {
          usable.add(new UsableList(list, answer.url(), list.scope()));
        }
      } catch (MalformedException e) {
        complaints.add("CRL " + answer.url() + ": unusable: " + e.getMessage());
      }
    }
    try {
      return judge(usable, complaints);
    } catch (MalformedException e) {
      return Acceptance.rejected("CRL unusable: " + e.getMessage());
    }
  }

  private Optional<String> complaint(RevocationList list, CrlAnswer answer)
      throws MalformedException {
    Certificate issuer = question.issuer();
    if (!list.issuer().equals(issuer.subject())) {
      return Optional.of("by another issuer");
    }
    if (!list.hasAcceptedAlgorithm()) {
      return Optional.of("signed by an algorithm that is not accepted");
    }
    if (!issuer.keyUsage().map(usages -> usages.contains(KeyUsage.CRL_SIGN)).orElse(true)) {
      return Optional.of("signed by an issuer that lacks cRLSign in its key usage");
    }
    if (!list.isSignedBy(issuer)) {
      return Optional.of("not signed by the issuer of the certificate in question");
    }
    if (list.thisUpdate().isAfter(now.plus(rules.skew()))) {
      return Optional.of("from the future: " + list.thisUpdate());
    }
    Optional<Oid> unknown = list.unknownCritical();
    if (unknown.isPresent()) {
      return Optional.of("unknown critical extension " + unknown.get());
    }
    if (answer.floor().isPresent() && isRollback(list, answer.floor().get())) {
      return Optional.of("older than the list that was seen before");
    }
    return scopeComplaint(list.scope());
  }

  private static boolean isRollback(RevocationList list, CrlFloor floor) throws MalformedException {
    Optional<BigInteger> number = list.number();
    return list.thisUpdate().isBefore(floor.thisUpdate())
        || (floor.number().isPresent()
            && (number.isEmpty() || number.get().compareTo(floor.number().get()) < 0));
  }

  private Optional<String> scopeComplaint(IssuingDistributionPoint scope)
      throws MalformedException {
    if (scope.indirect()) {
      return Optional.of("indirect, which is not supported");
    }
    if (scope.attributeCertificatesOnly()) {
      return Optional.of("for attribute certificates only");
    }
    boolean authority = question.certificate().basicConstraints().ca();
    if (scope.userCertificatesOnly() && authority) {
      return Optional.of("for end entities only");
    }
    if (scope.authoritiesOnly() && !authority) {
      return Optional.of("for authorities only");
    }
    return Optional.empty();
  }

  private Acceptance judge(List<UsableList> usable, List<String> complaints)
      throws MalformedException {
    List<DistributionPoint> points = question.distributionPoints(Extension.CRL_DISTRIBUTION_POINTS);
    if (points.isEmpty()) {
      return Acceptance.rejected("the certificate names no revocation list");
    }
    Set<String> causes = new LinkedHashSet<>();
    Set<String> needed = new LinkedHashSet<>();
    Instant validUntil = Instant.MAX;
    Instant thisUpdate = Instant.MAX;
    String source = "";
    boolean complete = false;
    for (DistributionPoint point : points) {
      CrlPoint.Verdict verdict = new CrlPoint(question, point, now).judge(usable);
      switch (verdict.acceptance()) {
        case Acceptance.Accepted(RevocationStatus.Good good) -> {
          validUntil = good.validUntil().isBefore(validUntil) ? good.validUntil() : validUntil;
          thisUpdate = good.thisUpdate().isBefore(thisUpdate) ? good.thisUpdate() : thisUpdate;
          source = good.source();
          complete |= verdict.complete();
        }
        case Acceptance.Accepted revoked -> {
          return revoked;
        }
        case Acceptance.Rejected rejected -> {
          causes.add(rejected.cause());
          needed.addAll(rejected.alsoNeeded());
        }
      }
    }
    if (causes.isEmpty()) {
      return complete
          ? new Acceptance.Accepted(new RevocationStatus.Good(validUntil, source, thisUpdate))
          : Acceptance.rejected("the lists cover some reasons for revocation only");
    }
    causes.addAll(complaints);
    return new Acceptance.Rejected(String.join("; ", causes), List.copyOf(needed));
  }
}
