package dev.portcullis.policy;

import dev.portcullis.verify.LogWitness;
import dev.portcullis.verify.Verified;
import java.util.Optional;

/** What of a fact the operator has revoked, whoever the signer is. */
final class Denial {
  private Denial() {}

  /** The revoked log entry and why, to follow the signer's name; empty if none is. */
  static Optional<String> of(Verified fact, DenyList denied) {
    for (LogWitness witness : fact.witnesses()) {
      if (witness.logIndex().isPresent()) {
        String entry = witness.log() + "/" + witness.logIndex().getAsLong();
        Optional<String> reason = denied.reasonForLogEntry(entry);
        if (reason.isPresent()) {
          return Optional.of(
              " with log entry " + entry + ", which is revoked" + Standing.because(reason.get()));
        }
      }
    }
    return Optional.empty();
  }
}
