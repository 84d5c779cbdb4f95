package dev.portcullis.policy.file;

import dev.portcullis.policy.Policy;
import dev.portcullis.verify.TrustMaterial;
import java.util.List;

/**
 * What a configuration file says about who may vouch for what.
 *
 * @param policy the rules
 * @param trust the keys of all signers, and the roots and stores that they name
 * @param awaited the roots that signers name and that were never fetched yet; {@code trust} lacks
 *     them
 * @param warnings what was left out of trust material that can be used all the same, for people
 */
public record LoadedPolicy(
    Policy policy, TrustMaterial trust, List<AwaitedRoot> awaited, List<String> warnings) {
  /** Copies the lists. */
  public LoadedPolicy {
    awaited = List.copyOf(awaited);
    warnings = List.copyOf(warnings);
  }

  /** A policy of which nothing was left out. */
  public LoadedPolicy(Policy policy, TrustMaterial trust) {
    this(policy, trust, List.of(), List.of());
  }

  /**
   * The lower-case hexadecimal SHA-256 over what {@link #trust} accepts: together with {@link
   * Policy#revision}, everything that a verdict depends on besides the evidence and the deny list.
   */
  public String trustRevision() {
    return trust.revision();
  }
}
