package dev.portcullis.proxy.demo;

import java.time.Duration;
import java.util.Optional;

/** Whom the {@link MemoryRegistry} lets in. */
public sealed interface RegistryAccess {
  /** Everybody. */
  record Open() implements RegistryAccess {}

  /** Whoever shows this name and password with each request (RFC 7617). */
  record Basic(String username, String password) implements RegistryAccess {}

  /**
   * Whoever shows a token of its token service, {@code /token} (distribution's token
   * specification).
   *
   * @param username who gets tokens
   * @param password the password, or the refresh token for the OAuth 2 form
   * @param anonymous whether tokens are given for pulling without name and password
   * @param realm another realm to name in the challenge than its own {@code /token}
   * @param lifetime how long a token is good for
   * @param statesLifetime whether the answer has {@code expires_in}
   */
  record Bearer(
      String username,
      String password,
      boolean anonymous,
      Optional<String> realm,
      Duration lifetime,
      boolean statesLifetime)
      implements RegistryAccess {
    /** Tokens of five minutes for this name and password. */
    public static Bearer of(String username, String password) {
      return new Bearer(username, password, false, Optional.empty(), Duration.ofMinutes(5), true);
    }

    /** Tokens of five minutes for everybody who asks. */
    public static Bearer forEverybody() {
      return new Bearer("nobody", "", true, Optional.empty(), Duration.ofMinutes(5), true);
    }
  }
}
