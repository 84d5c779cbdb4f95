package dev.portcullis.bench.load;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Starts the proxy, as a user starts it. It knows one registry by three names, {@code near}, {@code
 * counted} and {@code far}, and wants the signer's signature on everything but {@code near/open}.
 */
final class Gate {
  private final Servers servers;
  private final Path work;
  private final Path launcher;
  private final String upstreams;

  Gate(Servers servers, Path work, Path launcher, URI near, URI counted, URI far) {
    this.servers = servers;
    this.work = work;
    this.launcher = launcher;
    this.upstreams =
        """
        upstreams:
          near.bench: {url: "%s", default: true}
          counted.bench: {url: "%s"}
          far.bench: {url: "%s"}
        """
            .formatted(near, counted, far);
  }

  /** How one is run. */
  record Settings(String jvm, String transport, String extra, boolean tls) {
    static final Settings USUAL = new Settings("", "", "", false);

    Settings withJvm(String options) {
      return new Settings(options, transport, extra, tls);
    }

    Settings withTransport(String word) {
      return new Settings(jvm, word, extra, tls);
    }

    Settings withTls() {
      return new Settings(jvm, transport, extra, true);
    }

    Settings with(String yaml) {
      return new Settings(jvm, transport, yaml, tls);
    }
  }

  /** One that runs, and where its administrators ask. */
  record Running(Arm arm, URI admin) {}

  /** Starts one and waits until it is ready. */
  Running start(String name, Settings settings) throws IOException, InterruptedException {
    int port = Servers.freePort();
    int admin = Servers.freePort();
    Arm arm =
        servers.start(name, port, environment(settings), command(name, settings, port, admin));
    URI adminUrl = URI.create("http://127.0.0.1:" + admin);
    awaitReady(adminUrl);
    URI url = settings.tls() ? URI.create("https://" + arm.url().getAuthority()) : arm.url();
    return new Running(new Arm(name, url, arm.pid(), "", true), adminUrl);
  }

  /**
   * Starts one on both processors and waits for nothing; ready when {@code /readyz} on {@code
   * admin} says so.
   */
  Process launch(String name, Settings settings, int port, int admin) throws IOException {
    return servers.launch(name, "0,1", environment(settings), command(name, settings, port, admin));
  }

  private static Map<String, String> environment(Settings settings) {
    return Map.of("PORTCULLIS_JAVA_OPTS", settings.jvm());
  }

  private List<String> command(String name, Settings settings, int port, int admin)
      throws IOException {
    Path config = work.resolve(name + ".yaml");
    Files.writeString(
        config,
        """
        listen: %s
        admin: 127.0.0.1:%d
        %s%s
        signers:
          bench: {keys: [bench.pub]}
        rules:
          - name: bench
            images: ["near.bench/**", "counted.bench/**", "far.bench/**"]
            require:
              - signature: {by: bench}
          - name: open
            images: ["near.bench/open/**", "far.bench/open/**"]
            insecureAdmitAnything: true
        """
            .formatted(listen(settings, port), admin, upstreams, settings.extra()));
    List<String> command =
        new ArrayList<>(List.of(launcher.toString(), "serve", "--config", config.toString()));
    if (!settings.transport().isEmpty()) {
      command.addAll(List.of("--transport", settings.transport()));
    }
    return command;
  }

  private static String listen(Settings settings, int port) {
    String address = "127.0.0.1:" + port;
    return settings.tls()
        ? "{address: \"" + address + "\", tls: {certificate: tls.crt, key: tls.key}}"
        : address;
  }

  private static void awaitReady(URI admin) throws InterruptedException, IOException {
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (!isReady(admin)) {
      if (System.nanoTime() > deadline) {
        throw new IOException("the proxy does not become ready");
      }
      Thread.sleep(20);
    }
  }

  /** Whether {@code /readyz} says yes. */
  static boolean isReady(URI admin) {
    try (Http http = new Http(admin, 4096)) {
      return http.get("/readyz").status() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** The sum of a metric's series that begin with {@code name}. */
  static double metric(URI admin, String name) throws IOException {
    try (Http http = new Http(admin)) {
      String text = new String(http.get("/metrics").body().toByteArray(), StandardCharsets.UTF_8);
      return text.lines()
          .filter(line -> line.startsWith(name))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    }
  }
}
