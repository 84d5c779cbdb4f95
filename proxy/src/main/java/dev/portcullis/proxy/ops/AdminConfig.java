package dev.portcullis.proxy.ops;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Pattern;

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

  private static final Pattern THIS_MACHINE =
      Pattern.compile("(?i)(localhost|127(\\.[0-9]{1,3}){3}|\\[::1])(:[0-9]{1,5})?");

  /** Checks that an address which others can reach has a token. */
  public AdminConfig {
    if (token.isEmpty() && !isLoopback(address)) {
      throw new IllegalArgumentException("an admin address that is not loopback needs a token");
    }
  }

  /**
   * Whether a caller may read: anybody who reaches a loopback address by a name that can only mean
   * this machine, elsewhere whoever shows the token. The name keeps out web pages that made theirs
   * resolve to this machine (DNS rebinding).
   *
   * @param host the request's {@code Host} header
   * @param authorization the request's {@code Authorization} header
   */
  public boolean mayRead(Optional<String> host, Optional<String> authorization) {
    return token
            .map(secret -> secret.isIn(authorization) || secret.isPasswordIn(authorization))
            .orElse(false)
        || (isLoopback(address) && host.map(AdminConfig::namesThisMachine).orElse(true));
  }

  /** Whether a caller may change anything: whoever shows the token, also on this machine. */
  public boolean mayChange(Optional<String> authorization) {
    return token.map(secret -> secret.isIn(authorization)).orElse(false);
  }

  private static boolean namesThisMachine(String host) {
    return THIS_MACHINE.matcher(host).matches();
  }

  /** Whether only this machine can reach {@code address}. */
  public static boolean isLoopback(InetSocketAddress address) {
    return !address.isUnresolved() && address.getAddress().isLoopbackAddress();
  }
}
