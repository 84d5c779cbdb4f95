package dev.portcullis.proxy.server;

import dev.portcullis.oci.Bytes;
import java.io.IOException;
import java.util.Optional;

/**
 * The listener's TLS ({@code listen.tls}), as the content of its PEM files; read anew with the
 * configuration.
 *
 * @param certificate the server's certificate, followed by its chain
 * @param key its private key (PKCS #8)
 * @param clientCa the authorities of clients' certificates; if present, a client has to show one
 */
public record TlsConfig(Bytes certificate, Bytes key, Optional<Bytes> clientCa) {
  /**
   * Finds out whether it can be used.
   *
   * @throws IOException if its PEM files do not hold what they should
   */
  public void check() throws IOException {
    ListenerTls.of(this);
  }
}
