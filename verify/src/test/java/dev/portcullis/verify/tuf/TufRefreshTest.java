package dev.portcullis.verify.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Limits;
import dev.portcullis.verify.SignatureScheme;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.TufLab;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The workflow from the first root to the target, and what is refused on the way. */
class TufRefreshTest {
  private static final Bytes FIRST = Bytes.utf8("{\"first\":1}");
  private static final Bytes SECOND = Bytes.utf8("{\"second\":2}");

  private final TufLab lab = TufLab.of(FIRST);

  private TrustedMetadata refreshed() {
    return Refreshing.of(Refreshing.anchor(lab), lab).done();
  }

  private TufFailure failing(TrustedMetadata from) {
    return Refreshing.of(from, lab).failure();
  }

  @Test
  void targetIsFoundFromTheFirstRootOn() {
    Refreshing refreshing = Refreshing.of(Refreshing.anchor(lab), lab);

    assertThat(refreshing.done().target()).contains(FIRST);
    assertThat(refreshing.asked())
        .containsExactly(
            "2.root.json",
            "timestamp.json",
            "1.snapshot.json",
            "1.targets.json",
            "targets/" + Digest.sha256(FIRST).hex() + "." + TufLab.TARGET);
  }

  @Test
  void whatDidNotChangeIsNotAskedForAgain() {
    TrustedMetadata trusted = refreshed();
    lab.publishTimestamp();

    Refreshing again = Refreshing.of(trusted, lab);

    assertThat(again.done().target()).contains(FIRST);
    assertThat(again.asked()).containsExactly("2.root.json", "timestamp.json");
  }

  @Test
  void newTargetIsFoundThroughNewMetadata() {
    TrustedMetadata trusted = refreshed();
    lab.publish(SECOND);

    assertThat(Refreshing.of(trusted, lab).done().target()).contains(SECOND);
  }

  @Test
  void repositoryWithoutConsistentSnapshotsIsRead() {
    lab.consistent(false).publishRoot();
    lab.publish(SECOND);

    Refreshing refreshing = Refreshing.of(Refreshing.anchor(lab), lab);

    assertThat(refreshing.done().target()).contains(SECOND);
    assertThat(refreshing.asked())
        .endsWith("snapshot.json", "targets.json", "targets/" + TufLab.TARGET);
  }

  @Test
  void metadataWithoutLengthsAndHashesIsReadAsSigstoreWritesIt() {
    lab.announceHashes(false).publish(SECOND);

    assertThat(refreshed().target()).contains(SECOND);
  }

  @Test
  void filesLeadToTheSameBeliefAgainEvenLongAfter() {
    lab.publishRoot().publish(SECOND);
    TrustedMetadata trusted = refreshed();

    Refreshing again =
        Refreshing.of(
            Refreshing.anchor(lab),
            trusted.files(TufLab.TARGET),
            Refreshing.NOW.plusSeconds(3_000_000_000L),
            TufRefresh.Expiry.PASSED_OVER);

    assertThat(again.done().target()).contains(SECOND);
    assertThat(again.done().rootVersion()).isEqualTo(2);
  }

  @Test
  void keptFileThatWasChangedIsNotBelieved() {
    Map<String, Bytes> kept = new LinkedHashMap<>(refreshed().files(TufLab.TARGET));
    kept.replaceAll(
        (path, file) -> path.startsWith("targets/") ? Bytes.utf8("{\"first\":2}") : file);

    TufFailure failure =
        Refreshing.of(Refreshing.anchor(lab), kept, Refreshing.NOW, TufRefresh.Expiry.PASSED_OVER)
            .failure();

    assertThat(failure.code()).isEqualTo(TufFailure.Code.HASH);
  }

  @Test
  void timestampThatGoesBackIsRefused() {
    lab.publish(SECOND);
    TrustedMetadata trusted = refreshed();
    lab.put("timestamp.json", TufLab.of(FIRST).file("timestamp.json"));

    TufFailure failure = failing(trusted);

    assertThat(failure.code()).isEqualTo(TufFailure.Code.VERSION);
    assertThat(failure.message()).isEqualTo("timestamp.json goes back from version 2 to 1");
  }

  @Test
  void timestampThatGoesBackToAnOldSnapshotIsRefused() {
    lab.publish(SECOND);
    TrustedMetadata trusted = refreshed();
    lab.role("snapshot").version(0);
    lab.publishSnapshot().publishTimestamp();

    TufFailure failure = failing(trusted);

    assertThat(failure.code()).isEqualTo(TufFailure.Code.VERSION);
    assertThat(failure.message())
        .isEqualTo("timestamp.json goes back from version 2 of snapshot.json to 1");
  }

  @Test
  void snapshotThatGoesBackToOldTargetsIsRefused() {
    lab.publish(SECOND);
    TrustedMetadata trusted = refreshed();
    lab.role("targets").version(0);
    lab.publishTargets().publishSnapshot().publishTimestamp();

    TufFailure failure = failing(trusted);

    assertThat(failure.code()).isEqualTo(TufFailure.Code.VERSION);
    assertThat(failure.message())
        .isEqualTo("snapshot.json version 3 goes back from version 2 of targets.json to 1");
  }

  @Test
  void snapshotThatNoLongerListsAFileIsRefused() {
    Map<String, Object> meta = new LinkedHashMap<>();
    meta.put("targets.json", lab.announce("targets"));
    meta.put("delegated.json", Map.of("version", 4));
    lab.publishSnapshot(meta).publishTimestamp();
    TrustedMetadata trusted = refreshed();
    lab.publishSnapshot().publishTimestamp();

    TufFailure failure = failing(trusted);

    assertThat(failure.code()).isEqualTo(TufFailure.Code.VERSION);
    assertThat(failure.message())
        .isEqualTo("snapshot.json version 3 no longer lists delegated.json");
  }

  @Test
  void timestampOfTheSameVersionWithOtherContentChangesNothing() {
    TrustedMetadata trusted = refreshed();
    lab.publishTargets().publishSnapshot();
    lab.role("timestamp").version(0);
    lab.publishTimestamp();

    Refreshing again = Refreshing.of(trusted, lab);

    assertThat(again.done().target()).contains(FIRST);
    assertThat(again.asked()).containsExactly("2.root.json", "timestamp.json");
  }

  @Test
  void expiredMetadataIsRefusedWhicheverItIs() {
    for (String role : List.of("root", "timestamp", "snapshot", "targets")) {
      TufLab other = TufLab.of(FIRST);
      other.role(role).expires("2026-11-25T12:00:00Z");
      if (role.equals("root")) {
        other.publishRoot();
      }
      other.publish(SECOND);

      TufFailure failure = Refreshing.of(Refreshing.anchor(other), other).failure();

      assertThat(failure.code()).as(role).isEqualTo(TufFailure.Code.EXPIRED);
      assertThat(failure.message())
          .startsWith(role + ".json version 2 expired at 2026-11-25T12:00");
    }
  }

  @Test
  void repositoryThatIsHeldStillIsNoticedWhenItsTimestampExpires() {
    lab.role("timestamp").expires("2026-11-26T00:00:00Z");
    lab.publishTimestamp();
    TrustedMetadata trusted = refreshed();

    Refreshing later =
        Refreshing.of(
            trusted, lab.files(), Refreshing.NOW.plusSeconds(86_400), TufRefresh.Expiry.REFUSED);

    assertThat(later.failure().code()).isEqualTo(TufFailure.Code.EXPIRED);
    assertThat(later.trusted().target()).contains(FIRST);
  }

  @Test
  void announcedVersionHashAndLengthMustAllBeMet() {
    lab.publish(SECOND);
    Bytes snapshot = lab.file("2.snapshot.json");
    lab.put("2.snapshot.json", lab.file("1.snapshot.json"));
    assertThat(failing(Refreshing.anchor(lab)).code()).isEqualTo(TufFailure.Code.HASH);

    lab.put("2.snapshot.json", Bytes.utf8(snapshot.toUtf8() + "\n"));
    assertThat(failing(Refreshing.anchor(lab)).code()).isEqualTo(TufFailure.Code.LIMIT);

    lab.put("2.snapshot.json", snapshot.slice(0, snapshot.length() - 1));
    assertThat(failing(Refreshing.anchor(lab)).code()).isEqualTo(TufFailure.Code.LENGTH);
  }

  @Test
  void filesOfDifferentVersionsAreNotMixed() {
    lab.announceHashes(false).publish(SECOND);
    lab.put("2.targets.json", lab.file("1.targets.json"));

    TufFailure failure = failing(Refreshing.anchor(lab));

    assertThat(failure.code()).isEqualTo(TufFailure.Code.VERSION);
    assertThat(failure.message())
        .isEqualTo("targets.json was announced with version 2 and has version 1");

    lab.put("2.snapshot.json", lab.file("1.snapshot.json"));
    assertThat(failing(Refreshing.anchor(lab)).message())
        .isEqualTo("snapshot.json was announced with version 2 and has version 1");
  }

  @Test
  void targetOfAnotherContentOrLengthIsRefused() {
    String path = "targets/" + Digest.sha256(FIRST).hex() + "." + TufLab.TARGET;
    lab.put(path, Bytes.utf8("{\"first\":9}"));
    assertThat(failing(Refreshing.anchor(lab)).code()).isEqualTo(TufFailure.Code.HASH);

    lab.put(path, Bytes.utf8("{\"first\":1} "));
    assertThat(failing(Refreshing.anchor(lab)).code()).isEqualTo(TufFailure.Code.LIMIT);
  }

  @Test
  void endlessFileIsRefusedAtItsLimit() {
    TufRefresh refresh =
        TufRefresh.begin(
            Refreshing.anchor(lab), TufLab.TARGET, Refreshing.NOW, TufRefresh.Expiry.REFUSED);

    TufStep step = refresh.found(Bytes.wrap(new byte[Limits.TUF_ROOT_BYTES + 1]));

    assertThat(step)
        .isEqualTo(
            new TufStep.Failed(
                new TufFailure(TufFailure.Code.LIMIT, "2.root.json is longer than 524288 bytes")));
  }

  @Test
  void fileThatIsAnnouncedWithTooGreatALengthIsNotEvenAskedFor() {
    Map<String, Object> meta = new LinkedHashMap<>();
    Map<String, Object> said = lab.announce("targets");
    said.put("length", 1L << 40);
    meta.put("targets.json", said);
    lab.publishSnapshot(meta).publishTimestamp();

    Refreshing refreshing = Refreshing.of(Refreshing.anchor(lab), lab);

    assertThat(refreshing.failure().code()).isEqualTo(TufFailure.Code.LIMIT);
    assertThat(refreshing.asked()).endsWith("timestamp.json", "2.snapshot.json");
  }

  @Test
  void targetOfADelegatedRoleIsNotLookedForAndTheReasonSaysSo() {
    TufLab other = TufLab.of(FIRST);
    other.role("targets").version(1);
    Map<String, Object> delegations = Map.of("keys", Map.of(), "roles", List.of());
    other.files().keySet().removeIf(path -> path.startsWith("targets/"));
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("_type", "targets");
    body.put("spec_version", "1.0");
    body.put("version", 2);
    body.put("expires", TufLab.FAR);
    body.put("targets", Map.of());
    body.put("delegations", delegations);
    other.role("targets").version(2);
    other.put("2.targets.json", TufLab.sign(body, other.role("targets").keys()));
    other.publishSnapshot().publishTimestamp();

    TufFailure failure = Refreshing.of(Refreshing.anchor(other), other).failure();

    assertThat(failure.code()).isEqualTo(TufFailure.Code.ABSENT);
    assertThat(failure.message())
        .isEqualTo(
            "targets.json version 2 does not list trusted_root.json; it delegates to other roles,"
                + " which are not asked");
  }

  @Test
  void delegationsBesidesTheTargetDoNotMatter() {
    lab.publishTargets("delegations", Map.of("keys", Map.of(), "roles", List.of()))
        .publishSnapshot()
        .publishTimestamp();

    assertThat(refreshed().target()).contains(FIRST);
  }

  @Test
  void namesThatLeadOutOfTheRepositoryAreRefused() {
    for (String name :
        List.of("../trusted_root.json", "a/../../b", "/etc/passwd", "a\\b", "a//b", ".", "")) {
      TufLab other = TufLab.of(FIRST);
      other.list(name, SECOND).publishTargets().publishSnapshot().publishTimestamp();

      TufFailure failure = Refreshing.of(Refreshing.anchor(other), other).failure();

      assertThat(failure.code()).as(name).isEqualTo(TufFailure.Code.MALFORMED);
      assertThat(failure.message()).contains("is not the name of a file here");
      assertThatThrownBy(
              () ->
                  TufRefresh.begin(
                      Refreshing.anchor(other), name, Refreshing.NOW, TufRefresh.Expiry.REFUSED))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void targetInAFolderIsListedButNeverAskedFor() {
    lab.list("registry.example/keys.json", SECOND)
        .publishTargets()
        .publishSnapshot()
        .publishTimestamp();

    assertThat(refreshed().target()).contains(FIRST);
    assertThatThrownBy(
            () ->
                TufRefresh.begin(
                    Refreshing.anchor(lab),
                    "registry.example/keys.json",
                    Refreshing.NOW,
                    TufRefresh.Expiry.REFUSED))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void snapshotThatListsAPathIsRefused() {
    for (String name : List.of("../targets.json", "a/b.json", "x.txt")) {
      TufLab other = TufLab.of(FIRST);
      Map<String, Object> meta = new LinkedHashMap<>();
      meta.put("targets.json", other.announce("targets"));
      meta.put(name, Map.of("version", 1));
      other.publishSnapshot(meta).publishTimestamp();

      assertThat(Refreshing.of(Refreshing.anchor(other), other).failure().code())
          .as(name)
          .isEqualTo(TufFailure.Code.MALFORMED);
    }
  }

  @Test
  void missingFilesAreToldByName() {
    lab.files().remove("1.targets.json");

    assertThat(failing(Refreshing.anchor(lab)))
        .isEqualTo(new TufFailure(TufFailure.Code.ABSENT, "there is no 1.targets.json"));
  }

  @Test
  void keysOfEveryAcceptedKindSign() {
    lab.role("timestamp").keys(1, LabKey.ed25519("tuf/ed"));
    lab.role("snapshot").keys(1, LabKey.rsa("tuf/rsa").signingBy(SignatureScheme.RSA_PSS_SHA256));
    lab.publishRoot().publish(SECOND);

    assertThat(refreshed().target()).contains(SECOND);
  }
}
