package dev.portcullis.proxy.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * The demonstration: a registry in memory that holds images right and wrong, a configuration for a
 * proxy in front of it, and pulls through that proxy with what came of them. Its methods block.
 */
public final class Demonstration implements AutoCloseable {
  private static final int WIDTH = 82;

  private final MemoryRegistry registry;
  private final DemoShelf shelf;
  private final Path config;

  private Demonstration(MemoryRegistry registry, DemoShelf shelf, Path config) {
    this.registry = registry;
    this.shelf = shelf;
    this.config = config;
  }

  /**
   * Starts the registry, makes keys, images and signatures, and writes the configuration.
   *
   * @param folder an empty folder for the configuration
   * @param port where the proxy shall listen; 0 takes a free port
   * @throws IOException if the folder cannot be written
   */
  public static Demonstration prepare(Path folder, int port) throws IOException {
    MemoryRegistry registry = MemoryRegistry.start();
    DemoShelf shelf = DemoShelf.fill(registry);
    return new Demonstration(
        registry, shelf, DemoFolder.write(folder, registry.url(), port, shelf));
  }

  /** The configuration for the proxy. */
  public Path config() {
    return config;
  }

  /**
   * Pulls everything through the proxy and prints what came of it.
   *
   * @param proxy where the proxy is
   * @return whether everything came out as it should
   */
  public boolean perform(URI proxy, PrintWriter out) throws IOException, InterruptedException {
    out.printf("%nPortcullis: only verified artifacts get through.%n%n");
    out.printf(
        "  registry  %s  in memory; its images were made and signed just now%n", registry.url());
    out.printf("  policy    %s%n", config);
    out.printf("  proxy     %s%n", proxy);
    int unexpected = 0;
    int number = 0;
    try (DemoClient client = new DemoClient(proxy)) {
      for (DemoPull pull : shelf.pulls()) {
        DemoClient.Result result = client.pull(pull);
        print(++number, pull, result, out);
        unexpected += result.outcome() == pull.expected() ? 0 : 1;
      }
    }
    out.printf(
        "%n%d pulls, %s.%n",
        number,
        unexpected == 0
            ? "each with the outcome that it should have"
            : unexpected + " of them NOT with the outcome that they should have");
    out.flush();
    return unexpected == 0;
  }

  /**
   * Prints how the reader can pull.
   *
   * @param admin the port of the admin listener
   */
  public static void invite(URI proxy, int admin, PrintWriter out) {
    String host = "localhost:" + proxy.getPort();
    out.printf(
        """

        Now you. The proxy keeps serving until you press Ctrl-C:

          curl -i http://%1$s/v2/shop/api/manifests/1.0
          curl -s http://%1$s/v2/shop/unsigned/manifests/1.0
          docker pull %1$s/shop/api:1.0
          docker pull %1$s/shop/stranger:1.0
          podman pull --tls-verify=false %1$s/shop/web:1.0
          skopeo inspect --tls-verify=false docker://%1$s/shop/tampered:1.0

          curl -s http://localhost:%2$d/metrics | grep portcullis_

        Change the policy or revoked.yaml and pull again: both are read anew. Each pull shows here:

        """,
        host, admin);
    out.flush();
  }

  /** Stops the registry. */
  @Override
  public void close() {
    registry.close();
  }

  private static void print(int number, DemoPull pull, DemoClient.Result result, PrintWriter out) {
    out.printf("%n%2d. %s%n    GET %s%n", number, pull.title(), shortened(pull.path()));
    out.printf(
        "    %-8s  cold %s, warm %s%n",
        result.outcome(), millis(result.cold()), millis(result.warm()));
    wrapped(result.reason()).forEach(line -> out.printf("              %s%n", line));
    if (result.outcome() != pull.expected()) {
      out.printf("              NOT AS EXPECTED: should be %s%n", pull.expected());
    }
    out.flush();
  }

  private static String shortened(String path) {
    int digest = path.indexOf("sha256:");
    return digest < 0 ? path : path.substring(0, digest + 19) + "...";
  }

  private static String millis(Duration duration) {
    return String.format(Locale.ROOT, "%.2f ms", duration.toNanos() / 1e6);
  }

  private static List<String> wrapped(String text) {
    List<String> lines = new java.util.ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > WIDTH) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
