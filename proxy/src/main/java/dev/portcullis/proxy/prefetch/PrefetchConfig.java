package dev.portcullis.proxy.prefetch;

import dev.portcullis.oci.Reference;
import java.time.Duration;
import java.util.List;

/**
 * What is verified before anybody pulls it.
 *
 * @param keepWarm images whose tags are looked up again and again, so that a new digest has its
 *     verdict before its first pull
 * @param every how often
 */
public record PrefetchConfig(List<Reference> keepWarm, Duration every) {
  /** Nothing, unless somebody asks. */
  public static final PrefetchConfig NOTHING = new PrefetchConfig(List.of(), Duration.ofMinutes(1));

  /** Copies the list. */
  public PrefetchConfig {
    keepWarm = List.copyOf(keepWarm);
  }
}
