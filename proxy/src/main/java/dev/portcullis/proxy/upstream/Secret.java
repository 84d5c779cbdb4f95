package dev.portcullis.proxy.upstream;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What there is to show to a registry or its token service. */
sealed interface Secret {
  /** Nothing. */
  record None() implements Secret {}

  /**
   * A name and password.
   *
   * @param header the {@code Authorization} header (RFC 7617)
   */
  record Basic(String header) implements Secret {
    static Basic of(String username, String password) {
      byte[] pair = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
      return new Basic("Basic " + Base64.getEncoder().encodeToString(pair));
    }

    @Override
    public String toString() {
      return "Basic[...]";
    }
  }

  /**
   * A refresh token, for the OAuth 2 form of the token service; docker calls it identity token.
   *
   * @param token the token
   */
  record Refresh(String token) implements Secret {
    @Override
    public String toString() {
      return "Refresh[...]";
    }
  }

  /**
   * A token for the registry itself.
   *
   * @param header the {@code Authorization} header
   */
  record Ready(String header) implements Secret {
    @Override
    public String toString() {
      return "Ready[...]";
    }
  }
}
