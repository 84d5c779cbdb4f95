package dev.portcullis.proxy.upstream;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import okhttp3.Dns;

/**
 * Resolves hosts that an upstream names and leaves out forbidden addresses, so that what was
 * checked is what is connected to (no DNS rebinding). Blocks: for virtual threads.
 */
public final class AddressGuard implements Dns {
  private final UpstreamConfig upstream;
  private final List<String> trusted;
  private volatile Set<AddressRules.Zone> zones = Set.of();

  AddressGuard(UpstreamConfig upstream) {
    this.upstream = upstream;
    List<String> hosts = new ArrayList<>(upstream.redirects());
    hosts.addAll(upstream.realms());
    this.trusted = hosts.stream().map(AddressGuard::hostOf).toList();
  }

  /**
   * The addresses of {@code host} that may be connected to, never empty.
   *
   * @throws UnknownHostException if it has none, or none that is allowed
   */
  @Override
  public List<InetAddress> lookup(String host) throws UnknownHostException {
    List<InetAddress> allowed = new ArrayList<>();
    Optional<String> refusal = Optional.empty();
    for (InetAddress address : InetAddress.getAllByName(host)) {
      Optional<String> why = refusal(host, address);
      if (why.isEmpty()) {
        allowed.add(address);
      } else {
        refusal = why;
      }
    }
    if (allowed.isEmpty()) {
      throw new RefusedAddressException(refusal.orElse(host + " has no address"));
    }
    return allowed;
  }

  /** Why {@code address}, to which {@code host} resolved, must not be connected to. */
  public Optional<String> refusal(String host, InetAddress address) {
    if (trusted.contains(host.toLowerCase(Locale.ROOT))
        || AddressRules.allowed(address, Set.of())
        || AddressRules.allowed(address, upstreamZones())) {
      return Optional.empty();
    }
    return Optional.of(
        upstream.name()
            + " points to "
            + host
            + " at "
            + address.getHostAddress()
            + ", which is not a public address; if that is right, add '"
            + host
            + "' to redirects: of this upstream");
  }

  /** Whether the upstream itself has a public address, or none that is known. */
  boolean isUpstreamPublic() {
    Set<AddressRules.Zone> known = upstreamZones();
    return known.isEmpty() || known.contains(AddressRules.Zone.PUBLIC);
  }

  /**
   * Whether secrets may be sent to the upstream as far as that is known: by https, or by http to an
   * address that is known not to be public. Does not block.
   */
  boolean isKnownToTakeSecrets() {
    Set<AddressRules.Zone> known = zones;
    return upstream.url().getScheme().equals("https")
        || (!known.isEmpty() && !known.contains(AddressRules.Zone.PUBLIC));
  }

  private Set<AddressRules.Zone> upstreamZones() {
    Set<AddressRules.Zone> known = zones;
    if (known.isEmpty()) {
      known = resolveUpstream();
      zones = known;
    }
    return known;
  }

  private Set<AddressRules.Zone> resolveUpstream() {
    Set<AddressRules.Zone> found = EnumSet.noneOf(AddressRules.Zone.class);
    try {
      for (InetAddress address : InetAddress.getAllByName(upstream.url().getHost())) {
        found.add(AddressRules.zoneOf(address));
      }
    } catch (UnknownHostException nothingKnown) {
      return Set.of();
    }
    return found;
  }

  private static String hostOf(String entry) {
    boolean bracketed = entry.startsWith("[");
    int end = bracketed ? entry.indexOf(']') : entry.indexOf(':');
    String host = end < 0 ? entry : entry.substring(bracketed ? 1 : 0, end);
    return host.toLowerCase(Locale.ROOT);
  }
}
