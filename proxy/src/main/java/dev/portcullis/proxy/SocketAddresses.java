package dev.portcullis.proxy;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import java.net.InetSocketAddress;

/** Addresses to listen on, as the configuration has them. */
final class SocketAddresses {
  private static final int LARGEST_PORT = 65_535;

  private SocketAddresses() {}

  /**
   * A host and a port, of which only the form is known to be right.
   *
   * @param host a name or an address, without brackets
   * @param port from 0 to 65535
   */
  record HostPort(String host, int port) {}

  /**
   * Reads {@code HOST:PORT}, where the host is an address of this machine or a name of one, IPv6
   * addresses in brackets, and port 0 means any free one. Asks the resolver about names.
   *
   * @throws MalformedException if it is anything else
   */
  static InetSocketAddress parse(String text) throws MalformedException {
    HostPort split = split(text);
    InetSocketAddress address = new InetSocketAddress(split.host(), split.port());
    if (address.isUnresolved()) {
      throw new MalformedException(
          "'" + Quoting.shorten(split.host()) + "' is not a host that is known here");
    }
    return address;
  }

  /**
   * The two parts of {@code HOST:PORT}; nobody is asked about the host.
   *
   * @throws MalformedException if it has another form
   */
  static HostPort split(String text) throws MalformedException {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    String digits = text.substring(colon + 1);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    boolean isHost = !host.isEmpty() && (bracketed || host.indexOf(':') < 0);
    if (!isHost || !digits.matches("[0-9]{1,5}") || Integer.parseInt(digits) > LARGEST_PORT) {
      throw new MalformedException(
          "'"
              + Quoting.shorten(text)
              + "' is not an address to listen on: HOST:PORT, such as 0.0.0.0:5000 or [::1]:5000");
    }
    String name = bracketed ? host.substring(1, host.length() - 1) : host;
    return new HostPort(name, Integer.parseInt(digits));
  }

  /** {@code HOST:PORT} with a literal host. */
  static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
  }
}
