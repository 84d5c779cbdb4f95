package dev.portcullis.proxy.clients;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The names that a network has to close so that no client can go round the proxy: of a registry
 * also its token service and the hosts that its blobs are redirected to.
 */
public final class Egress {
  private Egress() {}

  /** What to close where the proxy serves {@code registries}, in lines that begin with #. */
  public static String text(List<String> registries) {
    TreeSet<String> hosts = new TreeSet<>();
    registries.forEach(registry -> hosts.addAll(hosts(registry)));
    String note =
        "The way out: let only the proxy reach the registries (firewall, egress gateway or DNS"
            + " policy). Names to close for everybody else: "
            + String.join(", ", hosts)
            + ".";
    StringBuilder text = new StringBuilder("# ==== every client: the network\n\n");
    Setup.wrap(note, text);
    return text.toString();
  }

  private static List<String> hosts(String registry) {
    List<String> hosts = new ArrayList<>(List.of(registry));
    hosts.addAll(
        switch (registry) {
          case "docker.io" ->
              List.of(
                  "registry-1.docker.io",
                  "index.docker.io",
                  "auth.docker.io",
                  "production.cloudflare.docker.com",
                  "*.r2.cloudflarestorage.com");
          case "ghcr.io" -> List.of("pkg-containers.githubusercontent.com");
          case "quay.io" -> List.of("*.quay.io");
          case "gcr.io" -> List.of("*.gcr.io", "storage.googleapis.com");
          case "registry.k8s.io" ->
              List.of("*.pkg.dev", "prod-registry-k8s-io-*.s3.dualstack.*.amazonaws.com");
          case "public.ecr.aws" -> List.of("*.cloudfront.net");
          case "mcr.microsoft.com" -> List.of("*.data.mcr.microsoft.com");
          default -> List.<String>of();
        });
    return hosts;
  }
}
