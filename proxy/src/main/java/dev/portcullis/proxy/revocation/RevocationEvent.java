package dev.portcullis.proxy.revocation;

import java.time.Duration;

/** Something about revocation that is worth counting; told on any thread, which must not wait. */
public sealed interface RevocationEvent {
  /** What is asked. */
  enum Kind {
    /** An OCSP responder. */
    OCSP,
    /** The place of a revocation list. */
    CRL
  }

  /** How asking ended. */
  enum Result {
    /** With bytes, whatever they are worth, or with the word that nothing has changed. */
    OK,
    /** With another HTTP status, or with more bytes than are taken. */
    REFUSED,
    /** Not in time. */
    TIMEOUT,
    /** Without an answer. */
    UNREACHABLE,
    /** It was not begun: the address or the scheme is not one that may be asked. */
    FORBIDDEN,
    /** It was not begun: the host has failed too often of late. */
    BREAKER
  }

  /**
   * A responder or the place of a list was asked.
   *
   * @param took until the answer was complete
   */
  record Asked(Kind kind, Result result, Duration took) implements RevocationEvent {}

  /**
   * A cached verdict was turned down for the first time because of a revocation.
   *
   * @param delay since the revocation was learnt
   */
  record Enforced(Duration delay) implements RevocationEvent {}

  /** A good answer was used past its end ({@code trust.revocation.staleGrace}). */
  record StaleUsed() implements RevocationEvent {}

  /** Bytes were answered that prove nothing, or a list that is older than the one held. */
  record Unusable(Kind kind) implements RevocationEvent {}

  /** The folder of raw answers could not be written or read. */
  record StoreFailed() implements RevocationEvent {}
}
