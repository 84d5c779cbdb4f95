package dev.portcullis.verify.tuf;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import java.time.Instant;

/**
 * The detailed client workflow (TUF specification, section 5), as a conversation: it asks for a
 * file, is given its content or told that there is none, and comes to the next step. It fetches
 * nothing itself, and the time is the one at which it began (5.1). For one thread.
 */
public final class TufRefresh {
  private final String target;
  private final Instant start;
  private final Expiry expiry;
  private final long firstRoot;
  private TrustedMetadata trusted;
  private Phase phase = Phase.ROOT;
  private TufStep step;

  /** What is made of files whose time is over. */
  public enum Expiry {
    /** They are refused: for files that somebody has just sent. */
    REFUSED,
    /** They are taken: for files that were verified in time and kept since. */
    PASSED_OVER
  }

  private enum Phase {
    ROOT,
    TIMESTAMP,
    SNAPSHOT,
    TARGETS,
    TARGET
  }

  private TufRefresh(TrustedMetadata trusted, String target, Instant start, Expiry expiry) {
    this.trusted = trusted;
    this.firstRoot = trusted.rootVersion();
    this.target = target;
    this.start = start;
    this.expiry = expiry;
    this.step = askRoot();
  }

  /**
   * Begins.
   *
   * @param trusted what is believed so far
   * @param target the name of the file that is wanted: one plain segment of an address
   * @param start the time by which everything is judged
   * @throws IllegalArgumentException if the name is anything else
   */
  public static TufRefresh begin(
      TrustedMetadata trusted, String target, Instant start, Expiry expiry) {
    if (!FileName.isPlain(target)) {
      throw new IllegalArgumentException("'" + target + "' is not a plain file name");
    }
    return new TufRefresh(trusted, target, start, expiry);
  }

  /** Where it stands. */
  public TufStep step() {
    return step;
  }

  /**
   * What is believed so far: every file that passed its checks, up to the one that is asked for.
   */
  public TrustedMetadata trusted() {
    return trusted;
  }

  /**
   * Goes on with the file that was asked for.
   *
   * @throws IllegalStateException if none is asked for
   */
  public TufStep found(Bytes content) {
    TufStep.Ask ask = asked();
    if (content.length() > ask.limit()) {
      step =
          failed(TufFailure.Code.LIMIT, ask.path() + " is longer than " + ask.limit() + " bytes");
      return step;
    }
    try {
      step =
          switch (phase) {
            case ROOT -> root(content);
            case TIMESTAMP -> timestamp(content);
            case SNAPSHOT -> snapshot(ask.path(), content);
            case TARGETS -> targets(ask.path(), content);
            case TARGET -> target(ask.path(), content);
          };
    } catch (MalformedException e) {
      step = new TufStep.Failed(TufFailure.of(ask.path(), e));
    } catch (TufException e) {
      step = new TufStep.Failed(e.failure());
    }
    return step;
  }

  /**
   * Goes on although the repository has no such file, which is how the newest root is known.
   *
   * @throws IllegalStateException if none is asked for
   */
  public TufStep absent() {
    TufStep.Ask ask = asked();
    try {
      step =
          phase == Phase.ROOT
              ? afterRoots()
              : failed(TufFailure.Code.ABSENT, "there is no " + ask.path());
    } catch (TufException e) {
      step = new TufStep.Failed(e.failure());
    }
    return step;
  }

  private TufStep.Ask asked() {
    if (step instanceof TufStep.Ask ask) {
      return ask;
    }
    throw new IllegalStateException("nothing is asked for");
  }

  private static TufStep failed(TufFailure.Code code, String message) {
    return new TufStep.Failed(new TufFailure(code, message));
  }

  /** 5.3.2 and 5.3.3. */
  private TufStep askRoot() {
    return new TufStep.Ask(Paths.root(trusted.rootVersion() + 1), TufRole.ROOT.limit());
  }

  /** 5.3.4 to 5.3.9 and 5.3.11; that an intermediate root has expired does not matter. */
  private TufStep root(Bytes content) throws MalformedException, TufException {
    RootMetadata next = RootMetadata.parse(content);
    trusted.root().requireSigned(next.metadata());
    next.requireSigned(next.metadata());
    if (next.version() != trusted.rootVersion() + 1) {
      throw new TufException(
          TufFailure.Code.VERSION,
          "the root after version %d says that it is version %d"
              .formatted(trusted.rootVersion(), next.version()));
    }
    trusted = trusted.with(next);
    if (next.version() - firstRoot == Limits.TUF_ROTATIONS) {
      return failed(
          TufFailure.Code.LIMIT,
          "there are more than %d new roots; the next refresh goes on from version %d"
              .formatted(Limits.TUF_ROTATIONS, next.version()));
    }
    return askRoot();
  }

  /** 5.3.10. */
  private TufStep afterRoots() throws TufException {
    requireCurrent(trusted.root().metadata());
    phase = Phase.TIMESTAMP;
    return new TufStep.Ask(Paths.timestamp(), TufRole.TIMESTAMP.limit());
  }

  /** 5.4. */
  private TufStep timestamp(Bytes content) throws MalformedException, TufException {
    TimestampMetadata next = TimestampMetadata.parse(content);
    trusted.root().requireSigned(next.metadata());
    TimestampMetadata known = trusted.timestamp().orElse(next);
    if (next.version() < known.version()) {
      throw new TufException(
          TufFailure.Code.VERSION,
          "timestamp.json goes back from version %d to %d"
              .formatted(known.version(), next.version()));
    }
    if (next.snapshot().version() < known.snapshot().version()) {
      throw new TufException(
          TufFailure.Code.VERSION,
          "timestamp.json goes back from version %d of snapshot.json to %d"
              .formatted(known.snapshot().version(), next.snapshot().version()));
    }
    // An equal version is the same file again, whatever is in it (5.4.3.1).
    TimestampMetadata current = next.version() == known.version() ? known : next;
    requireCurrent(current.metadata());
    trusted = trusted.with(current);
    phase = Phase.SNAPSHOT;
    Announced announced = current.snapshot();
    return trusted.snapshot().filter(held -> holds(held.metadata(), announced)).isPresent()
        ? afterSnapshot()
        : ask(TufRole.SNAPSHOT, announced);
  }

  /** 5.5. */
  private TufStep snapshot(String path, Bytes content) throws MalformedException, TufException {
    Announced announced = trusted.timestamp().orElseThrow().snapshot();
    announced.file().require(path, content);
    SnapshotMetadata next = SnapshotMetadata.parse(content);
    requireAnnounced(next.metadata(), announced);
    if (trusted.snapshot().isPresent()) {
      trusted.snapshot().get().requireNoneOlder(next);
    }
    requireCurrent(next.metadata());
    trusted = trusted.with(next);
    return afterSnapshot();
  }

  private TufStep afterSnapshot() throws TufException {
    SnapshotMetadata snapshot = trusted.snapshot().orElseThrow();
    requireCurrent(snapshot.metadata());
    phase = Phase.TARGETS;
    Announced announced = snapshot.targets();
    return trusted.targets().filter(held -> holds(held.metadata(), announced)).isPresent()
        ? afterTargets()
        : ask(TufRole.TARGETS, announced);
  }

  /** 5.6. */
  private TufStep targets(String path, Bytes content) throws MalformedException, TufException {
    Announced announced = trusted.snapshot().orElseThrow().targets();
    announced.file().require(path, content);
    TargetsMetadata next = TargetsMetadata.parse(content);
    requireAnnounced(next.metadata(), announced);
    requireCurrent(next.metadata());
    trusted = trusted.with(next);
    return afterTargets();
  }

  private TufStep afterTargets() throws TufException {
    TargetsMetadata targets = trusted.targets().orElseThrow();
    requireCurrent(targets.metadata());
    phase = Phase.TARGET;
    FileDescription described = targets.require(target);
    if (trusted.target().filter(held -> matches(described, held)).isPresent()) {
      return new TufStep.Done(trusted);
    }
    requireWithin(target, described, Limits.TRUSTED_ROOT_BYTES);
    return new TufStep.Ask(
        Paths.target(trusted.root(), target, described),
        described.limit(Limits.TRUSTED_ROOT_BYTES));
  }

  /** 5.7. */
  private TufStep target(String path, Bytes content) throws TufException {
    trusted.targets().orElseThrow().require(target).require(path, content);
    trusted = trusted.with(content);
    return new TufStep.Done(trusted);
  }

  private TufStep ask(TufRole role, Announced announced) throws TufException {
    requireWithin(role.fileName(), announced.file(), role.limit());
    return new TufStep.Ask(
        Paths.of(trusted.root(), role, announced.version()), announced.file().limit(role.limit()));
  }

  private static void requireWithin(String name, FileDescription described, int most)
      throws TufException {
    if (described.length().orElse(0) > most) {
      throw new TufException(
          TufFailure.Code.LIMIT,
          "%s is announced with %d bytes, and the limit is %d"
              .formatted(name, described.length().orElse(0), most));
    }
  }

  private void requireAnnounced(SignedMetadata next, Announced announced) throws TufException {
    trusted.root().requireSigned(next);
    if (next.version() != announced.version()) {
      throw new TufException(
          TufFailure.Code.VERSION,
          "%s was announced with version %d and has version %d"
              .formatted(next.role().fileName(), announced.version(), next.version()));
    }
  }

  /** Whether what is held is what was announced, under the keys that count now. */
  private boolean holds(SignedMetadata held, Announced announced) {
    try {
      requireAnnounced(held, announced);
      announced.file().require(held.name(), held.raw());
      return true;
    } catch (TufException notTheSame) {
      return false;
    }
  }

  private static boolean matches(FileDescription described, Bytes held) {
    try {
      described.require("the target", held);
      return true;
    } catch (TufException notTheSame) {
      return false;
    }
  }

  private void requireCurrent(SignedMetadata file) throws TufException {
    if (expiry == Expiry.REFUSED) {
      file.requireCurrent(start);
    }
  }
}
