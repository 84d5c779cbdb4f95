package dev.portcullis.proxy.upstream;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.StrictJson;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/**
 * The answer of a token service (distribution's "Token Authentication Specification", or its OAuth
 * 2 form).
 *
 * @param token the token; visible ASCII only, so that it is fit for a header
 * @param lifetime how long it is good for
 */
record TokenAnswer(String token, Duration lifetime) {
  /** What the specification has clients assume. */
  static final Duration DEFAULT_LIFETIME = Duration.ofSeconds(60);

  private static final Duration LONGEST = Duration.ofHours(24);

  /**
   * Reads {@code token} or {@code access_token}, and {@code expires_in}.
   *
   * @throws MalformedException if there is no token, one that no header may carry, or a lifetime
   *     that is not a number of seconds above 0
   */
  static TokenAnswer parse(Bytes body) throws MalformedException {
    JsonNode answer = StrictJson.parseObject(body, Limits.TOKEN_BYTES);
    String token = answer.path("token").asString("");
    if (token.isEmpty()) {
      token = answer.path("access_token").asString("");
    }
    if (token.isEmpty() || !token.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      throw new MalformedException("token answer has no usable 'token' or 'access_token'");
    }
    JsonNode seconds = answer.path("expires_in");
    if (seconds.isMissingNode() || seconds.isNull()) {
      return new TokenAnswer(token, DEFAULT_LIFETIME);
    }
    if (!seconds.isIntegralNumber() || !seconds.canConvertToLong() || seconds.asLong() <= 0) {
      throw new MalformedException("token answer has no valid 'expires_in'");
    }
    long capped = Math.min(seconds.asLong(), LONGEST.toSeconds());
    return new TokenAnswer(token, Duration.ofSeconds(capped));
  }

  /** Never the token. */
  @Override
  public String toString() {
    return "TokenAnswer[" + lifetime + "]";
  }
}
