package dev.portcullis.verify.x509;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.junit.jupiter.api.Test;

class OcspRequestTest {
  @Test
  void anotherReaderFindsTheCertificateInTheRequest() throws Exception {
    Bytes der = OcspRequest.encode(RevocationFixture.about(RevocationFixture.LEAF));
    OCSPReq request = new OCSPReq(der.toByteArray());
    assertThat(request.isSigned()).isFalse();
    assertThat(request.getRequestList()).hasSize(1);
    CertificateID id = request.getRequestList()[0].getCertID();
    assertThat(id.getSerialNumber()).isEqualTo(RevocationFixture.LEAF.certificate().serialNumber());
    assertThat(
            id.matchesIssuer(
                new X509CertificateHolder(RevocationFixture.CA.certificate().der().toByteArray()),
                new BcDigestCalculatorProvider()))
        .isTrue();
    assertThat(
            id.matchesIssuer(
                new X509CertificateHolder(
                    RevocationFixture.OTHER_CA.certificate().der().toByteArray()),
                new BcDigestCalculatorProvider()))
        .isFalse();
    assertThat(request.getEncoded()).isEqualTo(der.toByteArray());
  }

  @Test
  void requestIsShortEnoughForAGet() throws Exception {
    assertThat(OcspRequest.encode(RevocationFixture.about(RevocationFixture.LEAF)).length())
        .isLessThan(191);
  }
}
