package dev.portcullis.proxy.ops;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * The admin listener.
 *
 * @param address where it listens; port 0 takes a free one
 * @param token what a caller has to show; if empty, {@code address} must be a loopback one, where
 *     reading is free
 */
public record AdminConfig(InetSocketAddress address, Optional<AdminToken> token) {
  /** Where it listens unless it is told otherwise: port 5001 of this machine only. */
  public static final InetSocketAddress DEFAULT_ADDRESS =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 5001);

  /** Checks that an address which others can reach has a token. */
  public AdminConfig {
    if (token.isEmpty() && !isLoopback(address)) {
      throw new IllegalArgumentException("an admin address that is not loopback needs a token");
    }
  }

  /**
   * Whether a caller may read: anybody on a loopback address, elsewhere whoever shows the token.
   *
   * @param authorization the request's {@code Authorization} header
   */
  public boolean mayRead(Optional<String> authorization) {
    return isLoopback(address) || token.map(secret -> secret.isIn(authorization)).orElse(false);
  }

  /** Whether only this machine can reach {@code address}. */
  public static boolean isLoopback(InetSocketAddress address) {
    return !address.isUnresolved() && address.getAddress().isLoopbackAddress();
  }
}
