package dev.portcullis.bench.load;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Starts what people use today: a registry, and other proxies in front of it. */
final class Others {
  private final Servers servers;
  private final Path work;
  private final List<String> absent =
      new ArrayList<>(List.of("zot on-demand (its module cannot be had where this was made)"));

  Others(Servers servers, Path work) {
    this.servers = servers;
    this.work = work;
  }

  /**
   * Starts the other proxies in front of {@code upstream}; those that cannot be started are named
   * as absent.
   *
   * @param where what their names end with
   */
  List<Arm> before(URI upstream, String where) throws InterruptedException {
    List<Arm> started = new ArrayList<>();
    add(started, "nginx", "nginx proxy_pass" + where, name -> nginx(name, upstream, false));
    add(started, "nginx", "nginx proxy_cache" + where, name -> nginx(name, upstream, true));
    add(started, "haproxy", "HAProxy" + where, name -> haproxy(name, upstream));
    add(started, "", "distribution pull-through" + where, name -> pullThrough(name, upstream));
    return started;
  }

  private interface Starting {
    Arm start(String name) throws IOException, InterruptedException;
  }

  private void add(List<Arm> started, String program, String name, Starting starting)
      throws InterruptedException {
    if (!program.isEmpty() && !Servers.onPath(program)) {
      absent.add(name + " (no " + program + " on the PATH)");
      return;
    }
    try {
      started.add(starting.start(name));
    } catch (IOException failed) {
      absent.add(name + " (did not start)");
      Stage.say("  without " + name + ": " + failed.getMessage());
    }
  }

  /** What would be an arm and is not here, and why. */
  List<String> absent() {
    return List.copyOf(absent);
  }

  /** Distribution as a registry, from a {@code registry} or {@code docker-registry} binary. */
  Arm distribution() throws IOException, InterruptedException {
    return distribution("distribution", Optional.empty());
  }

  /** Distribution as a pull-through cache of {@code upstream}. */
  Arm pullThrough(String name, URI upstream) throws IOException, InterruptedException {
    return distribution(name, Optional.of(upstream));
  }

  private Arm distribution(String name, Optional<URI> remote)
      throws IOException, InterruptedException {
    int port = Servers.freePort();
    Path config = work.resolve(slug(name) + ".yml");
    Files.writeString(
        config,
        """
        version: 0.1
        log: {level: error, accesslog: {disabled: true}}
        storage: {filesystem: {rootdirectory: %s}, delete: {enabled: true}}
        http: {addr: "127.0.0.1:%d"}
        %s
        """
            .formatted(
                work.resolve(slug(name)),
                port,
                remote.map(url -> "proxy: {remoteurl: \"" + url + "\"}").orElse("")));
    String binary = Servers.onPath("registry") ? "registry" : "docker-registry";
    Map<String, String> environment = Map.of("OTEL_TRACES_EXPORTER", "none");
    return servers.start(name, port, environment, List.of(binary, "serve", config.toString()));
  }

  private static String slug(String name) {
    return name.replaceAll("[^a-z0-9]+", "-");
  }

  /** nginx with one worker in front of {@code upstream}, with or without its cache. */
  Arm nginx(String name, URI upstream, boolean cache) throws IOException, InterruptedException {
    int port = Servers.freePort();
    Path folder = Files.createDirectories(work.resolve(slug(name)));
    Path config = folder.resolve("nginx.conf");
    Files.writeString(
        config,
        """
        %6$s daemon off; worker_processes 1; pid %1$s/pid; error_log %1$s/error.log;
        events { worker_connections 4096; }
        http {
          access_log off; client_body_temp_path %1$s/body; proxy_temp_path %1$s/temp;
          fastcgi_temp_path %1$s/f; uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
          keepalive_requests 100000000; sendfile on; tcp_nopush on;
          %4$s
          upstream registry { server %2$s; keepalive 32; keepalive_requests 100000000; }
          server {
            listen 127.0.0.1:%3$d;
            location / {
              proxy_pass http://registry; proxy_http_version 1.1; proxy_set_header Connection "";
              proxy_set_header Host %2$s; proxy_buffering on; proxy_buffer_size 64k;
              proxy_buffers 8 128k; proxy_busy_buffers_size 256k; proxy_max_temp_file_size 0; %5$s
            }
          }
        }
        """
            .formatted(
                folder,
                upstream.getAuthority(),
                port,
                cache ? "proxy_cache_path " + folder + "/cache keys_zone=m:10m max_size=1g;" : "",
                cache ? "proxy_cache m; proxy_cache_valid 200 1h;" : "",
                System.getProperty("user.name").equals("root") ? "user root;" : ""));
    return servers.start(
        name, port, Map.of(), List.of("nginx", "-p", folder.toString(), "-c", config.toString()));
  }

  /** HAProxy with one thread in front of {@code upstream}. */
  Arm haproxy(String name, URI upstream) throws IOException, InterruptedException {
    int port = Servers.freePort();
    Path config = work.resolve(slug(name) + ".cfg");
    Files.writeString(
        config,
        """
        global
          nbthread 1
          maxconn 2000
        defaults
          mode http
          option http-keep-alive
          http-reuse always
          timeout connect 5s
          timeout client 60s
          timeout server 60s
        frontend clients
          bind 127.0.0.1:%d
          default_backend registry
        backend registry
          server one %s
        """
            .formatted(port, upstream.getAuthority()));
    return servers.start(name, port, Map.of(), List.of("haproxy", "-db", "-f", config.toString()));
  }
}
