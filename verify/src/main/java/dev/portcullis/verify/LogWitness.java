package dev.portcullis.verify;

import dev.portcullis.oci.Quoting;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A transparency log's verified word that it holds a signature.
 *
 * @param root the configured name of the Sigstore root that trusts the log
 * @param log the log's host
 * @param logIndex the index that the log gave the entry; empty if nothing proves that, because
 *     neither a signed entry timestamp nor the one tree of a Rekor v2 log tells it
 * @param integratedTime when the log took it in, if the log has signed that
 */
public record LogWitness(
    String root, String log, OptionalLong logIndex, Optional<Instant> integratedTime) {
  /** The log with what is proven of the entry, for people. */
  public String words() {
    String index = logIndex.isPresent() ? " at index " + logIndex.getAsLong() : "";
    return "log "
        + Quoting.shorten(log)
        + index
        + integratedTime.map(time -> " since " + time).orElse("");
  }
}
