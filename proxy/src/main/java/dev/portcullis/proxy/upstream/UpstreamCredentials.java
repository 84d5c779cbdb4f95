package dev.portcullis.proxy.upstream;

import java.nio.file.Path;

/** What is shown to an upstream registry, and whose it is. */
public sealed interface UpstreamCredentials {
  /** Nothing; public content only. */
  record Anonymous() implements UpstreamCredentials {}

  /**
   * A name and a password, as HTTP Basic to the registry or to its token service.
   *
   * @param passwordFile a file that holds the password; read anew when it changes, final white
   *     space is dropped
   */
  record Login(String username, Path passwordFile) implements UpstreamCredentials {}

  /**
   * The entry for this registry in a docker {@code config.json}.
   *
   * @param file the file; its {@code credHelpers} and {@code credsStore} are honoured
   */
  record DockerConfig(Path file) implements UpstreamCredentials {}

  /**
   * A docker credential helper.
   *
   * @param program the suffix after {@code docker-credential-}
   */
  record Helper(String program) implements UpstreamCredentials {}

  /** The client's own {@code Authorization}, for this upstream only; access is checked for each. */
  record PassThrough() implements UpstreamCredentials {}
}
