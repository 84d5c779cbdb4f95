package dev.portcullis.verify.x509;

import static dev.portcullis.verify.x509.RevocationFixture.CA;
import static dev.portcullis.verify.x509.RevocationFixture.DELTA;
import static dev.portcullis.verify.x509.RevocationFixture.LEAF;
import static dev.portcullis.verify.x509.RevocationFixture.LIST;
import static dev.portcullis.verify.x509.RevocationFixture.NOW;
import static dev.portcullis.verify.x509.RevocationFixture.good;
import static dev.portcullis.verify.x509.RevocationFixture.judge;
import static dev.portcullis.verify.x509.RevocationFixture.leaf;
import static dev.portcullis.verify.x509.RevocationFixture.list;
import static dev.portcullis.verify.x509.RevocationFixture.revoked;
import static dev.portcullis.verify.x509.RevocationFixture.unknown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.lab.LabCrl;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabRevocable;
import dev.portcullis.verify.x509.RevocationData.CrlAnswer;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.Extension;
import org.junit.jupiter.api.Test;

/** Changes to revocation lists (4.5): when they are needed, and which apply. */
class DeltaCrlTest {
  private static final BigInteger SERIAL = LEAF.certificate().serialNumber();
  private static final int KEY_COMPROMISE = 1;
  private static final int CERTIFICATE_HOLD = 6;
  private static final int REMOVE_FROM_CRL = 8;

  private static LabCrl crl() {
    return LabCrl.of(CA, NOW);
  }

  private static CrlAnswer delta(LabCrl crl) {
    return list(DELTA, crl.der());
  }

  private static LabCrl changes() {
    return crl().deltaOf(7).number(8);
  }

  @Test
  void listThatNamesChangesNeedsThem() {
    LabCrl base = crl().freshest(DELTA);
    assertThat(unknown(judge(list(base.der())), "no usable changes to the list").alsoNeeded())
        .containsExactly(DELTA);
    good(judge(list(crl().freshest(DELTA).der()), delta(changes())));
  }

  @Test
  void certificateThatNamesChangesNeedsThem() {
    LabHolder leaf =
        leaf().with(Extension.freshestCRL, false, LabRevocable.lists(DELTA)).issuedBy(CA);
    assertThat(
            unknown(
                    judge(leaf, new RevocationData(List.of(), List.of(list(crl().der())))),
                    "no usable changes to the list")
                .alsoNeeded())
        .containsExactly(DELTA);
    good(judge(leaf, new RevocationData(List.of(), List.of(list(crl().der()), delta(changes())))));
  }

  @Test
  void changesRevoke() {
    revoked(
        judge(list(crl().freshest(DELTA).der()), delta(changes().revoking(SERIAL, KEY_COMPROMISE))),
        "keyCompromise");
  }

  @Test
  void changesAloneAreNoList() {
    unknown(judge(list(changes().der())), "no usable revocation list");
  }

  @Test
  void changesToALaterListAreRefused() {
    unknown(
        judge(list(crl().freshest(DELTA).der()), delta(crl().deltaOf(8).number(9))),
        "no usable changes");
  }

  @Test
  void changesOlderThanTheListAreRefused() {
    unknown(
        judge(list(crl().freshest(DELTA).der()), delta(crl().deltaOf(5).number(6))),
        "no usable changes");
  }

  @Test
  void changesOfAnotherScopeAreRefused() {
    unknown(
        judge(list(crl().freshest(DELTA).der()), delta(changes().at(LIST))), "no usable changes");
  }

  @Test
  void changesPastTheirEndAreRefused() {
    unknown(
        judge(
            list(crl().freshest(DELTA).der()),
            delta(changes().nextUpdate(Optional.of(NOW.minusSeconds(1))))),
        "is out of date since");
  }

  @Test
  void statusHoldsUntilTheEarlierEnd() {
    Instant sooner = NOW.plus(Duration.ofHours(2));
    assertThat(
            judge(
                list(crl().freshest(DELTA).der()),
                delta(changes().nextUpdate(Optional.of(sooner)))))
        .isEqualTo(
            new RevocationStatus.Good(sooner, "CRL " + LIST, NOW.minus(Duration.ofHours(1))));
  }

  @Test
  void removalUndoesHold() {
    LabCrl held = crl().freshest(DELTA).revoking(SERIAL, CERTIFICATE_HOLD);
    Bytes base = held.der();
    revoked(judge(list(base), delta(changes())), "certificateHold");
    good(judge(list(base), delta(changes().revoking(SERIAL, REMOVE_FROM_CRL))));
  }

  @Test
  void removalDoesNotUndoRevocation() {
    revoked(
        judge(
            list(crl().freshest(DELTA).revoking(SERIAL, KEY_COMPROMISE).der()),
            delta(changes().revoking(SERIAL, REMOVE_FROM_CRL))),
        "keyCompromise");
  }
}
