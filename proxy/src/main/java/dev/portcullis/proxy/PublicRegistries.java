package dev.portcullis.proxy;

import dev.portcullis.proxy.upstream.UpstreamConfig;
import dev.portcullis.proxy.upstream.UpstreamCredentials;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The well-known public registries, which are served when there is no configuration file. */
final class PublicRegistries {
  private static final List<String> OTHERS =
      List.of(
          "ghcr.io",
          "quay.io",
          "registry.k8s.io",
          "gcr.io",
          "public.ecr.aws",
          "mcr.microsoft.com",
          "registry.gitlab.com",
          "cgr.dev",
          "docker.elastic.co",
          "nvcr.io");

  private PublicRegistries() {}

  /** Docker Hub, which is the default, and the others; all anonymous. */
  static List<UpstreamConfig> upstreams() {
    List<UpstreamConfig> upstreams =
        new java.util.ArrayList<>(List.of(upstream("docker.io", "registry-1.docker.io", true)));
    OTHERS.forEach(name -> upstreams.add(upstream(name, name, false)));
    return List.copyOf(upstreams);
  }

  private static UpstreamConfig upstream(String name, String host, boolean isDefault) {
    return new UpstreamConfig(
        name,
        URI.create("https://" + host),
        isDefault,
        new UpstreamCredentials.Anonymous(),
        Duration.ZERO,
        Optional.empty(),
        false,
        List.of(),
        List.of(),
        Optional.empty());
  }
}
