package dev.portcullis.proxy.page;

import dev.portcullis.proxy.record.RecordEntry;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How often signers, keys and certificates were relied on since the start, and when last.
 * Thread-safe. It keeps the {@value #MOST} that were used last.
 */
public final class SignerUses {
  private static final int MOST = 4096;

  private final Map<String, Use> uses = new LinkedHashMap<>(64, 0.75f, true);

  /**
   * What is known of one.
   *
   * @param pulls how many rested on it
   * @param last when the last did
   */
  public record Use(long pulls, Instant last) {}

  /** Counts an entry of the record. */
  public void add(RecordEntry entry) {
    if (entry.kind() == RecordEntry.Kind.PULL) {
      synchronized (uses) {
        entry.signers().forEach(name -> count("signer " + name, entry));
        entry.keys().forEach(fingerprint -> count(fingerprint, entry));
      }
    }
  }

  private void count(String what, RecordEntry entry) {
    uses.merge(
        what,
        new Use(entry.pulls(), entry.last()),
        (old, one) -> new Use(old.pulls() + one.pulls(), one.last()));
    if (uses.size() > MOST) {
      uses.remove(uses.keySet().iterator().next());
    }
  }

  /** How many pulls rested on a key or certificate, by its fingerprint. */
  public long pullsByKey(String fingerprint) {
    return ofKey(fingerprint).map(Use::pulls).orElse(0L);
  }

  Optional<Use> ofSigner(String name) {
    return of("signer " + name);
  }

  Optional<Use> ofKey(String fingerprint) {
    return of(fingerprint);
  }

  private Optional<Use> of(String what) {
    synchronized (uses) {
      return Optional.ofNullable(uses.get(what));
    }
  }
}
