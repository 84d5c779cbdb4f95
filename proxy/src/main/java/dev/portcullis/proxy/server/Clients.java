package dev.portcullis.proxy.server;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.policy.ImagePattern;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;

/** Who may pull what, ready for use on event loops. */
final class Clients {
  private final Optional<PasswordCheck> passwords;
  private final boolean certificates;
  private final Map<String, List<ImagePattern>> access;

  private Clients(
      Optional<PasswordCheck> passwords,
      boolean certificates,
      Map<String, List<ImagePattern>> access) {
    this.passwords = passwords;
    this.certificates = certificates;
    this.access = access;
  }

  /**
   * Reads the configuration.
   *
   * @param certificates whether clients have to show certificates
   * @throws MalformedException if the password file is not one
   */
  static Clients of(ClientsConfig config, boolean certificates) throws MalformedException {
    Optional<PasswordCheck> passwords =
        config.htpasswd().isPresent()
            ? Optional.of(new PasswordCheck(Htpasswd.parse(config.htpasswd().get())))
            : Optional.empty();
    Map<String, List<ImagePattern>> access =
        config.access().stream()
            .collect(
                Collectors.groupingBy(
                    entry -> canonical(entry.client()),
                    Collectors.flatMapping(entry -> entry.images().stream(), Collectors.toList())));
    return new Clients(passwords, certificates, access);
  }

  /** Whoever reaches the port may pull everything. */
  static Clients anyone() {
    return new Clients(Optional.empty(), false, Map.of());
  }

  /** Whether {@code Authorization} is meant for the proxy and must not go anywhere else. */
  boolean usePasswords() {
    return passwords.isPresent();
  }

  /** Whether nobody has to say who asks. */
  boolean areAnyone() {
    return passwords.isEmpty() && !certificates && access.isEmpty();
  }

  /**
   * Who asks. A password counts before a certificate; where only one of both is known here, that
   * one is needed.
   *
   * @param authorization the client's {@code Authorization}
   * @param subject the subject of its certificate, verified
   */
  Identification identify(Optional<String> authorization, Optional<X500Principal> subject) {
    if (passwords.isPresent() && authorization.isPresent()) {
      return passwords.get().identify(authorization.get());
    }
    if (certificates && subject.isPresent()) {
      return new Identification.Known(new ClientIdentity(nameOf(subject.get())));
    }
    return passwords.isPresent() || certificates
        ? new Identification.Unknown()
        : new Identification.Known(ClientIdentity.ANYONE);
  }

  /** Whether {@code client} may pull from {@code repository}. */
  boolean mayPull(ClientIdentity client, RepositoryName repository) {
    if (access.isEmpty()) {
      return true;
    }
    List<ImagePattern> images = access.getOrDefault(client.name(), List.of());
    for (ImagePattern pattern : images) {
      if (pattern.matches(repository)) {
        return true;
      }
    }
    return false;
  }

  private static String nameOf(X500Principal subject) {
    return subject.getName(X500Principal.CANONICAL);
  }

  /** Subjects are compared whatever their spelling; anything else is a name as it stands. */
  private static String canonical(String client) {
    if (client.indexOf('=') < 0) {
      return client;
    }
    try {
      return nameOf(new X500Principal(client));
    } catch (IllegalArgumentException notSubject) {
      return client;
    }
  }
}
