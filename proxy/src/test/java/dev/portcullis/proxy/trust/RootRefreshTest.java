package dev.portcullis.proxy.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.TufLab;
import dev.portcullis.verify.tuf.TufFailure;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Refreshing over HTTP, and what is kept of it. */
class RootRefreshTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final Bytes FIRST = Bytes.utf8("{\"first\":1}");
  private static final Bytes SECOND = Bytes.utf8("{\"second\":2}");

  @TempDir private Path folder = Path.of("");
  private final TufLab lab = TufLab.of(FIRST);
  private final TufServer server = new TufServer(lab);
  private final TufFetcher fetcher = new TufFetcher(Duration.ofSeconds(5), Duration.ofSeconds(20));
  private final List<Boolean> outcomes = new ArrayList<>();
  private Instant now = NOW;

  @AfterEach
  void close() {
    fetcher.close();
    server.close();
  }

  private RootRefresh refresh() throws Exception {
    InstantSource clock = () -> now;
    return new RootRefresh(
        server.source(folder), fetcher, clock, (name, success) -> outcomes.add(success));
  }

  private Bytes published() throws Exception {
    return Bytes.wrap(Files.readAllBytes(server.source(folder).trustedRootFile()));
  }

  private Optional<Bytes> kept() throws Exception {
    return new RootFiles(server.source(folder)).load().trustedRoot();
  }

  @Test
  void rootIsFetchedVerifiedAndKept() throws Exception {
    RootRefresh refresh = refresh();
    assertThat(refresh.status().isHeld()).isFalse();

    refresh.refresh();

    assertThat(refresh.status())
        .isEqualTo(
            new RootStatus(
                "lab",
                true,
                1,
                Optional.of(NOW),
                Optional.of(Instant.parse(TufLab.FAR)),
                Optional.empty()));
    assertThat(published()).isEqualTo(FIRST);
    assertThat(kept()).contains(FIRST);
    assertThat(outcomes).containsExactly(true);
    try (var files = Files.list(folder)) {
      assertThat(files.map(each -> each.getFileName().toString()))
          .containsExactlyInAnyOrder("lab.tuf.json", "lab.trusted_root.json");
    }
  }

  @Test
  void newTrustedRootIsPublishedAndAnUnchangedOneLeavesTheFileAlone() throws Exception {
    RootRefresh refresh = refresh();
    refresh.refresh();
    Object before = Files.readAttributes(server.source(folder).trustedRootFile(), "fileKey");
    lab.publishTimestamp();
    refresh.refresh();
    assertThat((Object) Files.readAttributes(server.source(folder).trustedRootFile(), "fileKey"))
        .isEqualTo(before);

    lab.publish(SECOND);
    refresh.refresh();

    assertThat(published()).isEqualTo(SECOND);
    assertThat(kept()).contains(SECOND);
  }

  @Test
  void lastGoodRootOutlivesARestartWithoutNetworkAndItsExpiry() throws Exception {
    lab.role("timestamp").expires("2026-11-26T00:00:00Z");
    lab.publishTimestamp();
    refresh().refresh();
    server.status(500);
    now = NOW.plus(Duration.ofDays(30));

    RootRefresh later = refresh();
    assertThat(later.status().isHeld()).isTrue();
    later.refresh();

    assertThat(later.status().problem().orElseThrow()).endsWith("answers with status 500");
    assertThat(later.status().isHeld()).isTrue();
    assertThat(kept()).contains(FIRST);
    assertThat(outcomes).containsExactly(true, false);
  }

  @Test
  void keptFilesThatSomebodyChangedAreFetchedAnew() throws Exception {
    refresh().refresh();
    Path file = server.source(folder).metadataFile();
    Files.writeString(file, Files.readString(file).replace("\"good\":{", "\"good\":{\"x\":1,"));
    assertThat(kept()).isEmpty();
    refresh().refresh();
    assertThat(kept()).contains(FIRST);

    TufLab forged = TufLab.of(SECOND);
    forged.role("targets").keys(1, LabKey.p256("forger"));
    forged.publish(SECOND);
    KeptRoot honest = new RootFiles(server.source(folder)).load();
    String other = Base64.getEncoder().encodeToString(forged.file("2.targets.json").toByteArray());
    String changed =
        honest
            .encode()
            .toUtf8()
            .replaceAll("\"1.targets.json\":\"[^\"]*\"", "\"1.targets.json\":\"" + other + "\"");
    Files.writeString(file, changed);

    assertThat(kept()).isEmpty();
  }

  @Test
  void versionsThatWereSeenStayTheFloorAfterARestart() throws Exception {
    Bytes old = lab.file("timestamp.json");
    lab.publish(SECOND);
    refresh().refresh();
    lab.put("timestamp.json", old);

    RootRefresh restarted = refresh();
    restarted.refresh();

    assertThat(restarted.status().problem())
        .contains("timestamp.json goes back from version 2 to 1");
    assertThat(kept()).contains(SECOND);
  }

  @Test
  void versionsOfARefreshThatFailedHalfwayStayTheFloorToo() throws Exception {
    Bytes old = lab.file("timestamp.json");
    refresh().refresh();
    lab.publish(SECOND);
    Bytes snapshot = lab.file("2.snapshot.json");
    Bytes timestamp = lab.file("timestamp.json");
    lab.files().remove("2.snapshot.json");
    refresh().refresh();
    assertThat(kept()).contains(FIRST);

    lab.put("timestamp.json", old);
    RootRefresh restarted = refresh();
    restarted.refresh();
    assertThat(restarted.status().problem())
        .contains("timestamp.json goes back from version 2 to 1");

    lab.put("timestamp.json", timestamp).put("2.snapshot.json", snapshot);
    refresh().refresh();
    assertThat(kept()).contains(SECOND);
  }

  @Test
  void snapshotBeforeAHalfFailedRefreshStaysTheFloorAfterARestart() throws Exception {
    RootRefresh refresh = refresh();
    refresh.refresh();
    lab.publish(SECOND);
    Bytes targets = lab.file("2.targets.json");
    lab.files().remove("2.targets.json");
    refresh.refresh();
    lab.put("2.targets.json", targets).publishSnapshot().publishTimestamp();
    lab.files().remove("3.snapshot.json");
    refresh.refresh();
    assertThat(refresh.status().problem().orElseThrow()).contains("3.snapshot.json");

    lab.publishSnapshot(Map.of("targets.json", Map.of("version", 1))).publishTimestamp();
    RootRefresh restarted = refresh();
    restarted.refresh();

    assertThat(restarted.status().problem())
        .contains("snapshot.json version 4 goes back from version 2 of targets.json to 1");
    lab.publishSnapshot().publishTimestamp();
    restarted.refresh();
    assertThat(kept()).contains(SECOND);
  }

  @Test
  void keptSnapshotThatNobodySignedIsNoFloor() throws Exception {
    refresh().refresh();
    TufLab forged = TufLab.of(SECOND);
    forged.role("snapshot").keys(1, LabKey.p256("forger")).version(8);
    forged.publish(SECOND);
    Path file = server.source(folder).metadataFile();
    String other = Base64.getEncoder().encodeToString(forged.file("9.snapshot.json").toByteArray());
    Files.writeString(
        file,
        Files.readString(file)
            .replace("\"seen\":{", "\"seen\":{\"9.snapshot.json\":\"" + other + "\","));
    lab.publish(SECOND);
    RootRefresh restarted = refresh();

    restarted.refresh();

    assertThat(restarted.status().problem()).isEmpty();
    assertThat(kept()).contains(SECOND);
  }

  @Test
  void lastGoodRootStaysWhenItsKeysWereExchangedAndTheRestIsMissing() throws Exception {
    refresh().refresh();
    lab.role("targets").keys(1, LabKey.p256("fresh"));
    lab.publishRoot();
    RootRefresh after = refresh();

    after.refresh();

    assertThat(after.status().problem().orElseThrow()).startsWith("targets.json version 1 has 0");
    assertThat(after.status().rootVersion()).isEqualTo(2);
    assertThat(kept()).contains(FIRST);
    assertThat(refresh().status().rootVersion()).isEqualTo(2);
  }

  @Test
  void endlessFileIsNotReadBeyondItsLimit() throws Exception {
    server.endless("2.root.json");
    RootRefresh refresh = refresh();

    refresh.refresh();

    assertThat(refresh.status().problem()).contains("2.root.json is longer than 524288 bytes");
  }

  @Test
  void redirectIsNotFollowed() throws Exception {
    server.redirected("timestamp.json");
    RootRefresh refresh = refresh();

    refresh.refresh();

    assertThat(refresh.status().problem().orElseThrow()).endsWith("answers with status 302");
    assertThat(server.asked()).containsExactly("2.root.json", "timestamp.json");
  }

  @Test
  void linkLocalAndMetadataAddressesAreNotConnectedTo() throws Exception {
    for (String host : List.of("169.254.169.254", "[fd00:ec2::254]", "0.0.0.0")) {
      TufSource source =
          new TufSource(
              "lab", URI.create("http://" + host + "/tuf"), lab.file("1.root.json"), folder);

      TufFetcher.Outcome outcome =
          fetcher.refresh(source, KeptRoot.nothing(source.root()).seen(), NOW);

      assertThat(outcome.problem().orElseThrow())
          .as(host)
          .contains("has no address that may be connected to");
    }
  }

  @Test
  void refusalSaysWhichCheckFailed() throws Exception {
    lab.put("timestamp.json", Bytes.utf8("{}"));

    TufFetcher.Outcome outcome =
        fetcher.refresh(
            server.source(folder), KeptRoot.nothing(lab.file("1.root.json")).seen(), NOW);

    assertThat(outcome.refused()).contains(TufFailure.Code.MALFORMED);
    assertThat(outcome.problem()).contains("timestamp.json: 'signatures' is missing");
  }

  @Test
  void silentServerIsGivenUp() throws Exception {
    try (TufFetcher impatient = new TufFetcher(Duration.ofMillis(200), Duration.ofSeconds(1));
        ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      TufSource source =
          new TufSource(
              "lab",
              URI.create("http://127.0.0.1:" + silent.getLocalPort()),
              lab.file("1.root.json"),
              folder);

      TufFetcher.Outcome outcome =
          impatient.refresh(source, KeptRoot.nothing(source.root()).seen(), NOW);

      assertThat(outcome.problem().orElseThrow()).startsWith("no answer in time from http://");
    }
  }
}
