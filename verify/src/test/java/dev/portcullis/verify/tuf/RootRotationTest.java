package dev.portcullis.verify.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.TufLab;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How one root leads to the next, and whose signatures count. */
class RootRotationTest {
  private static final Bytes FIRST = Bytes.utf8("{\"first\":1}");
  private static final Bytes SECOND = Bytes.utf8("{\"second\":2}");
  private static final LabKey A = TufLab.key("root-a");
  private static final LabKey B = TufLab.key("root-b");
  private static final LabKey X = TufLab.key("root-x");
  private static final LabKey Y = TufLab.key("root-y");

  private final TufLab lab = TufLab.of(FIRST);

  private Refreshing refreshing() {
    return Refreshing.of(Refreshing.anchor(lab), lab);
  }

  @Test
  void chainOfThirtyRootsIsWalkedWithAllKeysExchangedOnTheWay() {
    for (int i = 0; i < 30; i++) {
      LabKey[] old = lab.role("root").keys().toArray(LabKey[]::new);
      lab.role("root").keys(2, TufLab.key("r" + i), TufLab.key("s" + i), TufLab.key("t" + i));
      lab.publishRoot(old);
    }

    TrustedMetadata done = refreshing().done();

    assertThat(done.rootVersion()).isEqualTo(31);
    assertThat(done.target()).contains(FIRST);
  }

  @Test
  void expiredRootOnTheWayDoesNotMatter() {
    lab.role("root").expires("2020-01-01T00:00:00Z");
    lab.publishRoot();
    lab.role("root").expires(TufLab.FAR);
    lab.publishRoot();

    assertThat(refreshing().done().rootVersion()).isEqualTo(3);
  }

  @Test
  void rootThatOnlyTheNewKeysSignIsRefused() {
    lab.role("root").keys(2, X, Y);
    lab.publishRoot();

    Refreshing refreshing = refreshing();

    assertThat(refreshing.failure().code()).isEqualTo(TufFailure.Code.SIGNATURES);
    assertThat(refreshing.failure().message())
        .isEqualTo(
            "root.json version 2 has 0 valid signatures by the keys of root.json version 1, and 2"
                + " are needed");
    assertThat(refreshing.trusted().rootVersion()).isEqualTo(1);
  }

  @Test
  void rootThatOnlyTheOldKeysSignIsRefused() {
    lab.role("root").keys(2, X, Y);
    lab.put("2.root.json", TufLab.sign(lab.rootBody(), List.of(A, B)));

    assertThat(refreshing().failure().message())
        .isEqualTo(
            "root.json version 2 has 0 valid signatures by the keys of root.json version 2, and 2"
                + " are needed");
  }

  @Test
  void keyThatSignsTwiceCountsOnce() {
    Map<String, Object> body = lab.rootBody();
    Object once = TufLab.signature(TufLab.keyId(A), A, body);
    Object again = TufLab.signature(TufLab.keyId(A), A, body);
    lab.put("2.root.json", TufLab.envelope(body, List.of(once, again)));

    assertThat(refreshing().failure().message()).contains("has 1 valid signatures");
  }

  @Test
  void keyWithTwoIdentifiersCountsOnce() throws MalformedException {
    Map<String, Object> body = withSecondIdentifier();
    List<Object> signatures = new ArrayList<>();
    signatures.add(TufLab.signature(TufLab.keyId(A), A, body));
    signatures.add(TufLab.signature("another-name-of-a", A, body));

    assertThatThrownBy(() -> TrustedMetadata.anchoredIn(TufLab.envelope(body, signatures)))
        .isInstanceOf(MalformedException.class)
        .hasMessage(
            "root.json version 2 has 1 valid signatures by the keys of root.json version 2, and 2"
                + " are needed");
    signatures.add(TufLab.signature(TufLab.keyId(B), B, body));
    assertThat(TrustedMetadata.anchoredIn(TufLab.envelope(body, signatures)).rootVersion())
        .isEqualTo(2);
  }

  private Map<String, Object> withSecondIdentifier() {
    Map<String, Object> body = lab.rootBody();
    Map<String, Object> keys = TufLab.in(body, "keys");
    keys.put("another-name-of-a", TufLab.in(keys, TufLab.keyId(A)));
    Map<String, Object> root = TufLab.in(TufLab.in(body, "roles"), "root");
    root.put("keyids", List.of(TufLab.keyId(A), TufLab.keyId(B), "another-name-of-a"));
    return body;
  }

  @Test
  void signatureUnderTheNameOfAnotherKeyDoesNotCount() {
    Map<String, Object> body = lab.rootBody();
    lab.put(
        "2.root.json",
        TufLab.envelope(
            body,
            List.of(
                TufLab.signature(TufLab.keyId(A), A, body),
                TufLab.signature(TufLab.keyId(B), A, body))));

    assertThat(refreshing().failure().message()).contains("has 1 valid signatures");
  }

  @Test
  void emptySignatureOfSomeoneWhoHasNotSignedYetIsPassedOver() {
    Map<String, Object> body = lab.rootBody();
    lab.put(
        "2.root.json",
        TufLab.envelope(
            body,
            List.of(
                Map.of("keyid", TufLab.keyId(TufLab.key("root-c")), "sig", ""),
                TufLab.signature(TufLab.keyId(A), A, body),
                TufLab.signature(TufLab.keyId(B), B, body))));

    assertThat(refreshing().done().rootVersion()).isEqualTo(2);
  }

  @Test
  void rootThatSkipsOrRepeatsAVersionIsRefused() {
    lab.role("root").version(2);
    lab.publishRoot();
    lab.put("2.root.json", lab.file("3.root.json"));
    assertThat(refreshing().failure().message())
        .isEqualTo("the root after version 1 says that it is version 3");

    lab.put("2.root.json", lab.file("1.root.json"));
    assertThat(refreshing().failure())
        .isEqualTo(
            new TufFailure(
                TufFailure.Code.VERSION, "the root after version 1 says that it is version 1"));
  }

  @Test
  void metadataSignedByReplacedKeysIsRefused() {
    lab.role("targets").keys(1, X);
    lab.publishRoot();

    assertThat(refreshing().failure().message())
        .isEqualTo(
            "targets.json version 1 has 0 valid signatures by the keys of root.json version 2, and"
                + " 1 are needed");
  }

  @Test
  void heldTargetsAreNotKeptUnderReplacedKeys() {
    TrustedMetadata trusted = refreshing().done();
    lab.role("targets").keys(1, X);
    lab.publishRoot();

    Refreshing again = Refreshing.of(trusted, lab);

    assertThat(again.asked()).contains("1.targets.json");
    assertThat(again.failure().code()).isEqualTo(TufFailure.Code.SIGNATURES);
  }

  @Test
  void versionsThatRanAwayAreRecoveredByNewKeys() {
    lab.role("timestamp").version(1_000_000);
    lab.role("snapshot").version(1_000_000);
    lab.publishSnapshot().publishTimestamp();
    TrustedMetadata trusted = refreshing().done();

    lab.role("timestamp").version(1);
    lab.role("snapshot").version(1);
    lab.publish(SECOND);
    assertThat(Refreshing.of(trusted, lab).failure().code()).isEqualTo(TufFailure.Code.VERSION);

    lab.role("timestamp").keys(1, X);
    lab.publishRoot();
    lab.role("timestamp").version(1);
    lab.publishTimestamp();

    assertThat(Refreshing.of(trusted, lab).done().target()).contains(SECOND);
  }

  @Test
  void recoveryAlsoWorksWhenTheNewRootWasSeenBeforeTheRestWas() {
    lab.role("timestamp").version(1_000_000);
    lab.publishTimestamp();
    TrustedMetadata trusted = refreshing().done();
    lab.role("timestamp").keys(1, X);
    lab.publishRoot();
    lab.files().remove("timestamp.json");
    Refreshing interrupted = Refreshing.of(trusted, lab);
    assertThat(interrupted.failure().code()).isEqualTo(TufFailure.Code.ABSENT);

    lab.role("timestamp").version(1);
    lab.publishTimestamp();

    assertThat(Refreshing.of(interrupted.trusted(), lab).done().target()).contains(FIRST);
  }

  @Test
  void rootsWithoutEndAreRefusedAndTheNextRefreshGoesOn() {
    for (int i = 0; i < 256; i++) {
      lab.publishRoot();
    }

    Refreshing first = refreshing();

    assertThat(first.failure().code()).isEqualTo(TufFailure.Code.LIMIT);
    assertThat(Refreshing.of(first.trusted(), lab).done().rootVersion()).isEqualTo(257);
  }

  @Test
  void anchorThatItsOwnKeysDoNotSignIsRefused() {
    Bytes unsigned = TufLab.sign(lab.rootBody(), List.of(A));

    assertThatThrownBy(() -> TrustedMetadata.anchoredIn(unsigned))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("has 1 valid signatures");
  }
}
