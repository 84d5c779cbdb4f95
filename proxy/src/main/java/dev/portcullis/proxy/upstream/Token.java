package dev.portcullis.proxy.upstream;

import java.time.Duration;

/**
 * A token as it is used.
 *
 * @param header the {@code Authorization} header
 * @param usable how long to use it; less than it is good for, so that it does not expire on the way
 */
record Token(String header, Duration usable) {
  private static final Duration EARLY = Duration.ofSeconds(30);

  static Token of(TokenAnswer answer) {
    Duration fifth = answer.lifetime().dividedBy(5);
    Duration early = fifth.compareTo(EARLY) < 0 ? fifth : EARLY;
    return new Token("Bearer " + answer.token(), answer.lifetime().minus(early));
  }

  @Override
  public String toString() {
    return "Token[" + usable + "]";
  }
}
