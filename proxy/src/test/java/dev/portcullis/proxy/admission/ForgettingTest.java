package dev.portcullis.proxy.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is forgotten is forgotten, also while the disk takes nothing and no row finds room. */
class ForgettingTest {
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final int ROOM = 2;
  private static final String STANDING = "under the rule";

  private final Path folder;
  private final Connection other;
  private StateStore store;

  ForgettingTest(@TempDir Path folder) throws Exception {
    this.folder = folder;
    this.store = StateStore.open(folder, NOW, ROOM);
    this.other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("state.db"));
  }

  @AfterEach
  void close() throws Exception {
    other.close();
    store.close();
  }

  @Test
  void isHiddenAtOnceAndTakenOffTheDiskWhenTheQueueHasRoomAgain() throws Exception {
    ContentKey forgotten = saved("forgotten");
    ContentKey kept = saved("kept");
    stall();

    store.forget(forgotten);
    assertThat(store.verdict(forgotten)).isEmpty();
    assertThat(store.verdict(kept)).isPresent();

    goOn();
    await(() -> isStandingOnDisk(forgotten), false, "the row to be gone");
    store.close();
    store = StateStore.open(folder, NOW, ROOM);
    assertThat(isStanding(store.verdict(forgotten))).isFalse();
    assertThat(isStanding(store.verdict(kept))).isTrue();
  }

  @Test
  void isAdmittedAgainByALaterAdmission() throws Exception {
    ContentKey key = saved("again");
    stall();
    store.forget(key);
    goOn();
    await(() -> isStandingOnDisk(key), false, "the row to be gone");

    store.save(key, verdict());
    await(() -> isStanding(store.verdict(key)), true, "the later admission");
  }

  @Test
  void admissionThatWaitedBeforeIsForgottenToo() throws Exception {
    ContentKey key = saved("waits");
    lock();
    fill(() -> store.save(key, verdict()));

    store.forget(key);
    assertThat(store.verdict(key)).isEmpty();
    goOn();
    await(() -> isStandingOnDisk(key), false, "the row to be gone");
    await(() -> store.verdict(key).isPresent(), true, "what is on disk to be believed");
    assertThat(isStanding(store.verdict(key))).isFalse();
  }

  @Test
  void withoutAnyRoomEverythingIsForgotten() throws Exception {
    ContentKey kept = saved("kept");
    ContentKey last = saved("last");
    stall();

    int more = 0;
    while (more < 1_000 && store.verdict(kept).isPresent()) {
      store.forget(key("forgotten-" + more++));
    }
    assertThat(more).isGreaterThan(ROOM);
    assertThat(store.verdict(kept)).isEmpty();
    assertThat(store.verdict(last)).isEmpty();

    goOn();
    await(() -> isStandingOnDisk(last) || isStandingOnDisk(kept), false, "rows to be gone");
    store.save(kept, verdict());
    await(() -> isStanding(store.verdict(kept)), true, "the store to be believed again");
    assertThat(store.verdict(last)).isEmpty();
  }

  /** The writer waits for the lock, and no row finds room. */
  private void stall() throws SQLException {
    lock();
    fill(() -> store.save(key("parent"), new Edges.Edge(key("child").digest(), true), NOW));
  }

  private void lock() throws SQLException {
    try (Statement statement = other.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
    }
  }

  /** Saves until no row has found room for a while, so that the writer is at the lock. */
  private void fill(Runnable save) {
    for (int full = 0; full < 4; ) {
      long dropped = store.dropped();
      save.run();
      if (store.dropped() > dropped) {
        full++;
        LockSupport.parkNanos(20_000_000);
      }
    }
  }

  private void goOn() throws SQLException {
    try (Statement statement = other.createStatement()) {
      statement.execute("ROLLBACK");
    }
  }

  private ContentKey saved(String name) throws InterruptedException {
    ContentKey key = key(name);
    store.save(key, verdict());
    await(() -> isStanding(store.verdict(key)), true, name + " to be on disk");
    return key;
  }

  private boolean isStandingOnDisk(ContentKey key) {
    try (Statement statement = other.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT standing FROM verdict WHERE digest = '" + key.digest() + "'")) {
      return row.next() && row.getString(1).equals(STANDING);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isStanding(Optional<SavedVerdict> verdict) {
    return verdict.filter(found -> found.standing().equals(STANDING)).isPresent();
  }

  private static ContentKey key(String name) {
    return new ContentKey(Gate.APP, Digest.sha256(Bytes.utf8(name)));
  }

  private static SavedVerdict verdict() {
    return new SavedVerdict(
        "revision",
        STANDING,
        NOW,
        NOW.plusSeconds(60),
        "id",
        "rule",
        NOW.plusSeconds(60),
        Set.of(),
        Set.of("release"),
        Set.of(),
        Set.of(),
        List.of());
  }

  private static void await(BooleanSupplier condition, boolean wanted, String what)
      throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (condition.getAsBoolean() != wanted) {
      assertThat(System.nanoTime() < end).as("waited in vain for " + what).isTrue();
      Thread.sleep(20);
    }
  }
}
