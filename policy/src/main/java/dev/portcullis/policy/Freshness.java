package dev.portcullis.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How recent a signature must be, against rolling back to an old artifact that was signed rightly
 * (CVE-2024-23332). Only proven times count, and of several the earliest, since a timestamp proves
 * that a signature is not younger, never that it is not older.
 *
 * @param minimum the earliest time of signing that counts
 * @param maxAge the longest time since the signing, more than zero
 */
public record Freshness(Optional<Instant> minimum, Optional<Duration> maxAge) {
  /** Nothing is demanded. */
  public static final Freshness ANY = new Freshness(Optional.empty(), Optional.empty());

  /** Checks the duration. */
  public Freshness {
    if (maxAge.filter(age -> !age.isPositive()).isPresent()) {
      throw new IllegalArgumentException("nothing is younger than zero");
    }
  }

  private boolean demandsNothing() {
    return minimum.isEmpty() && maxAge.isEmpty();
  }

  /**
   * Why a signature with these proven times is not recent enough at {@code now}; empty if it is.
   */
  Optional<String> obstacle(List<Instant> signedAt, Instant now) {
    if (demandsNothing()) {
      return Optional.empty();
    }
    Optional<Instant> signed = earliest(signedAt);
    if (signed.isEmpty()) {
      return Optional.of("nothing proves when it was signed");
    }
    if (minimum.isPresent() && signed.get().isBefore(minimum.get())) {
      return Optional.of(
          "it was signed at " + signed.get() + ", before the minimum of " + minimum.get());
    }
    return maxAge
        .filter(age -> now.isAfter(signed.get().plus(age)))
        .map(age -> "it was signed at " + signed.get() + ", longer ago than " + words(age));
  }

  /** The last instant, not before {@code now}, at which the signature is recent enough. */
  Optional<Instant> end(List<Instant> signedAt, Instant now) {
    return maxAge
        .flatMap(age -> earliest(signedAt).map(signed -> signed.plus(age)))
        .filter(end -> !end.isBefore(now));
  }

  private static Optional<Instant> earliest(List<Instant> times) {
    return times.stream().min(Comparator.naturalOrder());
  }

  private static String words(Duration age) {
    return age.toDays() > 0 && age.equals(Duration.ofDays(age.toDays()))
        ? age.toDays() + " days"
        : age.toString();
  }
}
