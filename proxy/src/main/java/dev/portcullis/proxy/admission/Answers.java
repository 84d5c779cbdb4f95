package dev.portcullis.proxy.admission;

import dev.portcullis.policy.Decision;
import dev.portcullis.proxy.upstream.Fetch;

/** Turns decisions and upstream answers into answers. */
final class Answers {
  private Answers() {}

  /** The answer that {@code decision} means for {@code held}. */
  static Answer of(Decision decision, HeldManifest held, String id, Grounds grounds) {
    return switch (decision) {
      case Decision.Admit admit -> new Answer.Serve(held, admit.permit(), admit, id, grounds);
      case Decision.Refuse refuse -> new Answer.Refused(refuse, held.digest(), id, grounds);
      case Decision.Undecided undecided ->
          new Answer.Undecided(undecided, held.digest(), id, grounds);
    };
  }

  /** The answer for an upstream that did not give what was asked for. */
  static Answer of(Fetch.Absent<?> absent) {
    return new Answer.Absent(absent.message());
  }

  /** As above. */
  static Answer of(Fetch.Denied<?> denied) {
    return new Answer.AccessDenied(denied.message(), denied.challenge());
  }

  /** As above. */
  static Answer of(Fetch.Trouble<?> trouble) {
    return new Answer.Trouble(trouble.kind(), trouble.message(), trouble.retryAfter());
  }
}
