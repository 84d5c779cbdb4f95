package dev.portcullis.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.proxy.upstream.AddressRules.Zone;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressRulesTest {
  @ParameterizedTest
  @CsvSource({
    "8.8.8.8, PUBLIC",
    "172.32.0.1, PUBLIC",
    "100.128.0.1, PUBLIC",
    "2606:4700::1111, PUBLIC",
    "10.0.0.1, PRIVATE",
    "172.16.0.1, PRIVATE",
    "172.31.255.255, PRIVATE",
    "192.168.1.1, PRIVATE",
    "100.64.0.1, PRIVATE",
    "100.127.255.255, PRIVATE",
    "198.18.0.1, PRIVATE",
    "fc00::1, PRIVATE",
    "fdff::1, PRIVATE",
    "fec0::1, PRIVATE",
    "127.0.0.1, LOOPBACK",
    "127.9.9.9, LOOPBACK",
    "::1, LOOPBACK",
    "::ffff:127.0.0.1, LOOPBACK",
    "::ffff:10.0.0.1, PRIVATE",
    "::127.0.0.1, LOOPBACK",
    "64:ff9b::a00:1, PRIVATE",
    "64:ff9b::a9fe:a9fe, FORBIDDEN",
    "2002:a00:1::, PRIVATE",
    "2002:7f00:1::, LOOPBACK",
    "0.0.0.0, FORBIDDEN",
    "0.1.2.3, FORBIDDEN",
    "::, FORBIDDEN",
    "169.254.169.254, FORBIDDEN",
    "169.254.1.1, FORBIDDEN",
    "fe80::1, FORBIDDEN",
    "224.0.0.1, FORBIDDEN",
    "ff02::1, FORBIDDEN",
    "255.255.255.255, FORBIDDEN",
    "240.0.0.1, FORBIDDEN",
    "fd00:ec2::254, FORBIDDEN",
    "100.100.100.200, FORBIDDEN",
    "168.63.129.16, FORBIDDEN",
    "192.0.0.192, FORBIDDEN"
  })
  void everyAddressHasItsZone(String address, Zone zone) {
    assertThat(AddressRules.zoneOf(InetAddress.ofLiteral(address))).isEqualTo(zone);
  }

  @Test
  void privateAddressesAreForUpstreamsOfTheSameZoneOnly() {
    InetAddress inside = InetAddress.ofLiteral("10.0.0.1");
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    assertThat(AddressRules.allowed(inside, Set.of(Zone.PUBLIC))).isFalse();
    assertThat(AddressRules.allowed(inside, Set.of())).isFalse();
    assertThat(AddressRules.allowed(inside, Set.of(Zone.PRIVATE))).isTrue();
    assertThat(AddressRules.allowed(loopback, Set.of(Zone.PRIVATE))).isFalse();
    assertThat(AddressRules.allowed(loopback, Set.of(Zone.LOOPBACK))).isTrue();
    assertThat(AddressRules.allowed(inside, Set.of(Zone.LOOPBACK))).isFalse();
  }

  @Test
  void metadataServicesAreForNobody() {
    Set<Zone> all = EnumSet.allOf(Zone.class);
    assertThat(AddressRules.allowed(InetAddress.ofLiteral("169.254.169.254"), all)).isFalse();
    assertThat(AddressRules.allowed(InetAddress.ofLiteral("fd00:ec2::254"), all)).isFalse();
  }
}
