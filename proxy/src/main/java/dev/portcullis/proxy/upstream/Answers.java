package dev.portcullis.proxy.upstream;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Reads a status: the one place that says what each means for a pull. */
final class Answers {
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  private Answers() {}

  /** The answer if it is 200; otherwise what its status means. */
  static Fetch<Received> ok(UpstreamConfig upstream, Received received) {
    OciErrors error = OciErrors.read(received.body());
    int status = received.status();
    String said = error.words().isEmpty() ? "" : " (" + error.words() + ")";
    String host = received.redirected() ? received.url().host() : upstream.name();
    return switch (status) {
      case 200 -> new Fetch.Found<>(received);
      case 404 -> new Fetch.Absent<>(error.words());
      case 401, 403 ->
          received.redirected()
              ? Fetch.trouble(
                  Fetch.Kind.UPSTREAM_ERROR,
                  host + ", where " + upstream.name() + " redirects to, answers " + status)
              : new Fetch.Denied<>(
                  upstream.name() + " denies access with " + status + said,
                  received.header("WWW-Authenticate"));
      case 429 ->
          new Fetch.Trouble<>(
              Fetch.Kind.RATE_LIMITED, host + " limits the rate" + said, retryAfter(received));
      default ->
          new Fetch.Trouble<>(
              Fetch.Kind.UPSTREAM_ERROR, host + " answers " + status + said, retryAfter(received));
    };
  }

  /** {@code Retry-After} in seconds or as a date, from 0 s to an hour. */
  static Optional<Duration> retryAfter(Received received) {
    Optional<String> value = received.header("Retry-After").map(String::strip);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    Duration wait;
    if (!value.get().isEmpty() && value.get().chars().allMatch(c -> c >= '0' && c <= '9')) {
      wait =
          Duration.ofSeconds(Long.parseLong(value.get(), 0, Math.min(9, value.get().length()), 10));
    } else {
      Instant until = received.headers().getInstant("Retry-After");
      Instant sent = received.headers().getInstant("Date");
      if (until == null || sent == null) {
        return Optional.empty();
      }
      wait = Duration.between(sent, until);
    }
    if (wait.isNegative()) {
      return Optional.of(Duration.ZERO);
    }
    return Optional.of(wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
  }
}
