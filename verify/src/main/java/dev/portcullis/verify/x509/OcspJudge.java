package dev.portcullis.verify.x509;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.x509.RevocationData.CrlAnswer;
import dev.portcullis.verify.x509.RevocationData.OcspAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides whether an OCSP response may be relied on (notation spec notes, 4.4; RFC 6960, sections
 * 3.2 and 4.2.2.2).
 *
 * @param lists the lists that came with it, for responders that are not exempt from checking
 */
record OcspJudge(
    RevocationQuestion question, RevocationRules rules, List<CrlAnswer> lists, Instant now) {
  /** How long a good response that names no end is relied on. */
  private static final Duration ONCE = Duration.ofSeconds(60);

  private static final Oid NONCE = Oid.of("1.3.6.1.5.5.7.48.1.2");

  /** Extensions of responses that change nothing about what they say. */
  private static final Set<Oid> UNDERSTOOD =
      Set.of(NONCE, RevocationReason.INVALIDITY_DATE, RevocationReason.REASON_CODE);

  private static final Set<Oid> UNDERSTOOD_OF_DELEGATES =
      Set.of(
          Extension.BASIC_CONSTRAINTS,
          Extension.KEY_USAGE,
          Extension.EXTENDED_KEY_USAGE,
          Extension.OCSP_NO_CHECK);

  OcspJudge {
    lists = List.copyOf(lists);
  }

  /** What {@code answer} says about the question, if it may be relied on. */
  Acceptance judge(OcspAnswer answer) {
    try {
      return judge(OcspResponse.parse(answer.der()), answer);
    } catch (MalformedException e) {
      return Acceptance.rejected("unusable: " + e.getMessage());
    }
  }

  private Acceptance judge(OcspResponse response, OcspAnswer answer) throws MalformedException {
    Optional<OcspSingleResponse> single = singleResponse(response);
    if (single.isEmpty()) {
      return Acceptance.rejected("about another certificate");
    }
    Optional<Oid> unknown =
        ExtensionReader.unknownCritical(response.extensions(), UNDERSTOOD)
            .or(() -> ExtensionReader.unknownCritical(single.get().extensions(), UNDERSTOOD));
    if (unknown.isPresent()) {
      return Acceptance.rejected("unknown critical extension " + unknown.get());
    }
    if (response.scheme().isEmpty()) {
      return Acceptance.rejected("signed by an algorithm that is not accepted");
    }
    if (response.isSignedBy(question.issuer())) {
      return response.names(question.issuer())
          ? status(single.get(), answer, Instant.MAX)
          : Acceptance.rejected("signed by the issuer but names another responder");
    }
    return byDelegate(response, single.get(), answer);
  }

  /** What it says about the certificate: a revocation goes before anything else. */
  private Optional<OcspSingleResponse> singleResponse(OcspResponse response)
      throws MalformedException {
    Optional<OcspSingleResponse> found = Optional.empty();
    for (OcspSingleResponse single : response.responses()) {
      if (single.id().names(question) && (found.isEmpty() || single.revocation().isPresent())) {
        found = Optional.of(single);
      }
    }
    return found;
  }

  private Acceptance byDelegate(OcspResponse response, OcspSingleResponse single, OcspAnswer answer)
      throws MalformedException {
    for (Certificate delegate : response.certificates()) {
      if (response.names(delegate) && response.isSignedBy(delegate)) {
        Optional<String> complaint = complaint(delegate);
        return complaint.isPresent()
            ? Acceptance.rejected("the responder's certificate " + complaint.get())
            : byAuthorised(delegate, single, answer);
      }
    }
    return Acceptance.rejected("not signed by the issuer or a responder that it embeds");
  }

  /** Why the issuer has not authorised this responder. */
  private Optional<String> complaint(Certificate delegate) throws MalformedException {
    if (!delegate.isIssuedBy(question.issuer())) {
      return Optional.of("is not issued by the issuer of the certificate in question");
    }
    if (!delegate.extendedKeyUsage().orElse(List.of()).contains(ExtendedKeyUsage.OCSP_SIGNING)) {
      return Optional.of("lacks OCSPSigning in its extended key usage");
    }
    if (!delegate
        .keyUsage()
        .map(usages -> usages.contains(KeyUsage.DIGITAL_SIGNATURE))
        .orElse(true)) {
      return Optional.of("lacks digitalSignature in its key usage");
    }
    if (!delegate.isValidAt(now)) {
      return Optional.of("is not valid now");
    }
    return delegate
        .unknownCriticalExtension(UNDERSTOOD_OF_DELEGATES)
        .map(oid -> "has an unknown critical extension " + oid);
  }

  private Acceptance byAuthorised(
      Certificate delegate, OcspSingleResponse single, OcspAnswer answer)
      throws MalformedException {
    if (delegate.extension(Extension.OCSP_NO_CHECK).isPresent()) {
      return status(single, answer, delegate.notAfter());
    }
    RevocationQuestion about = new RevocationQuestion(delegate, question.issuer());
    if (delegate.extension(Extension.CRL_DISTRIBUTION_POINTS).isEmpty()) {
      return status(single, answer, delegate.notAfter());
    }
    return switch (new CrlJudge(about, rules, now).judge(lists)) {
      case Acceptance.Accepted(RevocationStatus.Good good) ->
          status(single, answer, earlier(delegate.notAfter(), good.validUntil()));
      case Acceptance.Accepted _ -> Acceptance.rejected("the responder's certificate is revoked");
      case Acceptance.Rejected rejected ->
          new Acceptance.Rejected(
              "whether the responder's certificate is revoked is unknown: " + rejected.cause(),
              rejected.alsoNeeded());
    };
  }

  private Acceptance status(OcspSingleResponse single, OcspAnswer answer, Instant end)
      throws MalformedException {
    if (single.thisUpdate().isAfter(now.plus(rules.skew()))) {
      return Acceptance.rejected("from the future: " + single.thisUpdate());
    }
    String source = "OCSP " + answer.url();
    if (single.revocation().isPresent()) {
      OcspSingleResponse.Revocation revocation = single.revocation().get();
      boolean hold = revocation.reason() == RevocationReason.CERTIFICATE_HOLD;
      return hold && isOver(single)
          ? Acceptance.rejected("out of date since " + single.nextUpdate().orElse(now))
          : new Acceptance.Accepted(
              new RevocationStatus.Revoked(
                  revocation.at(),
                  revocation.reason().rfcName(),
                  hold,
                  RevocationReason.invalidityDate(single.extensions()),
                  source));
    }
    if (isOver(single)) {
      return Acceptance.rejected("out of date since " + single.nextUpdate().orElse(now));
    }
    if (single.unknown()) {
      return Acceptance.rejected("the responder does not know the certificate");
    }
    if (single.nextUpdate().isEmpty() && single.thisUpdate().plus(rules.maxAge()).isBefore(now)) {
      return Acceptance.rejected("names no end and is old, from " + single.thisUpdate());
    }
    Instant validUntil =
        single
            .nextUpdate()
            .map(next -> earlier(next, answer.fetchedAt().plus(rules.maxAge())))
            .orElse(answer.fetchedAt().plus(ONCE));
    Instant until = earlier(validUntil, end);
    return until.isBefore(now)
        ? Acceptance.rejected("kept for longer than it may be relied on, until " + until)
        : new Acceptance.Accepted(new RevocationStatus.Good(until, source, single.thisUpdate()));
  }

  private boolean isOver(OcspSingleResponse single) {
    return single.nextUpdate().map(next -> next.isBefore(now)).orElse(false);
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
