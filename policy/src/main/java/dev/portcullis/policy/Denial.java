package dev.portcullis.policy;

import dev.portcullis.verify.LogWitness;
import dev.portcullis.verify.Verified;
import java.util.Optional;

/** What of a fact the operator has revoked, whoever the signer is. */
final class Denial {
  private Denial() {}

  /** What is revoked and why, to follow the signer's name; empty if nothing is. */
  static Optional<String> of(Verified fact, DenyList denied) {
    if (fact instanceof Verified.Sbom sbom) {
      Optional<String> reason = denied.reasonFor(sbom.artifact());
      if (reason.isPresent()) {
        return Optional.of(
            " for an SBOM artifact, which is revoked" + Standing.because(reason.get()));
      }
    }
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
