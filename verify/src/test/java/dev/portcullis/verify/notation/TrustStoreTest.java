package dev.portcullis.verify.notation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.lab.LabCertificate;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabNotary;
import dev.portcullis.verify.x509.Certificate;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.Test;

class TrustStoreTest {
  private static List<Certificate> certificates(LabHolder... holders) {
    return Arrays.stream(holders).map(LabHolder::certificate).toList();
  }

  private static TrustStore store(String name, LabHolder... holders) throws MalformedException {
    return TrustStore.of(TrustStoreName.parse(name), certificates(holders));
  }

  private static void refused(String message, String name, LabHolder... holders) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> store(name, holders))
        .withMessageContaining(message);
  }

  @Test
  void authoritiesAndSelfSignedLeavesAreAccepted() throws Exception {
    LabHolder self = LabNotary.leaf().selfSigned();
    assertThat(store("ca:a", LabNotary.ROOT, LabNotary.MIDDLE, self, self).certificates())
        .isEqualTo(certificates(LabNotary.ROOT, LabNotary.MIDDLE, self));
  }

  @Test
  void leafOfAnAuthorityIsRefused() {
    refused("neither a certificate authority nor self-signed", "ca:a", LabNotary.LEAF);
    refused(
        "neither a certificate authority nor self-signed", "signingAuthority:a", LabNotary.LEAF);
  }

  @Test
  void leafThatIsSelfIssuedButNotSelfSignedIsRefused() {
    LabHolder forged =
        LabNotary.leaf()
            .signedBy(
                new X500Name("C=US,ST=WA,O=acme,OU=release,CN=signer"), LabKey.p256("impostor"));
    refused("neither a certificate authority nor self-signed", "ca:a", forged);
  }

  @Test
  void timestampStoreHoldsRootsOnly() throws Exception {
    store("tsa:a", LabNotary.TSA_ROOT);
    refused("which is not a root", "tsa:a", LabNotary.TSA_MIDDLE);
    refused("which is not a root", "tsa:a", LabNotary.tsa().selfSigned());
  }

  @Test
  void emptyStoreIsRefused() {
    refused("holds no certificate", "ca:a");
  }

  @Test
  void keyThatIsNotAcceptedIsRefused() {
    refused(
        "1024",
        "ca:a",
        LabCertificate.authority("CN=weak", LabKey.rsa("weak", 1024, 65537), 0)
            .issuedBy(LabNotary.ROOT));
  }

  @Test
  void twoStoresOfOneNameAreRefused() throws Exception {
    TrustStore store = store("ca:a", LabNotary.ROOT);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NotationTrust(List.of(store, store), NotationOptions.STRICT));
  }

  @Test
  void fileMayBeDerOrAnyNumberOfPemBlocks() throws Exception {
    assertThat(TrustStore.readFile(LabNotary.ROOT.certificate().der()))
        .isEqualTo(certificates(LabNotary.ROOT));
    assertThat(
            TrustStore.readFile(
                Bytes.utf8("subject\n" + LabNotary.ROOT.pem() + LabNotary.MIDDLE.pem())))
        .isEqualTo(certificates(LabNotary.ROOT, LabNotary.MIDDLE));
  }

  @Test
  void fileWithoutACertificateIsRefused() {
    for (String text : new String[] {"", "hello", LabKey.p256("a").pem()}) {
      assertThatExceptionOfType(MalformedException.class)
          .isThrownBy(() -> TrustStore.readFile(Bytes.utf8(text)));
    }
  }

  @Test
  void certificateInTwoStoresBelongsToBoth() {
    NotationTrust trust =
        new NotationTrust(
            List.of(
                LabNotary.store("ca:a", LabNotary.ROOT), LabNotary.store("ca:b", LabNotary.ROOT)),
            NotationOptions.STRICT);
    assertThat(trust.holding(TrustStoreType.CA, certificates(LabNotary.ROOT))).hasSize(2);
    assertThat(trust.certificates()).hasSize(1);
  }

  @Test
  void certificatesAreRememberedWithinTheLimit() throws Exception {
    NotationTrust trust =
        new NotationTrust(List.of(LabNotary.store("ca:a", LabNotary.ROOT)), NotationOptions.STRICT);
    Bytes leaf = LabNotary.LEAF.certificate().der();
    assertThat(trust.certificate(leaf)).isNotSameAs(trust.certificate(leaf));
    trust.remember(certificates(LabNotary.LEAF, LabNotary.ROOT));
    assertThat(trust.certificate(leaf)).isSameAs(trust.certificate(leaf));
    assertThat(trust.certificate(LabNotary.ROOT.certificate().der()))
        .isSameAs(trust.certificates().getFirst());
    assertThat(trust.holds(leaf)).isFalse();
    for (int i = 0; i < Limits.REMEMBERED_CERTIFICATES; i++) {
      trust.remember(
          certificates(
              LabNotary.leaf()
                  .serialNumber(BigInteger.valueOf(i))
                  .signedBy(new X500Name("CN=x"), LabKey.p256("a"))));
    }
    assertThat(trust.certificate(leaf)).isNotSameAs(trust.certificate(leaf));
  }
}
