package dev.portcullis.proxy.demo;

import java.time.Duration;
import java.util.function.UnaryOperator;

/** How the {@link MemoryRegistry} answers one request wrongly, on purpose. */
public sealed interface Misbehaviour {
  /** Answers rightly, but only after a while. */
  record Delay(Duration by) implements Misbehaviour {}

  /** Changes the right answer: other bytes, headers, status, a redirect. */
  record Alter(UnaryOperator<Reply> change) implements Misbehaviour {}

  /** States the right length, sends only the first {@code bytes} of the body and hangs up. */
  record Truncate(int bytes) implements Misbehaviour {}

  /** Takes the request and never answers, until the registry is closed. */
  record Hang() implements Misbehaviour {}

  /** Answers with {@code reply} whatever was asked. */
  static Misbehaviour answer(Reply reply) {
    return new Alter(right -> reply);
  }

  /** Redirects to {@code location} with {@code status}. */
  static Misbehaviour redirect(int status, String location) {
    return answer(Reply.of(status).withHeader("Location", location));
  }
}
