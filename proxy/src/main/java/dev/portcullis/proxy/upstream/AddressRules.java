package dev.portcullis.proxy.upstream;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Set;

/**
 * Which addresses a stranger may send the proxy to: redirects, token realms and links of an
 * upstream. Public ones always; others only where the upstream itself has an address of that kind;
 * cloud metadata services never.
 */
public final class AddressRules {
  private static final Set<String> METADATA =
      Set.of("fd00:ec2:0:0:0:0:0:254", "100.100.100.200", "168.63.129.16", "192.0.0.192");

  private AddressRules() {}

  /** The kinds of addresses. */
  public enum Zone {
    /** Anything else. */
    PUBLIC,
    /** RFC 1918, unique local (RFC 4193), shared (RFC 6598). */
    PRIVATE,
    /** 127.0.0.0/8 and ::1. */
    LOOPBACK,
    /** 169.254.0.0/16, fe80::/10, multicast, unspecified, reserved, metadata services. */
    FORBIDDEN
  }

  /** Whether {@code address} may be connected to on the word of an upstream that is in these. */
  public static boolean allowed(InetAddress address, Set<Zone> upstream) {
    Zone zone = zoneOf(address);
    return switch (zone) {
      case PUBLIC -> true;
      case PRIVATE, LOOPBACK -> upstream.contains(zone);
      case FORBIDDEN -> false;
    };
  }

  /** The kind of {@code address}; of an IPv4 address inside an IPv6 one, the IPv4 address's. */
  public static Zone zoneOf(InetAddress address) {
    if (METADATA.contains(address.getHostAddress())
        || address.isLinkLocalAddress()
        || address.isMulticastAddress()
        || address.isAnyLocalAddress()) {
      return Zone.FORBIDDEN;
    }
    if (address.isLoopbackAddress()) {
      return Zone.LOOPBACK;
    }
    byte[] bytes = address.getAddress();
    return switch (address) {
      case Inet4Address v4 -> zoneOfV4(v4, bytes[0] & 0xff, bytes[1] & 0xff);
      case Inet6Address v6 -> zoneOfV6(v6, bytes);
      default -> Zone.FORBIDDEN;
    };
  }

  private static Zone zoneOfV4(Inet4Address address, int first, int second) {
    if (first == 0 || first >= 240) {
      return Zone.FORBIDDEN;
    }
    boolean shared = first == 100 && second >= 64 && second < 128;
    boolean benchmark = first == 198 && (second == 18 || second == 19);
    return address.isSiteLocalAddress() || shared || benchmark ? Zone.PRIVATE : Zone.PUBLIC;
  }

  private static Zone zoneOfV6(Inet6Address address, byte[] bytes) {
    if ((bytes[0] & 0xfe) == 0xfc || address.isSiteLocalAddress()) {
      return Zone.PRIVATE;
    }
    boolean sixToFour = bytes[0] == 0x20 && bytes[1] == 0x02;
    boolean nat64 = bytes[0] == 0x00 && bytes[1] == 0x64 && (bytes[2] & 0xff) == 0xff;
    boolean compatible = isZero(bytes, 12);
    if (sixToFour || nat64 || compatible) {
      int from = sixToFour ? 2 : 12;
      return zoneOf(v4(Arrays.copyOfRange(bytes, from, from + 4)));
    }
    return Zone.PUBLIC;
  }

  private static boolean isZero(byte[] bytes, int count) {
    for (int i = 0; i < count; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private static InetAddress v4(byte[] four) {
    try {
      return InetAddress.getByAddress(four);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an IPv4 address", e);
    }
  }
}
