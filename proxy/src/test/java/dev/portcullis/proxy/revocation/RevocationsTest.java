package dev.portcullis.proxy.revocation;

import static dev.portcullis.proxy.revocation.LabResponder.CA;
import static dev.portcullis.proxy.revocation.LabResponder.about;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.lab.LabCertificate;
import dev.portcullis.verify.lab.LabCrl;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabOcsp;
import dev.portcullis.verify.x509.RevocationAnswers;
import dev.portcullis.verify.x509.RevocationMode;
import dev.portcullis.verify.x509.RevocationQuestion;
import dev.portcullis.verify.x509.RevocationStatus;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Cells against a responder that is good, bad, slow, dead or lying. */
class RevocationsTest {
  private static final LabHolder OTHER_CA =
      LabCertificate.authority("C=US,ST=WA,O=acme,CN=revoker", LabKey.p256("other-ca"), 0)
          .selfSigned();

  private final LabResponder responder = new LabResponder();
  private final LabHolder leaf = responder.leaf("signer");
  private final RevocationQuestion question = about(leaf);
  private volatile Duration later = Duration.ZERO;
  private final InstantSource clock = () -> Instant.now().plus(later);
  private final List<RevocationEvent> events = new CopyOnWriteArrayList<>();
  private Revocations revocations = open(Duration.ofSeconds(30));

  private Revocations open(Duration budget) {
    return open(budget, Duration.ZERO);
  }

  private Revocations open(Duration budget, Duration grace) {
    return Revocations.open(
        new RevocationConfig(
            RevocationMode.HARD, budget, Optional.empty(), grace, List.of(responder.host())),
        events::add,
        clock);
  }

  @AfterEach
  void close() {
    revocations.close();
    responder.close();
  }

  private LabOcsp good() {
    return LabOcsp.good(leaf, CA, clock.instant());
  }

  private void ocsp(UnaryOperator<LabOcsp> change) {
    responder.serve("ocsp", () -> change.apply(good()).der());
  }

  private RevocationStatus ask() {
    return status(revocations.ask(List.of(question)), question);
  }

  private static RevocationStatus status(RevocationAnswers answers, RevocationQuestion question) {
    return Optional.ofNullable(answers.statuses().get(question.key())).orElseThrow();
  }

  private static void eventually(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 400 && !condition.getAsBoolean(); i++) {
      Thread.sleep(25);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  private static String cause(RevocationStatus status) {
    assertThat(status).isInstanceOf(RevocationStatus.Unknown.class);
    return ((RevocationStatus.Unknown) status).cause();
  }

  @Test
  void nothingIsFetchedUntilAskedFor() {
    ocsp(response -> response);
    assertThat(revocations.known()).isEqualTo(RevocationAnswers.NONE);
    assertThat(responder.hits("ocsp")).isZero();
  }

  @Test
  void goodAnswerIsKeptAndNotAskedForAgain() {
    ocsp(response -> response);
    assertThat(ask()).isInstanceOf(RevocationStatus.Good.class);
    int hits = responder.hits("ocsp");
    for (int i = 0; i < 20; i++) {
      assertThat(ask()).isInstanceOf(RevocationStatus.Good.class);
    }
    assertThat(responder.hits("ocsp")).isEqualTo(hits);
    assertThat(revocations.count(CellStatus.GOOD)).isEqualTo(1);
  }

  @Test
  void responderAndListAreAskedAtOnceAndTheListStandsInForADeadResponder() {
    responder.status("ocsp", 500);
    responder.serve("crl", () -> LabCrl.of(CA, Instant.now()).der());
    assertThat(((RevocationStatus.Good) ask()).source()).startsWith("CRL ");
  }

  @Test
  void revocationByEitherIsBelieved() throws Exception {
    ocsp(response -> response);
    BigInteger serial = leaf.certificate().serialNumber();
    responder.serve("crl", () -> LabCrl.of(CA, Instant.now()).revoking(serial, 1).der());
    ask();
    eventually(() -> ask() instanceof RevocationStatus.Revoked);
    assertThat(((RevocationStatus.Revoked) ask()).source()).startsWith("CRL ");
  }

  static Stream<Arguments> lies() {
    Instant past = Instant.now().minus(Duration.ofDays(3));
    LabCertificate delegate =
        LabCertificate.of("CN=delegate", LabKey.p256("delegate")).usage(KeyUsage.digitalSignature);
    return Stream.of(
        lie("another serial", r -> r.about(BigInteger.TEN), "about another certificate"),
        lie("another issuer", r -> r.ofIssuer(OTHER_CA), "about another certificate"),
        lie(
            "delegate without purpose",
            r -> r.by(delegate.issuedBy(CA)),
            "lacks OCSPSigning in its extended key usage"),
        lie(
            "expired delegate",
            r ->
                r.by(
                    LabCertificate.of("CN=old", LabKey.p256("delegate"))
                        .purpose(false, KeyPurposeId.id_kp_OCSPSigning)
                        .valid(past, past.plusSeconds(60))
                        .issuedBy(CA)),
            "is not valid now"),
        lie("stale", r -> r.times(past, Optional.of(past.plusSeconds(60))), "out of date since"),
        lie("unsigned", r -> r.signedWith(LabKey.p256("impostor")), "not signed by the issuer"),
        lie("unknown", LabOcsp::unknown, "the responder does not know the certificate"),
        lie("try later", r -> r.failing(3), "tryLater"),
        lie("huge", r -> r.editing(b -> Bytes.wrap(new byte[70_000])), "more than 65536 bytes"),
        lie("cut", r -> r.editing(b -> b.slice(0, b.length() - 5)), "unusable"));
  }

  private static Arguments lie(String name, UnaryOperator<LabOcsp> change, String told) {
    return Arguments.of(name, change, told);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lies")
  void lieIsUnknownWithItsReason(String name, UnaryOperator<LabOcsp> change, String told) {
    ocsp(change);
    assertThat(cause(ask())).contains("OCSP " + responder.url("ocsp"), told, "HTTP status 404");
    assertThat(revocations.count(CellStatus.UNKNOWN)).isEqualTo(1);
  }

  @Test
  void failureIsNotTriedAgainAtOnce() {
    cause(ask());
    int hits = responder.hits("ocsp") + responder.hits("crl");
    for (int i = 0; i < 50; i++) {
      cause(ask());
    }
    assertThat(responder.hits("ocsp") + responder.hits("crl")).isEqualTo(hits);
  }

  @Test
  void slowResponderIsWaitedForWithinTheBudgetAndTheAnswerIsThereForTheNextPull() throws Exception {
    revocations.close();
    revocations = open(Duration.ofMillis(800));
    ocsp(response -> response);
    responder.slow(2_000);
    long start = System.nanoTime();
    assertThat(cause(ask())).isEqualTo("no answer within 800 ms");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(750));
    eventually(() -> revocations.count(CellStatus.GOOD) == 1);
    assertThat(ask()).isInstanceOf(RevocationStatus.Good.class);
    assertThat(responder.hits("ocsp")).isEqualTo(1);
  }

  @Test
  void manyWhoAskAtOnceCauseOneRequest() throws Exception {
    ocsp(response -> response);
    responder.slow(200);
    List<Thread> threads =
        Stream.generate(() -> Thread.startVirtualThread(this::ask)).limit(100).toList();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(ask()).isInstanceOf(RevocationStatus.Good.class);
    assertThat(responder.hits("ocsp")).isBetween(1, 2);
    assertThat(responder.hits("crl")).isBetween(1, 2);
  }

  @Test
  void oneListServesAllCertificatesOfItsIssuer() {
    responder.serve("crl", () -> LabCrl.of(CA, Instant.now()).der());
    for (int i = 0; i < 20; i++) {
      RevocationQuestion each = about(responder.leafWithList("leaf-" + i));
      assertThat(status(revocations.ask(List.of(each)), each))
          .isInstanceOf(RevocationStatus.Good.class);
    }
    assertThat(responder.hits("crl")).isEqualTo(1);
  }

  @Test
  void revokedCertificateTurnsAWatchWithinOneRefresh() throws Exception {
    responder.serve(
        "ocsp", () -> good().times(Instant.now(), Optional.of(Instant.now().plusSeconds(8))).der());
    RevocationAnswers answers = revocations.ask(List.of(question));
    RevocationWatch watch = revocations.watch(List.of(question), answers);
    assertThat(watch.holds(System.currentTimeMillis())).isTrue();
    ocsp(response -> response.revoked(Instant.now().minusSeconds(60), 1));
    eventually(() -> !watch.holds(System.currentTimeMillis()));
    assertThat(ask()).isInstanceOf(RevocationStatus.Revoked.class);
    assertThat(events).anyMatch(RevocationEvent.Enforced.class::isInstance);
  }

  @Test
  void answerIsRefreshedAheadOfItsEndSoThatAWatchHoldsOn() throws Exception {
    responder.serve(
        "ocsp", () -> good().times(Instant.now(), Optional.of(Instant.now().plusSeconds(4))).der());
    RevocationWatch watch =
        revocations.watch(List.of(question), revocations.ask(List.of(question)));
    long end = System.currentTimeMillis() + 7_000;
    while (System.currentTimeMillis() < end) {
      assertThat(watch.holds(System.currentTimeMillis())).isTrue();
      Thread.sleep(50);
    }
    assertThat(responder.hits("ocsp")).isBetween(3, 12);
  }

  @Test
  void withoutANewAnswerAWatchHoldsUntilTheEndOfTheOldOne() throws Exception {
    Instant end = Instant.now().plusSeconds(3);
    ocsp(response -> response.times(Instant.now(), Optional.of(end)));
    RevocationWatch watch =
        revocations.watch(List.of(question), revocations.ask(List.of(question)));
    responder.status("ocsp", 503);
    assertThat(watch.holds(end.minusSeconds(1).toEpochMilli())).isTrue();
    assertThat(watch.holds(end.plusMillis(1).toEpochMilli())).isFalse();
    eventually(() -> Instant.now().isAfter(end));
    assertThat(cause(ask())).contains("ran out at", "HTTP status 503");
  }

  @Test
  void staleGraceIsUsedCountedAndEnds() throws Exception {
    revocations.close();
    revocations = open(Duration.ofSeconds(30), Duration.ofSeconds(60));
    Instant end = Instant.now().plusSeconds(2);
    ocsp(response -> response.times(Instant.now(), Optional.of(end)));
    RevocationWatch watch =
        revocations.watch(List.of(question), revocations.ask(List.of(question)));
    responder.status("ocsp", 503);
    eventually(() -> Instant.now().isAfter(end.plusMillis(200)));
    assertThat(watch.holds(System.currentTimeMillis())).isTrue();
    assertThat(events).anyMatch(RevocationEvent.StaleUsed.class::isInstance);
    assertThat(ask()).isInstanceOf(RevocationStatus.Good.class);
    assertThat(watch.holds(end.plusSeconds(62).toEpochMilli())).isFalse();
  }

  @Test
  void revokedStaysThoughTheResponderChangesItsMindUntilItIsCleared() {
    ocsp(response -> response.revoked(Instant.now().minusSeconds(60), 1));
    assertThat(ask()).isInstanceOf(RevocationStatus.Revoked.class);
    ocsp(response -> response);
    assertThat(ask()).isInstanceOf(RevocationStatus.Revoked.class);
    assertThat(revocations.clear(question.key())).isTrue();
    assertThat(ask()).isInstanceOf(RevocationStatus.Good.class);
  }

  @Test
  void olderListIsNotTakenInPlaceOfANewerOne() throws Exception {
    Instant now = Instant.now();
    Instant soon = now.plusSeconds(3);
    responder.serve(
        "crl",
        () ->
            LabCrl.of(CA, now)
                .number(Optional.of(BigInteger.valueOf(9)))
                .nextUpdate(Optional.of(soon))
                .revoking(BigInteger.TEN, 1)
                .der());
    RevocationQuestion byList = about(responder.leafWithList("by-list"));
    assertThat(status(revocations.ask(List.of(byList)), byList))
        .isInstanceOf(RevocationStatus.Good.class);
    responder.serve(
        "crl", () -> LabCrl.of(CA, now).number(Optional.of(BigInteger.valueOf(8))).der());
    eventually(
        () ->
            revocations.report().getFirst().lastError().orElse("").contains("older than the list"));
    assertThat(events).contains(new RevocationEvent.Unusable(RevocationEvent.Kind.CRL));
  }

  @Test
  void deadHostIsLeftAloneAfterThreeFailures() {
    responder.reply("ocsp", exchange -> exchange.close());
    for (int i = 0; i < 8; i++) {
      RevocationQuestion each = about(responder.leafWithResponder("dead-" + i));
      cause(status(revocations.ask(List.of(each)), each));
    }
    assertThat(revocations.openBreakers()).isEqualTo(1);
    int hits = responder.hits("ocsp");
    RevocationQuestion another = about(responder.leafWithResponder("another"));
    assertThat(cause(status(revocations.ask(List.of(another)), another)))
        .contains("is left alone, having failed repeatedly");
    assertThat(responder.hits("ocsp")).isEqualTo(hits);
  }

  @Test
  void watchOfUnknownHoldsUntilItIsRevoked() throws Exception {
    RevocationAnswers answers = revocations.ask(List.of(question));
    cause(status(answers, question));
    RevocationWatch watch = revocations.watch(List.of(question), answers);
    assertThat(watch.holds(clock.millis())).isTrue();
    later = Duration.ofMinutes(1);
    ocsp(response -> response);
    assertThat(ask()).isInstanceOf(RevocationStatus.Good.class);
    assertThat(watch.holds(clock.millis())).isTrue();
    later = Duration.ofDays(3);
    ocsp(response -> response.revoked(Instant.now().minusSeconds(60), 1));
    eventually(() -> ask() instanceof RevocationStatus.Revoked);
    assertThat(watch.holds(clock.millis())).isFalse();
  }

  @Test
  void revocationBetweenTheAnswerAndTheWatchIsNotMissed() {
    ocsp(response -> response);
    RevocationAnswers answers = revocations.ask(List.of(question));
    later = Duration.ofDays(3);
    ocsp(response -> response.revoked(Instant.now().minusSeconds(60), 1));
    ask();
    assertThat(revocations.watch(List.of(question), answers).holds(clock.millis())).isFalse();
  }

  @Test
  void clearedCertificateIsAskedForAnewByWhateverRestsOnIt() {
    ocsp(response -> response);
    RevocationWatch watch =
        revocations.watch(List.of(question), revocations.ask(List.of(question)));
    revocations.clear(question.key());
    assertThat(watch.holds(clock.millis())).isFalse();
    assertThat(revocations.clear(question.key())).isFalse();
  }

  @Test
  void certificateOnHoldIsRevokedUntilItIsReleased() throws Exception {
    responder.serve(
        "ocsp",
        () ->
            good()
                .times(clock.instant(), Optional.of(clock.instant().plusSeconds(30)))
                .revoked(Instant.now().minusSeconds(60), 6)
                .der());
    assertThat(((RevocationStatus.Revoked) ask()).hold()).isTrue();
    assertThat(revocations.count(CellStatus.HOLD)).isEqualTo(1);
  }
}
