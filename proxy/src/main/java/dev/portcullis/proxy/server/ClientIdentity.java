package dev.portcullis.proxy.server;

/**
 * Who asks.
 *
 * @param name the name in the password file, or the subject of the client's certificate
 */
public record ClientIdentity(String name) {
  /** Whoever reaches the port, where no clients are configured. */
  public static final ClientIdentity ANYONE = new ClientIdentity("anonymous");
}
