package dev.portcullis.proxy.ops;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.policy.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One decision as the record keeps it.
 *
 * @param time when it was answered
 * @param id the decision's id, which the client was told too
 * @param image the canonical repository
 * @param tag the tag that was asked for; empty for a pull by digest
 * @param digest the content that was decided about
 * @param client who asked: a name if the client gave credentials, else an address
 * @param decision the decision
 * @param took from the parsed request to the verdict
 */
public record DecisionEntry(
    Instant time,
    String id,
    RepositoryName image,
    Optional<String> tag,
    Digest digest,
    String client,
    Decision decision,
    Duration took) {

  /** Why it was served or not, in one lower-case word. */
  public String basis() {
    return switch (decision) {
      case Decision.Admit admit -> admit.basis().name().toLowerCase(Locale.ROOT);
      case Decision.Refuse refuse -> refuse.refusal().name().toLowerCase(Locale.ROOT);
      case Decision.Undecided undecided -> "undecided";
    };
  }

  /** The names of the signers that were counted; empty unless served as verified. */
  public List<String> signers() {
    return decision instanceof Decision.Admit admit ? admit.signers() : List.of();
  }

  /** What was pulled, as people type it. */
  public String reference() {
    return image + tag.map(name -> ":" + name).orElse("@" + digest.shortened());
  }
}
