package dev.portcullis.proxy.upstream;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * The answer of an upstream to one question. Exceptions are not used for any of these.
 *
 * @param <T> what is asked for
 */
public sealed interface Fetch<T> {
  /** Goes on with what was found; any other case stays as it is. */
  default <U> Fetch<U> then(Function<? super T, ? extends Fetch<U>> next) {
    return switch (this) {
      case Found<T>(T value) -> next.apply(value);
      case Absent<T>(String message) -> new Absent<>(message);
      case Denied<T>(String message, Optional<String> challenge) ->
          new Denied<>(message, challenge);
      case Trouble<T>(Kind kind, String message, Optional<Duration> retryAfter) ->
          new Trouble<>(kind, message, retryAfter);
    };
  }

  /** Trouble without a {@code Retry-After}. */
  static <T> Fetch<T> trouble(Kind kind, String message) {
    return new Trouble<>(kind, message, Optional.empty());
  }

  /**
   * It is there.
   *
   * @param value the content
   */
  record Found<T>(T value) implements Fetch<T> {}

  /**
   * The upstream says that it does not exist (404), or that the operation is unknown to it.
   *
   * @param message the upstream's own words, made fit to print; empty if it gave none
   */
  record Absent<T>(String message) implements Fetch<T> {}

  /**
   * The upstream wants other credentials (401 or 403 after the token handshake).
   *
   * @param challenge the upstream's {@code WWW-Authenticate}, for pass-through
   */
  record Denied<T>(String message, Optional<String> challenge) implements Fetch<T> {}

  /**
   * It could not be told: no connection, a time-out, 5xx, 429, a response over its limit, one that
   * breaks the protocol.
   *
   * @param kind what went wrong
   * @param message one clause for people that names the upstream
   * @param retryAfter the upstream's {@code Retry-After}, if it gave one
   */
  record Trouble<T>(Kind kind, String message, Optional<Duration> retryAfter) implements Fetch<T> {}

  /** The kinds of trouble. */
  enum Kind {
    /** No connection, or it broke. */
    UNREACHABLE,
    /** No answer in time. */
    TIMEOUT,
    /** 429. */
    RATE_LIMITED,
    /** 5xx, or any status that has no meaning here. */
    UPSTREAM_ERROR,
    /** Too large. */
    LIMIT,
    /** Bytes that contradict their digest, a redirect or realm that is refused, broken JSON. */
    UNTRUSTWORTHY
  }
}
