package dev.portcullis.policy.file;

import dev.portcullis.policy.Exemption;
import dev.portcullis.policy.Policy;
import dev.portcullis.verify.TrustMaterial;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
  private static final Duration NOTICE = Duration.ofDays(7);

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

  /** The warnings, and which exemptions have ended at {@code now} or will within a week. */
  public List<String> warningsAt(Instant now) {
    List<String> all = new ArrayList<>(warnings);
    for (Exemption each : policy.unmatched().terms().exemptions()) {
      String what = "exemption of " + each.digest().shortened() + " (" + each.reason() + ")";
      if (!now.isBefore(each.expires())) {
        all.add(what + " ended at " + each.expires() + "; remove it");
      } else if (now.plus(NOTICE).isAfter(each.expires())) {
        all.add(what + " ends at " + each.expires());
      }
    }
    return all;
  }
}
