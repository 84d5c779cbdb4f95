package dev.portcullis.verify.x509;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.x509.RevocationData.CrlAnswer;
import dev.portcullis.verify.x509.RevocationData.OcspAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Judges revocation from answers that others have fetched (notation spec notes, 4.4 and 4.5). An
 * answer that cannot be relied on counts for nothing; among those that can, revoked goes before
 * good.
 */
public final class Revocation {
  private Revocation() {}

  /**
   * What {@code data} says about a certificate.
   *
   * @param question the certificate and its issuer
   * @param data the raw answers
   * @param rules what the operator has decided
   * @param now the instant at which the answers must hold
   */
  public static RevocationStatus judge(
      RevocationQuestion question, RevocationData data, RevocationRules rules, Instant now) {
    Optional<RevocationStatus> beforehand = beforehand(question, rules);
    if (beforehand.isPresent()) {
      return beforehand.get();
    }
    Set<String> causes = new LinkedHashSet<>();
    Set<String> needed = new LinkedHashSet<>();
    Optional<RevocationStatus.Good> good = Optional.empty();
    if (data.responses().isEmpty()) {
      responders(question).forEach(url -> causes.add("no answer from OCSP responder " + url));
    }
    OcspJudge ocsp = new OcspJudge(question, rules, data.lists(), now);
    for (OcspAnswer answer : data.responses()) {
      switch (ocsp.judge(answer)) {
        case Acceptance.Accepted(RevocationStatus.Good found) -> good = later(good, found);
        case Acceptance.Accepted(RevocationStatus revoked) -> {
          return revoked;
        }
        case Acceptance.Rejected rejected -> {
          causes.add("OCSP " + answer.url() + ": " + rejected.cause());
          needed.addAll(rejected.alsoNeeded());
        }
      }
    }
    switch (new CrlJudge(question, rules, now).judge(data.lists())) {
      case Acceptance.Accepted(RevocationStatus.Good found) -> good = later(good, found);
      case Acceptance.Accepted(RevocationStatus revoked) -> {
        return revoked;
      }
      case Acceptance.Rejected rejected -> {
        causes.add(rejected.cause());
        needed.addAll(rejected.alsoNeeded());
      }
    }
    return good.isPresent()
        ? good.get()
        : new RevocationStatus.Unknown(String.join("; ", causes), needed.stream().toList());
  }

  private static List<String> responders(RevocationQuestion question) {
    try {
      return question.ocspUrls();
    } catch (MalformedException e) {
      return List.of();
    }
  }

  /**
   * What one OCSP response says about a certificate, whatever else is known.
   *
   * @param lists the lists that are known, for responders that are not exempt from checking
   * @param rules what the operator has decided
   * @param now the instant at which the response must hold
   */
  public static RevocationStatus judge(
      RevocationQuestion question,
      OcspAnswer answer,
      List<CrlAnswer> lists,
      RevocationRules rules,
      Instant now) {
    return switch (new OcspJudge(question, rules, lists, now).judge(answer)) {
      case Acceptance.Accepted(RevocationStatus status) -> status;
      case Acceptance.Rejected rejected ->
          new RevocationStatus.Unknown(rejected.cause(), rejected.alsoNeeded());
    };
  }

  /**
   * What can be said without any answer: that the certificate cannot be revoked. Empty if one must
   * ask.
   */
  public static Optional<RevocationStatus> beforehand(
      RevocationQuestion question, RevocationRules rules) {
    Certificate certificate = question.certificate();
    if (!question.isRevocable()) {
      return Optional.of(
          new RevocationStatus.NotRevocable("it names neither OCSP responder nor revocation list"));
    }
    Duration life = Duration.between(certificate.notBefore(), certificate.notAfter());
    return certificate.extension(Extension.NO_REVOCATION_AVAILABLE).isPresent()
            && life.compareTo(rules.shortLived()) <= 0
        ? Optional.of(
            new RevocationStatus.NotRevocable("it is short-lived and says that it never will be"))
        : Optional.empty();
  }

  private static Optional<RevocationStatus.Good> later(
      Optional<RevocationStatus.Good> one, RevocationStatus.Good other) {
    return one.isPresent() && one.get().validUntil().isAfter(other.validUntil())
        ? one
        : Optional.of(other);
  }
}
