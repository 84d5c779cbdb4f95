package dev.portcullis.verify.x509;

import static dev.portcullis.verify.x509.RevocationFixture.CA;
import static dev.portcullis.verify.x509.RevocationFixture.LEAF;
import static dev.portcullis.verify.x509.RevocationFixture.NOW;
import static dev.portcullis.verify.x509.RevocationFixture.OTHER_CA;
import static dev.portcullis.verify.x509.RevocationFixture.judge;
import static dev.portcullis.verify.x509.RevocationFixture.list;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.lab.LabCertificate;
import dev.portcullis.verify.lab.LabCrl;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabOcsp;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The JDK's checkers as an oracle: where both judge the same rule, they agree. */
class JdkRevocationOracleTest {
  private static LabOcsp good() {
    return LabOcsp.good(LEAF, CA, NOW);
  }

  private static LabCertificate delegate() {
    return LabCertificate.of("CN=responder,O=acme", LabKey.p256("responder"))
        .usage(KeyUsage.digitalSignature)
        .purpose(false, KeyPurposeId.id_kp_OCSPSigning)
        .with(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck, false, DERNull.INSTANCE);
  }

  static Stream<Arguments> responses() {
    Instant past = NOW.minus(Duration.ofDays(2));
    return Stream.of(
        Arguments.of("good", good()),
        Arguments.of("by key", good().byKey()),
        Arguments.of("revoked", good().revoked(past, 1)),
        Arguments.of("unknown", good().unknown()),
        Arguments.of("other serial", good().about(BigInteger.TEN)),
        Arguments.of("other issuer", good().ofIssuer(OTHER_CA)),
        Arguments.of("bad signature", good().signedWith(LabKey.p256("impostor"))),
        Arguments.of("delegate", good().by(delegate().issuedBy(CA))),
        Arguments.of("delegate of another", good().by(delegate().issuedBy(OTHER_CA))),
        Arguments.of(
            "delegate without purpose",
            good().by(delegate().purpose(false, KeyPurposeId.id_kp_codeSigning).issuedBy(CA))),
        Arguments.of("leaf for itself", good().by(LEAF)),
        Arguments.of(
            "expired delegate",
            good().by(delegate().valid(past, NOW.minus(Duration.ofDays(1))).issuedBy(CA))),
        Arguments.of("out of date", good().times(past, Optional.of(NOW.minus(Duration.ofDays(1))))),
        Arguments.of(
            "from the future",
            good().times(NOW.plus(Duration.ofDays(1)), Optional.of(NOW.plus(Duration.ofDays(2))))),
        Arguments.of("try later", good().failing(3)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("responses")
  void ocspVerdictIsThatOfTheJdk(String name, LabOcsp response) throws Exception {
    assertThat(judge(response) instanceof RevocationStatus.Good)
        .isEqualTo(jdkAccepts(response.der()));
  }

  /**
   * Where the two differ on purpose. The JDK allows clocks to differ by 15 minutes at either end of
   * an answer; here answers end when they say so, and may begin five minutes ahead. An answer that
   * names no end is good to the JDK for those 15 minutes from its making; here it is used once, for
   * a minute, if it is not older than a day (notation spec notes, 4.4).
   */
  static Stream<Arguments> differences() {
    Instant yesterday = NOW.minus(Duration.ofHours(23));
    return Stream.of(
        Arguments.of(
            "ended ten minutes ago",
            good().times(yesterday, Optional.of(NOW.minus(Duration.ofMinutes(10)))),
            false,
            true),
        Arguments.of(
            "begins in ten minutes",
            good()
                .times(NOW.plus(Duration.ofMinutes(10)), Optional.of(NOW.plus(Duration.ofDays(1)))),
            false,
            true),
        Arguments.of(
            "names no end, an hour old",
            good().times(NOW.minus(Duration.ofHours(1)), Optional.empty()),
            true,
            false));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("differences")
  void ocspVerdictDiffersFromThatOfTheJdkOnPurpose(
      String name, LabOcsp response, boolean here, boolean jdk) throws Exception {
    assertThat(judge(response) instanceof RevocationStatus.Good).isEqualTo(here);
    assertThat(jdkAccepts(response.der())).isEqualTo(jdk);
  }

  private static boolean jdkAccepts(Bytes response) throws GeneralSecurityException {
    X509Certificate leaf = jdk(LEAF);
    CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(leaf));
    CertPathValidator validator = CertPathValidator.getInstance("PKIX");
    PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
    checker.setOptions(
        EnumSet.of(
            PKIXRevocationChecker.Option.ONLY_END_ENTITY,
            PKIXRevocationChecker.Option.NO_FALLBACK));
    checker.setOcspResponses(Map.of(leaf, response.toByteArray()));
    PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(jdk(CA), null)));
    parameters.setDate(Date.from(NOW));
    parameters.addCertPathChecker(checker);
    try {
      validator.validate(path, parameters);
      return true;
    } catch (CertPathValidatorException e) {
      return false;
    }
  }

  static Stream<Arguments> lists() {
    BigInteger serial = LEAF.certificate().serialNumber();
    return Stream.of(
        Arguments.of("empty", LabCrl.of(CA, NOW)),
        Arguments.of("other", LabCrl.of(CA, NOW).revoking(BigInteger.TEN, 1)),
        Arguments.of("revoked", LabCrl.of(CA, NOW).revoking(serial, 1)),
        Arguments.of("on hold", LabCrl.of(CA, NOW).revoking(serial, 6)),
        Arguments.of("bad signature", LabCrl.of(CA, NOW).signedWith(LabKey.p256("impostor"))),
        Arguments.of("other issuer", LabCrl.of(OTHER_CA, NOW)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lists")
  void listVerdictIsThatOfTheJdk(String name, LabCrl list) throws Exception {
    Bytes der = list.der();
    X509CRL crl =
        (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(der.asInputStream());
    boolean signed;
    try {
      crl.verify(jdk(CA).getPublicKey());
      signed = crl.getIssuerX500Principal().equals(jdk(CA).getSubjectX500Principal());
    } catch (GeneralSecurityException e) {
      signed = false;
    }
    RevocationStatus status = judge(list(der));
    assertThat(status instanceof RevocationStatus.Good)
        .isEqualTo(signed && !crl.isRevoked(jdk(LEAF)));
    assertThat(status instanceof RevocationStatus.Revoked)
        .isEqualTo(signed && crl.isRevoked(jdk(LEAF)));
    assertThat(RevocationList.parse(der).thisUpdate()).isEqualTo(crl.getThisUpdate().toInstant());
  }

  private static X509Certificate jdk(LabHolder holder) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(holder.certificate().der().asInputStream());
  }
}
