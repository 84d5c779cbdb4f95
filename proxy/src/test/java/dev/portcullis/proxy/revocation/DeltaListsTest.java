package dev.portcullis.proxy.revocation;

import static dev.portcullis.proxy.revocation.LabResponder.CA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.verify.lab.LabCrl;
import dev.portcullis.verify.x509.RevocationMode;
import dev.portcullis.verify.x509.RevocationQuestion;
import dev.portcullis.verify.x509.RevocationStatus;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Changes to revocation lists, which the lists themselves name. */
class DeltaListsTest {
  private static final int KEY_COMPROMISE = 1;
  private static final int HOLD = 6;
  private static final int REMOVE_FROM_CRL = 8;

  private final LabResponder responder = new LabResponder();
  private final RevocationQuestion question = LabResponder.about(responder.leafWithList("delta"));
  private final BigInteger serial = question.certificate().serialNumber();
  private final Revocations revocations =
      Revocations.open(
          new RevocationConfig(
              RevocationMode.HARD,
              Duration.ofSeconds(30),
              Optional.empty(),
              Duration.ZERO,
              List.of(responder.host())),
          _ -> {},
          InstantSource.system());

  @AfterEach
  void close() {
    revocations.close();
    responder.close();
  }

  private LabCrl base() {
    return LabCrl.of(CA, Instant.now()).freshest(responder.url("changes"));
  }

  private static LabCrl changes() {
    return LabCrl.of(CA, Instant.now()).deltaOf(7).number(8);
  }

  private RevocationStatus ask() {
    return Optional.ofNullable(revocations.ask(List.of(question)).statuses().get(question.key()))
        .orElseThrow();
  }

  @Test
  void changesAreFetchedAndCount() {
    responder.serve("crl", () -> base().der());
    responder.serve("changes", () -> changes().revoking(serial, KEY_COMPROMISE).der());
    assertThat(ask()).isInstanceOf(RevocationStatus.Revoked.class);
    assertThat(responder.hits("changes")).isBetween(1, 2);
  }

  @Test
  void withoutTheChangesNothingIsKnown() {
    responder.serve("crl", () -> base().der());
    assertThat(ask())
        .isInstanceOfSatisfying(
            RevocationStatus.Unknown.class,
            unknown ->
                assertThat(unknown.cause())
                    .contains("CRL " + responder.url("changes") + ": HTTP status 404"));
  }

  @Test
  void changesReleaseACertificateFromHold() {
    responder.serve("crl", () -> base().revoking(serial, HOLD).der());
    responder.serve("changes", () -> changes().revoking(serial, REMOVE_FROM_CRL).der());
    assertThat(ask()).isInstanceOf(RevocationStatus.Good.class);
  }
}
