package dev.portcullis.verify.sigstore;

import static dev.portcullis.verify.sigstore.KeylessCase.IMAGE;
import static dev.portcullis.verify.sigstore.KeylessCase.SIGSTORE;
import static dev.portcullis.verify.sigstore.KeylessCase.assertRefused;
import static dev.portcullis.verify.sigstore.KeylessCase.assertVerified;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.lab.LabIdentity;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabLog;
import dev.portcullis.verify.lab.LabSigstore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Embedded SCTs (sigstore spec notes, 2.4). */
class SctTest {
  private static final LabLog STRANGER =
      new LabLog("ctfe.stranger.test", LabKey.p256("stranger ct"), false);

  private static Candidate candidate(LabIdentity identity) {
    return identity.signer(LabSigstore.TIME).sign(IMAGE.digest()).candidate();
  }

  @Test
  void aCertificateWithoutAnSctIsRefused() {
    assertRefused(
        candidate(SIGSTORE.identity().withoutSct()), Code.SCT, "too few certificate logs");
  }

  @Test
  void anSctOfAnUnknownLogProvesNothing() {
    assertRefused(
        candidate(SIGSTORE.identity().sctBy(STRANGER)), Code.SCT, "too few certificate logs");
  }

  @Test
  void anSctOfAnUnknownLogBesideAGoodOneIsPassedOver() {
    assertVerified(candidate(SIGSTORE.identity().sctFirst(unknownSct())));
  }

  private static Bytes unknownSct() {
    byte[] sct = new byte[1 + 32 + 8 + 2 + 4 + 1];
    sct[43] = 4;
    sct[44] = 3;
    sct[46] = 1;
    return Bytes.wrap(sct);
  }

  @Test
  void anSctSignedByAnotherKeyIsRefused() {
    assertRefused(
        candidate(SIGSTORE.identity().sctSignedWith(STRANGER.key())),
        Code.SCT,
        "not signed by its log");
  }

  @Test
  void theSignatureCoversTheExtensions() {
    assertVerified(candidate(SIGSTORE.identity().sctExtensions(Bytes.utf8("tile 7"))));
    assertRefused(
        candidate(
            SIGSTORE
                .identity()
                .sctExtensions(Bytes.utf8("tile 7"))
                .sctList(list -> swapped(list, "tile 7", "tile 8"))),
        Code.SCT,
        "not signed by its log");
  }

  private static Bytes swapped(Bytes list, String from, String to) {
    String text = new String(list.toByteArray(), StandardCharsets.ISO_8859_1);
    assertThat(text).contains(from);
    return Bytes.wrap(text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void anSctFromOutsideTheValidityOfItsLogIsRefused() {
    Instant end = LabSigstore.TIME;
    SigstoreRoot ends =
        SIGSTORE
            .trustedRoot()
            .with("ctlogs.0.publicKey.validFor.end", end.toString())
            .parse("lab", Thresholds.PUBLIC);

    assertVerified(candidate(SIGSTORE.identity().sctTime(end)), ends);
    assertRefused(
        candidate(SIGSTORE.identity().sctTime(end.plusMillis(1))),
        Code.SCT,
        "outside the validity of its log",
        ends);
    assertRefused(
        candidate(SIGSTORE.identity().sctTime(Instant.parse("2023-12-31T23:59:59Z"))),
        Code.SCT,
        "outside the validity of its log");
  }

  @Test
  void twoSctsOfOneLogAreOneParty() {
    SigstoreRoot demanding =
        SIGSTORE
            .trustedRoot()
            .with("ctlogs", List.of(SIGSTORE.ctLog().trusted(), STRANGER.trusted()))
            .parse("lab", new Thresholds(1, 2, 0));

    assertVerified(candidate(SIGSTORE.identity()));
    assertRefused(candidate(SIGSTORE.identity()), Code.SCT, "too few certificate logs", demanding);
  }

  @Test
  void aMalformedListIsRefused() {
    String reason = "SCTs cannot be read";
    for (Bytes list :
        List.of(
            Bytes.empty(),
            Bytes.wrap(new byte[] {0, 0}),
            Bytes.wrap(new byte[] {0, 1, 0}),
            Bytes.wrap(new byte[] {0, 2, 0, 0}),
            Bytes.wrap(new byte[] {0, 3, 0, 1, 1}))) {
      assertRefused(candidate(SIGSTORE.identity().sctList(right -> list)), Code.SCT, reason);
    }
    assertRefused(
        candidate(SIGSTORE.identity().sctList(list -> list.slice(0, list.length() - 1))),
        Code.SCT,
        reason);
  }

  @Test
  void moreSctsThanTheLimitAreRefused() {
    LabIdentity identity = SIGSTORE.identity();
    for (int i = 0; i < 32; i++) {
      identity.sctFirst(unknownSct());
    }

    assertRefused(candidate(identity), Code.LIMIT, "more than 32 SCTs");
  }
}
