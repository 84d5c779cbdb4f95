package dev.portcullis.verify.x509;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.lab.LabCertificate;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabOcsp;
import dev.portcullis.verify.lab.LabRevocable;
import dev.portcullis.verify.x509.RevocationData.CrlAnswer;
import dev.portcullis.verify.x509.RevocationData.OcspAnswer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;

/** An authority, a leaf of it with both kinds of pointer, and how to ask about it. */
final class RevocationFixture {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  static final String RESPONDER = "http://ocsp.acme.test";
  static final String LIST = "http://crl.acme.test/ca.crl";
  static final String DELTA = "http://crl.acme.test/ca-delta.crl";

  static final LabHolder CA =
      LabCertificate.authority("CN=ca,O=acme", LabKey.p256("revocation-ca"), 0).selfSigned();
  static final LabHolder OTHER_CA =
      LabCertificate.authority("CN=other,O=acme", LabKey.p256("revocation-other"), 0).selfSigned();
  static final LabHolder LEAF = leaf().issuedBy(CA);

  private RevocationFixture() {}

  static LabCertificate leaf() {
    return LabCertificate.of("CN=leaf,O=acme", LabKey.p256("revocation-leaf"))
        .usage(KeyUsage.digitalSignature)
        .with(Extension.authorityInfoAccess, false, LabRevocable.ocsp(RESPONDER))
        .with(Extension.cRLDistributionPoints, false, LabRevocable.mirrors(LIST));
  }

  static RevocationQuestion about(LabHolder certificate) {
    return new RevocationQuestion(certificate.certificate(), CA.certificate());
  }

  static OcspAnswer answer(Bytes der) {
    return new OcspAnswer(der, RESPONDER, NOW);
  }

  static CrlAnswer list(Bytes der) {
    return list(LIST, der);
  }

  static CrlAnswer list(String url, Bytes der) {
    return new CrlAnswer(der, url, Optional.empty());
  }

  static RevocationStatus judge(LabOcsp... responses) {
    List<OcspAnswer> answers = new ArrayList<>();
    for (LabOcsp response : responses) {
      answers.add(answer(response.der()));
    }
    return judge(LEAF, new RevocationData(answers, List.of()));
  }

  static RevocationStatus judge(CrlAnswer... lists) {
    return judge(LEAF, new RevocationData(List.of(), List.of(lists)));
  }

  static RevocationStatus judge(LabHolder certificate, RevocationData data) {
    return Revocation.judge(about(certificate), data, RevocationRules.DEFAULT, NOW);
  }

  static void good(RevocationStatus status) {
    assertThat(status).isInstanceOf(RevocationStatus.Good.class);
  }

  static void revoked(RevocationStatus status, String reason) {
    assertThat(status)
        .isInstanceOfSatisfying(
            RevocationStatus.Revoked.class,
            revoked -> assertThat(revoked.reason()).isEqualTo(reason));
  }

  static RevocationStatus.Unknown unknown(RevocationStatus status, String cause) {
    assertThat(status)
        .isInstanceOfSatisfying(
            RevocationStatus.Unknown.class, found -> assertThat(found.cause()).contains(cause));
    return (RevocationStatus.Unknown) status;
  }
}
