package dev.portcullis.verify.tuf;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a client of a repository believes: every version of the root from the one it was given on,
 * and the newest verified file of each other role. Each came through {@link TufRefresh}, with its
 * signatures. Immutable and thread-safe.
 */
public final class TrustedMetadata {
  private final List<RootMetadata> roots;
  private final Optional<TimestampMetadata> timestamp;
  private final Optional<SnapshotMetadata> snapshot;
  private final Optional<TargetsMetadata> targets;
  private final Optional<Bytes> target;

  private TrustedMetadata(
      List<RootMetadata> roots,
      Optional<TimestampMetadata> timestamp,
      Optional<SnapshotMetadata> snapshot,
      Optional<TargetsMetadata> targets,
      Optional<Bytes> target) {
    this.roots = List.copyOf(roots);
    this.timestamp = timestamp;
    this.snapshot = snapshot;
    this.targets = targets;
    this.target = target;
  }

  /**
   * Trust in one version of the root, which the owner of this program has chosen, and in nothing
   * else yet (TUF specification 5.2). It may have expired: a newer one is looked for.
   *
   * @throws MalformedException if it is not a root, or not signed by its own keys
   */
  public static TrustedMetadata anchoredIn(Bytes rootFile) throws MalformedException {
    RootMetadata root = RootMetadata.parse(rootFile);
    try {
      root.requireSigned(root.metadata());
    } catch (TufException e) {
      throw new MalformedException(e.failure().message());
    }
    return new TrustedMetadata(
        List.of(root), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  RootMetadata root() {
    return roots.getLast();
  }

  Optional<TimestampMetadata> timestamp() {
    return timestamp;
  }

  Optional<SnapshotMetadata> snapshot() {
    return snapshot;
  }

  Optional<TargetsMetadata> targets() {
    return targets;
  }

  /** The target as it was last verified. */
  public Optional<Bytes> target() {
    return target;
  }

  /** The version of the newest root. */
  public long rootVersion() {
    return root().version();
  }

  /** When the newest root expires. */
  public Instant rootExpires() {
    return root().metadata().expires();
  }

  /** When the newest timestamp expires, after which nobody vouches that nothing newer exists. */
  public Optional<Instant> timestampExpires() {
    return timestamp.map(each -> each.metadata().expires());
  }

  /**
   * The files by the paths at which {@link TufRefresh} asks for them, beginning with the root after
   * the first: what another refresh, from the same first root, has to be answered to come to the
   * same belief.
   *
   * @param name the target
   */
  public Map<String, Bytes> files(String name) {
    Map<String, Bytes> files = new LinkedHashMap<>();
    for (RootMetadata each : roots.subList(1, roots.size())) {
      files.put(Paths.root(each.version()), each.metadata().raw());
    }
    timestamp.ifPresent(each -> files.put(Paths.timestamp(), each.metadata().raw()));
    snapshot.ifPresent(each -> files.put(Paths.of(root(), each.metadata()), each.metadata().raw()));
    targets.ifPresent(
        each -> {
          files.put(Paths.of(root(), each.metadata()), each.metadata().raw());
          Optional.ofNullable(each.targets().get(name))
              .ifPresent(
                  described ->
                      target.ifPresent(
                          content -> files.put(Paths.target(root(), name, described), content)));
        });
    return files;
  }

  /**
   * With a snapshot that was accepted before, below whose versions nothing is accepted any more
   * (TUF specification 5.5.5): one that was kept since, because the timestamp that led to it has
   * been replaced. Without it if the snapshot here is as new, or if the keys that count now have
   * not signed it; then it could be anybody's, and proves nothing.
   *
   * @throws MalformedException if it is not a snapshot
   */
  public TrustedMetadata remembering(Bytes snapshotFile) throws MalformedException {
    SnapshotMetadata kept = SnapshotMetadata.parse(snapshotFile);
    long held = snapshot.map(each -> each.metadata().version()).orElse(0L);
    try {
      root().requireSigned(kept.metadata());
    } catch (TufException e) {
      return this; // not signed: it says nothing
    }
    return kept.metadata().version() > held ? with(kept) : this;
  }

  /**
   * With one more root. If it exchanges keys of the timestamp or the snapshot, both are forgotten:
   * that is how a repository recovers from versions that ran away (TUF specification 5.3.11).
   */
  TrustedMetadata with(RootMetadata next) {
    List<RootMetadata> longer = new ArrayList<>(roots);
    longer.add(next);
    return root().rotates(next, TufRole.TIMESTAMP, TufRole.SNAPSHOT)
        ? new TrustedMetadata(longer, Optional.empty(), Optional.empty(), targets, target)
        : new TrustedMetadata(longer, timestamp, snapshot, targets, target);
  }

  TrustedMetadata with(TimestampMetadata next) {
    return new TrustedMetadata(roots, Optional.of(next), snapshot, targets, target);
  }

  TrustedMetadata with(SnapshotMetadata next) {
    return new TrustedMetadata(roots, timestamp, Optional.of(next), targets, target);
  }

  TrustedMetadata with(TargetsMetadata next) {
    return new TrustedMetadata(roots, timestamp, snapshot, Optional.of(next), target);
  }

  TrustedMetadata with(Bytes content) {
    return new TrustedMetadata(roots, timestamp, snapshot, targets, Optional.of(content));
  }
}
