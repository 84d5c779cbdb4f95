package dev.portcullis.proxy.admission;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.policy.Decision;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * What is known without asking anyone: verdicts and manifests by repository and digest, permits for
 * blobs. Thread-safe; never blocks, so event loops may ask it.
 */
final class VerdictMemory {
  /** Blobs whose leave is at hand; that of others is found by their edges. */
  private static final int BLOBS = 20_000;

  private final Cache<ContentKey, Verdict> verdicts;
  private final Cache<ContentKey, HeldManifest> manifests;
  private final Cache<ContentKey, BlobLeave> blobs;
  private final InstantSource clock;
  private final Enforcement enforcement;
  private final StandingNote note;

  /** Told now and then that a verdict stands; must not block. */
  @FunctionalInterface
  interface StandingNote {
    void stands(ContentKey key, Verdict verdict, Rulebook rulebook, Instant now);
  }

  /** Leave to relay a blob, for as long as its parent's verdict holds. */
  record BlobLeave(Answer.Relay relay, ContentKey parent) {}

  VerdictMemory(
      AdmissionConfig config, InstantSource clock, Enforcement enforcement, StandingNote note) {
    this.enforcement = enforcement;
    this.note = note;
    this.verdicts = Caffeine.newBuilder().maximumSize(config.verdicts()).build();
    this.manifests =
        Caffeine.newBuilder()
            .maximumWeight(config.manifestBytes())
            .weigher((ContentKey key, HeldManifest held) -> weight(held))
            .build();
    this.blobs = Caffeine.newBuilder().maximumSize(Math.min(BLOBS, config.verdicts())).build();
    this.clock = clock;
  }

  private static int weight(HeldManifest held) {
    return held.manifest().raw().length() * 3 + 512;
  }

  /** The verdict for {@code key}, if it holds now under {@code rulebook}. */
  Optional<Verdict> verdict(ContentKey key, Rulebook rulebook) {
    Verdict verdict = verdicts.getIfPresent(key);
    if (verdict == null) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    if (verdict.holds(rulebook, now)) {
      if (verdict.standing().isDue(now.toEpochMilli())) {
        note.stands(key, verdict, rulebook, now);
      }
      return Optional.of(verdict);
    }
    if (verdict.isDenied(rulebook.policy().denied())) {
      enforcement.turned();
    }
    return Optional.empty();
  }

  /** The manifest, if it is held: what one repository has, no other need have. */
  Optional<HeldManifest> manifest(ContentKey key) {
    return Optional.ofNullable(manifests.getIfPresent(key));
  }

  /** Leave for a blob, if its parent's admission holds now under {@code rulebook}. */
  Optional<Answer.Relay> blob(RepositoryName repository, Digest digest, Rulebook rulebook) {
    BlobLeave leave = blobs.getIfPresent(new ContentKey(repository, digest));
    return leave != null
            && !rulebook.policy().denied().digests().contains(digest)
            && verdict(leave.parent(), rulebook)
                .filter(parent -> parent.decision() instanceof Decision.Admit)
                .isPresent()
        ? Optional.of(leave.relay())
        : Optional.empty();
  }

  void keep(ContentKey key, Verdict verdict) {
    verdicts.put(lean(key, verdict), verdict);
  }

  /** An equal key that shares what it consists of with the verdict, since there may be millions. */
  private static ContentKey lean(ContentKey key, Verdict verdict) {
    if (verdict.decision() instanceof Decision.Admit admit) {
      ContentKey admitted = new ContentKey(admit.permit().repository(), admit.permit().digest());
      return admitted.equals(key) ? admitted : key;
    }
    return key;
  }

  void keep(ContentKey key, HeldManifest held) {
    manifests.put(key, held);
  }

  void keep(ContentKey key, BlobLeave leave) {
    blobs.put(key, leave);
  }

  /** Forgets a manifest, its verdict, and leave for a blob of the same digest. */
  void forget(ContentKey key) {
    verdicts.invalidate(key);
    manifests.invalidate(key);
    blobs.invalidate(key);
  }

  /** Forgets what was refused, since the reason may have gone. */
  void forgetRefusals() {
    verdicts.asMap().values().removeIf(verdict -> verdict.decision() instanceof Decision.Refuse);
  }

  /** Forgets everything. */
  void clear() {
    verdicts.invalidateAll();
    manifests.invalidateAll();
    blobs.invalidateAll();
  }

  /** The number of verdicts in memory, estimated. */
  long verdicts() {
    return verdicts.estimatedSize();
  }
}
