package dev.portcullis.verify.sigstore;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * A span of time with both ends inside (sigstore spec notes, 3).
 *
 * @param start the first instant; empty for no limit
 * @param end the last instant; empty for no limit
 */
public record TimeRange(Optional<Instant> start, Optional<Instant> end) {
  /** All time. */
  public static final TimeRange ALWAYS = new TimeRange(Optional.empty(), Optional.empty());

  /** Whether {@code instant} lies within. */
  public boolean contains(Instant instant) {
    return (start.isEmpty() || !instant.isBefore(start.get()))
        && (end.isEmpty() || !instant.isAfter(end.get()));
  }

  /** Reads a {@code TimeRange} message. */
  static TimeRange read(ProtoJson in) throws MalformedException {
    Optional<Instant> start = Optional.empty();
    Optional<Instant> end = Optional.empty();
    for (ProtoJson.Fields fields = in.fields(); fields.next(); ) {
      switch (fields.name()) {
        case "start" -> start = Optional.of(instant(in.string()));
        case "end" -> end = Optional.of(instant(in.string()));
        default -> throw fields.unknown();
      }
    }
    return new TimeRange(start, end);
  }

  private static Instant instant(String text) throws MalformedException {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new MalformedException("'" + Quoting.shorten(text) + "' is not an RFC 3339 time");
    }
  }

  /** The span in words. */
  @Override
  public String toString() {
    return start.map(instant -> "from " + instant).orElse("from ever")
        + end.map(instant -> " to " + instant).orElse(" on");
  }
}
