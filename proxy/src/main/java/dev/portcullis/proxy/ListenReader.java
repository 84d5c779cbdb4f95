package dev.portcullis.proxy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.policy.file.YamlMapping;
import dev.portcullis.policy.file.YamlNode;
import dev.portcullis.proxy.server.TlsConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * What {@code listen:} says: an address, or a mapping with an address and TLS.
 *
 * @param address where to listen
 * @param tls the certificate and key, if there are any
 */
record ListenReader(InetSocketAddress address, Optional<TlsConfig> tls) {
  /** Where clients are served unless the configuration says otherwise. */
  static final InetSocketAddress DEFAULT_ADDRESS =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 5000);

  static ListenReader read(Optional<YamlNode> node, SourceFiles files) {
    if (node.orElse(null) instanceof YamlMapping settings) {
      return new ListenReader(
          address(settings.require("address")),
          settings.get("tls").flatMap(YamlNode::mapping).flatMap(tls -> tls(tls, files)));
    }
    return new ListenReader(address(node), Optional.empty());
  }

  /** Whether clients have to show certificates, and so have names. */
  boolean asksForNames() {
    return tls.flatMap(TlsConfig::clientCa).isPresent();
  }

  private static InetSocketAddress address(Optional<YamlNode> node) {
    return node.flatMap(text -> text.read(SocketAddresses::parse)).orElse(DEFAULT_ADDRESS);
  }

  private static Optional<TlsConfig> tls(YamlMapping settings, SourceFiles files) {
    Optional<Bytes> certificate =
        settings.require("certificate").flatMap(node -> pem(node, "CERTIFICATE", files));
    Optional<Bytes> key = settings.require("key").flatMap(node -> pem(node, "PRIVATE KEY", files));
    Optional<Bytes> clientCa =
        settings.get("clientCa").flatMap(node -> pem(node, "CERTIFICATE", files));
    if (certificate.isEmpty() || key.isEmpty()) {
      return Optional.empty();
    }
    TlsConfig tls = new TlsConfig(certificate.get(), key.get(), clientCa);
    try {
      tls.check();
    } catch (IOException e) {
      settings.problem(String.valueOf(e.getMessage()));
    }
    return Optional.of(tls);
  }

  private static Optional<Bytes> pem(YamlNode node, String label, SourceFiles files) {
    return node.read(
        path -> {
          Bytes content = files.content(path);
          if (!content.toUtf8().contains("-----BEGIN " + label + "-----")) {
            throw new MalformedException(
                Quoting.shorten(path) + " has no PEM block -----BEGIN " + label + "-----");
          }
          return content;
        });
  }
}
