package dev.portcullis.proxy.upstream;

import dev.portcullis.oci.MalformedException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One challenge of a {@code WWW-Authenticate} header (RFC 9110, section 11.6.1).
 *
 * @param scheme the scheme in lower case
 * @param parameters by lower-case name
 */
record Challenge(String scheme, Map<String, String> parameters) {
  Challenge {
    parameters = Map.copyOf(parameters);
  }

  Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name)).filter(value -> !value.isEmpty());
  }

  /**
   * The challenge to answer: the first {@code Bearer}, else the first {@code Basic}.
   *
   * @param headers every {@code WWW-Authenticate} of the answer
   * @throws MalformedException if one of them breaks the grammar
   */
  static Optional<Challenge> choose(List<String> headers) throws MalformedException {
    Optional<Challenge> basic = Optional.empty();
    for (String header : headers) {
      for (Challenge challenge : ChallengeParser.parse(header)) {
        if (challenge.scheme().equals("bearer")) {
          return Optional.of(challenge);
        }
        if (challenge.scheme().equals("basic") && basic.isEmpty()) {
          basic = Optional.of(challenge);
        }
      }
    }
    return basic;
  }
}
