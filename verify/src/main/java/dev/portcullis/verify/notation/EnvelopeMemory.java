package dev.portcullis.verify.notation;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.x509.HashFunction;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The facts about envelopes whose chain has reached a trust store, by type and SHA-256 of the
 * envelope. They spare the cryptography when a subject is looked at again: with answers about
 * revocation that were missing the first time, or after its verdict has run out. Belongs to one
 * {@link NotationTrust}, whose stores and options are part of every fact. Thread-safe.
 */
final class EnvelopeMemory {
  private final Map<Key, EnvelopeFacts> facts = new ConcurrentHashMap<>();

  private record Key(String type, Bytes sha256) {
    static Key of(Candidate.Notation candidate) {
      return new Key(candidate.envelopeType(), HashFunction.SHA256.of(candidate.envelope()));
    }
  }

  /** What is remembered of an envelope. */
  Optional<EnvelopeFacts> find(Candidate.Notation candidate) {
    return facts.isEmpty() ? Optional.empty() : Optional.ofNullable(facts.get(Key.of(candidate)));
  }

  /**
   * Remembers what was established, if it is not a stranger's and not too large. When there is no
   * room left, everything is forgotten, so that those in use come back.
   */
  void remember(Candidate.Notation candidate, EnvelopeFacts found) {
    if (!found.anchored() || candidate.envelope().length() > Limits.REMEMBERED_ENVELOPE_BYTES) {
      return;
    }
    if (facts.size() >= Limits.REMEMBERED_ENVELOPES) {
      facts.clear();
    }
    facts.put(Key.of(candidate), found);
  }
}
