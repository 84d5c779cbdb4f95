package dev.portcullis.policy;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * What a rule says besides its requirement and mode.
 *
 * @param freshness how recent signatures must be
 * @param enforced the percentage of digests that a rule refuses if it refuses any, 1 to 100; the
 *     others are treated as in {@code warn} mode. A digest stays on its side, and a greater
 *     percentage only adds digests.
 * @param onUnavailable what follows where evidence could not be had
 * @param seenWithin for how long an earlier admission is enough, if that is what follows; else zero
 * @param signedAs under which name images are signed
 * @param exemptions what is let through all the same
 */
public record Terms(
    Freshness freshness,
    int enforced,
    OnUnavailable onUnavailable,
    Duration seenWithin,
    SignedAs signedAs,
    List<Exemption> exemptions) {
  private static final int ALL = 100;

  /** Everything is enforced, whatever its age, and nothing exempted. */
  public static final Terms USUAL =
      new Terms(Freshness.ANY, ALL, OnUnavailable.REFUSE, new SignedAs.Anything(), List.of());

  /** What follows where a source of evidence was silent that might have met the rule. */
  public enum OnUnavailable {
    /** It is undecided, and the client is to try again. */
    REFUSE,
    /** It is admitted, and the client told. */
    WARN,
    /** It is admitted if it met the rule a short time ago, else as {@link #REFUSE}. */
    ADMIT_IF_SEEN
  }

  /** Sorts the exemptions, and checks the percentage. */
  public Terms {
    exemptions =
        exemptions.stream()
            .sorted(Comparator.comparing((Exemption each) -> each.digest().toString()))
            .toList();
    if (enforced < 1 || enforced > ALL) {
      throw new IllegalArgumentException("a percentage must be from 1 to 100");
    }
    if (seenWithin.isPositive() != (onUnavailable == OnUnavailable.ADMIT_IF_SEEN)) {
      throw new IllegalArgumentException(
          "an earlier admission is enough for a time, or not at all");
    }
  }

  /** Terms for which an earlier admission is never enough. */
  public Terms(
      Freshness freshness,
      int enforced,
      OnUnavailable onUnavailable,
      SignedAs signedAs,
      List<Exemption> exemptions) {
    this(freshness, enforced, onUnavailable, Duration.ZERO, signedAs, exemptions);
  }

  /** Terms under which an admission within {@code time} is enough where evidence cannot be had. */
  public Terms admittingIfSeen(Duration time) {
    return new Terms(freshness, enforced, OnUnavailable.ADMIT_IF_SEEN, time, signedAs, exemptions);
  }

  /** The same with other exemptions. */
  Terms exempting(List<Exemption> others) {
    return new Terms(freshness, enforced, onUnavailable, seenWithin, signedAs, others);
  }

  /** Whether the rule is enforced for the content with the hexadecimal digest {@code hex}. */
  boolean enforces(String hex) {
    int digits = 8;
    long share = Long.parseLong(hex.substring(0, digits), 16);
    return enforced == ALL || share * ALL < (long) enforced << 32;
  }
}
