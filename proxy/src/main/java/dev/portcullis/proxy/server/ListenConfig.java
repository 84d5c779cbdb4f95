package dev.portcullis.proxy.server;

import java.net.InetSocketAddress;

/**
 * Where and how to listen.
 *
 * @param address the address; port 0 takes any free one
 * @param transport the system interface
 * @param loops the number of event loops; 0 for one a processor
 * @param limits what clients may take up
 */
public record ListenConfig(
    InetSocketAddress address, Transport transport, int loops, ServerLimits limits) {

  /** Listening on {@code address} with defaults. */
  public static ListenConfig on(InetSocketAddress address) {
    return new ListenConfig(address, Transport.best(), 0, ServerLimits.defaults());
  }
}
