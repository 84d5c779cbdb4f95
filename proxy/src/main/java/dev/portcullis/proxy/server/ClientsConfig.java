package dev.portcullis.proxy.server;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.policy.ImagePattern;
import java.util.List;
import java.util.Optional;

/**
 * Who may pull what ({@code clients:}). Without a password file and without client certificates,
 * whoever reaches the port is anonymous.
 *
 * @param htpasswd the content of the password file, bcrypt lines only; read anew with the
 *     configuration
 * @param access what each client may pull; empty: each known client may pull everything
 */
public record ClientsConfig(Optional<Bytes> htpasswd, List<Access> access) {
  /** Copies the list. */
  public ClientsConfig {
    access = List.copyOf(access);
  }

  /** Whoever reaches the port may pull everything. */
  public static ClientsConfig anyone() {
    return new ClientsConfig(Optional.empty(), List.of());
  }

  /**
   * The content of a password file, which can be used.
   *
   * @throws MalformedException if a line is not a name and a bcrypt hash, or a name comes twice
   */
  public static Bytes passwords(Bytes file) throws MalformedException {
    Htpasswd.parse(file);
    return file;
  }

  /**
   * What one client may pull.
   *
   * @param client the name in the password file, or the subject of a client certificate
   * @param images the repositories
   */
  public record Access(String client, List<ImagePattern> images) {
    /** Copies the list. */
    public Access {
      images = List.copyOf(images);
    }
  }
}
