package dev.portcullis.verify.notation;

import static dev.portcullis.verify.notation.NotationFixture.SUBJECT;
import static dev.portcullis.verify.notation.NotationFixture.established;
import static dev.portcullis.verify.notation.NotationFixture.judgedRefused;
import static dev.portcullis.verify.notation.NotationFixture.strict;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.lab.LabCertificate;
import dev.portcullis.verify.lab.LabCrl;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabNotary;
import dev.portcullis.verify.lab.LabOcsp;
import dev.portcullis.verify.lab.LabRevocable;
import dev.portcullis.verify.x509.Revocation;
import dev.portcullis.verify.x509.RevocationAnswers;
import dev.portcullis.verify.x509.RevocationData;
import dev.portcullis.verify.x509.RevocationData.CrlAnswer;
import dev.portcullis.verify.x509.RevocationData.OcspAnswer;
import dev.portcullis.verify.x509.RevocationQuestion;
import dev.portcullis.verify.x509.RevocationRules;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

/**
 * Where notation and Portcullis differ about revocation (section 9), and the answers of section 6
 * that must not count, each through the whole verdict: the answer would acquit if its one flaw were
 * overlooked, and then the signature would pass.
 */
class RevocationDifferencesTest {
  private static final Instant NOW = LabNotary.SIGNED;
  private static final String MIRROR = "http://mirror.acme.test/ca.crl";
  private static final LabHolder BY_OCSP =
      LabNotary.leaf()
          .with(Extension.authorityInfoAccess, false, LabRevocable.ocsp(LabNotary.OCSP))
          .issuedBy(LabNotary.MIDDLE);
  private static final LabHolder BY_LIST =
      LabNotary.leaf()
          .with(Extension.cRLDistributionPoints, false, LabRevocable.mirrors(LabNotary.CRL))
          .issuedBy(LabNotary.MIDDLE);

  private static Judgement judge(LabHolder leaf, RevocationData data) {
    RevocationQuestion question =
        new RevocationQuestion(leaf.certificate(), LabNotary.MIDDLE.certificate());
    RevocationAnswers answers =
        new RevocationAnswers(
            Map.of(question.key(), Revocation.judge(question, data, RevocationRules.DEFAULT, NOW)));
    return NotationJudge.judge(
        strict("ca:acme"),
        established(
            LabNotary.signer(MediaTypes.NOTATION_JWS, leaf, SUBJECT), LabNotary.trust(), answers),
        NOW);
  }

  private static RevocationData ocsp(LabOcsp response) {
    return new RevocationData(
        List.of(new OcspAnswer(response.der(), LabNotary.OCSP, NOW)), List.of());
  }

  private static RevocationData list(String url, Bytes der) {
    return new RevocationData(List.of(), List.of(new CrlAnswer(der, url, Optional.empty())));
  }

  private static LabOcsp good() {
    return LabOcsp.good(BY_OCSP, LabNotary.MIDDLE, NOW);
  }

  private static LabCertificate responder(KeyPurposeId purpose) {
    return LabCertificate.of("O=acme,CN=responder", LabKey.p256("notary-responder"))
        .usage(KeyUsage.digitalSignature)
        .purpose(false, purpose)
        .with(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck, false, DERNull.INSTANCE);
  }

  private static void passes(LabHolder leaf, RevocationData data) {
    Judgement judgement = judge(leaf, data);
    assertThat(judgement.passed()).as(judgement::toString).isTrue();
  }

  private static void unknown(LabHolder leaf, RevocationData data, String cause) {
    judgedRefused(judge(leaf, data), Code.REVOCATION_UNKNOWN, cause);
  }

  /** Notation wants every URL to succeed; here every list must be covered, by any mirror. */
  @Test
  void section9EveryListMustBeCoveredAndOneMirrorSuffices() {
    LabHolder mirrored =
        LabNotary.leaf()
            .with(
                Extension.cRLDistributionPoints, false, LabRevocable.mirrors(LabNotary.CRL, MIRROR))
            .issuedBy(LabNotary.MIDDLE);
    LabHolder twoLists =
        LabNotary.leaf()
            .with(Extension.cRLDistributionPoints, false, LabRevocable.lists(LabNotary.CRL, MIRROR))
            .issuedBy(LabNotary.MIDDLE);
    RevocationData one = list(MIRROR, LabCrl.of(LabNotary.MIDDLE, NOW).der());
    passes(mirrored, one);
    unknown(twoLists, one, "no usable revocation list from " + LabNotary.CRL);
  }

  /** Notation looks at the issuer's signature only (RFC 6960, section 4.2.2.2). */
  @Test
  void section9OcspDelegateWithoutItsPurposeIsNone() {
    passes(
        BY_OCSP,
        ocsp(good().by(responder(KeyPurposeId.id_kp_OCSPSigning).issuedBy(LabNotary.MIDDLE))));
    unknown(
        BY_OCSP,
        ocsp(good().by(responder(KeyPurposeId.id_kp_codeSigning).issuedBy(LabNotary.MIDDLE))),
        "OCSP http://ocsp.acme.test: ");
  }

  /** Notation does not look at its validity. */
  @Test
  void section9ExpiredOcspDelegateIsNone() {
    unknown(
        BY_OCSP,
        ocsp(
            good()
                .by(
                    responder(KeyPurposeId.id_kp_OCSPSigning)
                        .valid(NOW.minusSeconds(7200), NOW.minusSeconds(1))
                        .issuedBy(LabNotary.MIDDLE))),
        "OCSP http://ocsp.acme.test: ");
  }

  /** A revoked signer could acquit itself (golang/go#59641). */
  @Test
  void section9LeafThatSignsItsOwnGoodIsNoDelegate() {
    unknown(BY_OCSP, ocsp(good().by(BY_OCSP)), "OCSP http://ocsp.acme.test: ");
  }

  /** Notation does not read it. Without it and without a list, the delegate counts for a day. */
  @Test
  void section9NocheckIsHonoured() {
    LabCertificate named =
        responder(KeyPurposeId.id_kp_OCSPSigning)
            .with(Extension.cRLDistributionPoints, false, LabRevocable.mirrors(LabNotary.CRL));
    passes(BY_OCSP, ocsp(good().by(named.issuedBy(LabNotary.MIDDLE))));
    LabHolder revocable =
        named.without(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck).issuedBy(LabNotary.MIDDLE);
    unknown(BY_OCSP, ocsp(good().by(revocable)), "OCSP http://ocsp.acme.test: ");
  }

  /** Notation does not read it: a list for others could be served in place of the right one. */
  @Test
  void section9ListOfAnotherPointDoesNotCount() {
    passes(BY_LIST, list(LabNotary.CRL, LabCrl.of(LabNotary.MIDDLE, NOW).at(LabNotary.CRL).der()));
    unknown(
        BY_LIST,
        list(LabNotary.CRL, LabCrl.of(LabNotary.MIDDLE, NOW).at(MIRROR).der()),
        "no usable revocation list");
  }

  @Test
  void section6ResponseForAnotherSerialNumberDoesNotCount() {
    unknown(BY_OCSP, ocsp(good().about(BigInteger.TEN)), "OCSP http://ocsp.acme.test: ");
  }

  @Test
  void section6ResponseForTheSameSerialNumberOfAnotherIssuerDoesNotCount() {
    unknown(BY_OCSP, ocsp(good().ofIssuer(LabNotary.ROOT)), "OCSP http://ocsp.acme.test: ");
  }

  /** Notation refuses such a reply (golang/go#81395). */
  @Test
  void section6IssuerEmbeddedInItsResponseDoesNoHarm() {
    passes(BY_OCSP, ocsp(good().embedding(LabNotary.MIDDLE)));
  }

  @Test
  void section6RolledBackListDoesNotCount() {
    RevocationData older =
        new RevocationData(
            List.of(),
            List.of(
                new CrlAnswer(
                    LabCrl.of(LabNotary.MIDDLE, NOW).number(6).der(),
                    LabNotary.CRL,
                    Optional.of(
                        new RevocationData.CrlFloor(
                            Optional.of(BigInteger.valueOf(7)), NOW.minusSeconds(7200))))));
    unknown(BY_LIST, older, "no usable revocation list");
  }
}
