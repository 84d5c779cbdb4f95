package dev.portcullis.proxy.upstream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Finds what there is to show to one upstream. Files are read anew at each use. */
final class Secrets {
  private static final int PASSWORD_BYTES = 64 * 1024;

  private final UpstreamConfig upstream;
  private final CredentialHelpers helpers;

  Secrets(UpstreamConfig upstream, CredentialHelpers helpers) {
    this.upstream = upstream;
    this.helpers = helpers;
  }

  /** The secret of a caller; trouble if it is configured and cannot be had. */
  Fetch<Secret> of(Caller caller) {
    return switch (upstream.credentials()) {
      case UpstreamCredentials.Anonymous anonymous -> new Fetch.Found<>(new Secret.None());
      case UpstreamCredentials.PassThrough passThrough ->
          new Fetch.Found<>(caller.authorization().map(Secrets::shown).orElse(new Secret.None()));
      case UpstreamCredentials.Login login -> password(login);
      case UpstreamCredentials.Helper helper ->
          helpers.get(helper.program(), RegistryNames.forHelper(upstream));
      case UpstreamCredentials.DockerConfig config -> docker(config.file());
    };
  }

  /** Has helpers be asked again next time. */
  void renew() {
    helpers.forget();
  }

  private static Secret shown(String authorization) {
    return authorization.toLowerCase(Locale.ROOT).startsWith("basic ")
        ? new Secret.Basic(authorization)
        : new Secret.Ready(authorization);
  }

  private Fetch<Secret> password(UpstreamCredentials.Login login) {
    try {
      String text = Files.readString(login.passwordFile());
      if (text.length() > PASSWORD_BYTES) {
        return unusable("the password file " + login.passwordFile() + " is over 64 KiB");
      }
      String password = text.stripTrailing();
      return password.isEmpty()
          ? unusable("the password file " + login.passwordFile() + " is empty")
          : new Fetch.Found<>(Secret.Basic.of(login.username(), password));
    } catch (IOException e) {
      return unusable("cannot read the password file " + login.passwordFile());
    }
  }

  private Fetch<Secret> docker(Path file) {
    return DockerConfigFile.read(file).then(config -> config.secret(upstream, helpers));
  }

  private Fetch<Secret> unusable(String why) {
    return Fetch.trouble(Fetch.Kind.UNREACHABLE, why + " (credentials of " + upstream.name() + ")");
  }
}
