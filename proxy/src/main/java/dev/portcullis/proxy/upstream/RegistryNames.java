package dev.portcullis.proxy.upstream;

import java.util.LinkedHashSet;
import java.util.Set;

/** The names under which docker's files and helpers keep a registry's credentials. */
final class RegistryNames {
  private static final String HUB = "https://index.docker.io/v1/";

  private RegistryNames() {}

  /** The name to ask a credential helper for. */
  static String forHelper(UpstreamConfig upstream) {
    return isHub(upstream) ? HUB : upstream.name();
  }

  /** Every host that an entry for {@code upstream} may name, most likely first. */
  static Set<String> hosts(UpstreamConfig upstream) {
    Set<String> hosts = new LinkedHashSet<>();
    hosts.add(upstream.name());
    hosts.add(upstream.url().getAuthority());
    if (isHub(upstream)) {
      hosts.add("index.docker.io");
    }
    return hosts;
  }

  /** The host of an entry's key: scheme and path are dropped. */
  static String hostOf(String key) {
    int scheme = key.indexOf("://");
    String rest = scheme < 0 ? key : key.substring(scheme + 3);
    int slash = rest.indexOf('/');
    return slash < 0 ? rest : rest.substring(0, slash);
  }

  private static boolean isHub(UpstreamConfig upstream) {
    return upstream.name().equals("docker.io");
  }
}
