package dev.portcullis.proxy.relay;

import dev.portcullis.proxy.upstream.Fetch;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** What a status means that does not bring the blob. */
final class Statuses {
  private static final int MOST_SECONDS_DIGITS = 4;

  private Statuses() {}

  /** The meaning where the registry itself says it. */
  static Fetch<Void> ofRegistry(String registry, HttpResponse response) {
    int status = response.status().code();
    return switch (status) {
      case 404 -> new Fetch.Absent<>("");
      case 401, 403 ->
          new Fetch.Denied<>(
              registry + " denies access with " + status,
              Optional.ofNullable(response.headers().get(HttpHeaderNames.WWW_AUTHENTICATE)));
      default -> ofStorage(registry, response);
    };
  }

  /** The meaning where it is said by a host that the registry redirects to. */
  static Fetch<Void> ofStorage(String host, HttpResponse response) {
    int status = response.status().code();
    return status == 429
        ? new Fetch.Trouble<>(
            Fetch.Kind.RATE_LIMITED, host + " limits the rate", retryAfter(response))
        : new Fetch.Trouble<>(
            Fetch.Kind.UPSTREAM_ERROR, host + " answers " + status, retryAfter(response));
  }

  private static Optional<Duration> retryAfter(HttpResponse response) {
    String value = response.headers().get(HttpHeaderNames.RETRY_AFTER, "").strip();
    boolean seconds =
        !value.isEmpty()
            && value.length() <= MOST_SECONDS_DIGITS
            && value.chars().allMatch(c -> c >= '0' && c <= '9');
    return seconds ? Optional.of(Duration.ofSeconds(Long.parseLong(value))) : Optional.empty();
  }
}
