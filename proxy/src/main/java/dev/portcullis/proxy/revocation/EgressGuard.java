package dev.portcullis.proxy.revocation;

import dev.portcullis.proxy.upstream.AddressRules;
import dev.portcullis.proxy.upstream.AddressRules.Zone;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import okhttp3.Dns;

/**
 * Resolves the hosts that certificates name and leaves out addresses that are not public, so that
 * what was checked is what is connected to. A listed host may have private and loopback addresses;
 * link-local ones and metadata services only where the very address is listed. Blocks: for virtual
 * threads.
 */
final class EgressGuard implements Dns {
  private final Supplier<List<String>> allowed;

  /** Lets through the hosts and addresses that are listed at the time, in lower case. */
  EgressGuard(Supplier<List<String>> allowed) {
    this.allowed = allowed;
  }

  /** An address that must not be asked. */
  static final class RefusedException extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }

  /**
   * The addresses of {@code host} that may be connected to, never empty.
   *
   * @throws UnknownHostException if it has none, or none that is allowed
   */
  @Override
  public List<InetAddress> lookup(String host) throws UnknownHostException {
    List<InetAddress> usable = new ArrayList<>();
    Optional<InetAddress> refused = Optional.empty();
    for (InetAddress address : InetAddress.getAllByName(host)) {
      if (mayAsk(host, address)) {
        usable.add(address);
      } else {
        refused = Optional.of(address);
      }
    }
    if (usable.isEmpty()) {
      throw new RefusedException(
          host
              + " is at "
              + refused.map(InetAddress::getHostAddress).orElse("no address")
              + ", which is not a public address; if that is right, add it to"
              + " trust.revocation.allow");
    }
    return usable;
  }

  private boolean mayAsk(String host, InetAddress address) {
    List<String> listed = allowed.get();
    Zone zone = AddressRules.zoneOf(address);
    return switch (zone) {
      case PUBLIC -> true;
      case PRIVATE, LOOPBACK ->
          listed.contains(host.toLowerCase(Locale.ROOT))
              || listed.contains(address.getHostAddress());
      case FORBIDDEN -> listed.contains(address.getHostAddress());
    };
  }
}
