package dev.portcullis.proxy.revocation;

import static dev.portcullis.proxy.revocation.LabResponder.CA;
import static dev.portcullis.proxy.revocation.LabResponder.about;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabOcsp;
import dev.portcullis.verify.x509.RevocationMode;
import dev.portcullis.verify.x509.RevocationQuestion;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is known later of the certificates that an earlier admission rested on. */
class KeptCellsTest {
  private final LabResponder responder = new LabResponder();
  private final LabHolder leaf = responder.leaf("signer");
  private final RevocationQuestion question = about(leaf);
  private volatile Duration later = Duration.ZERO;
  private final InstantSource clock = () -> Instant.now().plus(later);
  private final Revocations revocations =
      Revocations.open(
          new RevocationConfig(
              RevocationMode.HARD,
              Duration.ofSeconds(30),
              Optional.empty(),
              Duration.ZERO,
              List.of(responder.host())),
          _ -> {},
          clock);

  @AfterEach
  void close() {
    revocations.close();
    responder.close();
  }

  private LabOcsp good() {
    return LabOcsp.good(leaf, CA, clock.instant());
  }

  private List<SavedCell> admitted() {
    return revocations.watch(List.of(question), revocations.ask(List.of(question))).saved();
  }

  @Test
  void answerThatHasRunOutIsNotARevocation() {
    responder.serve("ocsp", () -> good().der());
    List<SavedCell> kept = admitted();
    assertThat(revocations.isUnrevoked(kept)).isTrue();
    responder.status("ocsp", 500);
    later = Duration.ofDays(30);
    assertThat(revocations.isUnrevoked(kept)).isTrue();
  }

  @Test
  void revocationThatWasLearntSinceIsOne() {
    responder.serve("ocsp", () -> good().der());
    List<SavedCell> kept = admitted();
    revocations.clear(question.key());
    responder.serve("ocsp", () -> good().revoked(Instant.now().minusSeconds(60), 1).der());
    revocations.ask(List.of(question));
    assertThat(revocations.isUnrevoked(kept)).isFalse();
  }

  @Test
  void certificateOfWhichNothingIsKnownAnyMoreMayBeRevoked() {
    responder.serve("ocsp", () -> good().der());
    List<SavedCell> kept = admitted();
    revocations.clear(question.key());
    assertThat(revocations.isUnrevoked(kept)).isFalse();
  }

  @Test
  void whatWasRevokedEvenThenStaysSo() {
    responder.serve("ocsp", () -> good().revoked(Instant.now().minusSeconds(60), 1).der());
    assertThat(revocations.isUnrevoked(admitted())).isFalse();
  }

  @Test
  void whatRestsOnNoCertificateIsUnrevoked() {
    assertThat(revocations.isUnrevoked(List.of())).isTrue();
  }
}
