package dev.portcullis.proxy.relay;

import dev.portcullis.proxy.upstream.Fetch;
import java.net.URI;

/** What came of relaying a blob. */
public sealed interface RelayOutcome {
  /**
   * The whole response was handed to the client's connection.
   *
   * @param bytes the bytes of its body
   */
  record Sent(long bytes) implements RelayOutcome {}

  /**
   * Nothing was sent; the upstream does not have it, denies it or is in trouble.
   *
   * @param why never {@link Fetch.Found}
   */
  record NotHad(Fetch<Void> why) implements RelayOutcome {}

  /**
   * Nothing was sent; what the upstream offers is not what was admitted.
   *
   * @param message how it differs, one sentence
   */
  record Contradicted(String message) implements RelayOutcome {}

  /**
   * Nothing was sent; the client is to fetch it itself from where the upstream says that it is.
   *
   * @param target an address that the upstream may redirect to
   */
  record Redirected(URI target) implements RelayOutcome {}

  /** Nothing was sent; the range lies outside of the blob. */
  record OutOfRange() implements RelayOutcome {}

  /**
   * The response had begun and was cut, so that the client sees that it is not whole.
   *
   * @param message why, one sentence
   */
  record Cut(String message) implements RelayOutcome {}

  /** The client went away. */
  record Abandoned() implements RelayOutcome {}
}
