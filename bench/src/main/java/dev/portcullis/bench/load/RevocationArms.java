package dev.portcullis.bench.load;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.proxy.demo.MemoryRegistry;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabNotary;
import dev.portcullis.verify.lab.LabOcsp;
import dev.portcullis.verify.lab.LabRevocable;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.x509.Extension;

/**
 * What warm pulls take while the responder of their signer is well, slow or dead: the same, since
 * no pull asks it. Answers live for twelve seconds, so that they are asked for again in every arm.
 * Prints a table; the arms alternate.
 */
final class RevocationArms {
  private static final int ROUNDS = 3;
  private static final Duration PHASE = Duration.ofSeconds(6);
  private static final Duration LIFE = Duration.ofSeconds(12);

  private volatile Mode mode = Mode.WELL;
  private final AtomicInteger asked = new AtomicInteger();

  /** How the responder behaves. */
  enum Mode {
    WELL,
    SLOW,
    DEAD
  }

  private RevocationArms() {}

  /**
   * Measures.
   *
   * @param args none
   */
  public static void main(String[] args) throws Exception {
    new RevocationArms().measure();
  }

  private void measure() throws Exception {
    Path folder = Files.createTempDirectory("revocation-arms");
    HttpServer responder =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    responder.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    LabHolder leaf =
        LabNotary.leaf()
            .with(
                Extension.authorityInfoAccess,
                false,
                LabRevocable.ocsp("http://127.0.0.1:" + responder.getAddress().getPort() + "/o"))
            .issuedBy(LabNotary.MIDDLE);
    responder.createContext("/", exchange -> answer(exchange, leaf));
    responder.start();
    int port = Servers.freePort();
    try (MemoryRegistry registry = MemoryRegistry.start()) {
      String digest = fill(registry, leaf);
      Process proxy = start(folder, registry, port);
      try {
        run(port, digest);
      } finally {
        proxy.destroy();
        proxy.waitFor();
      }
    } finally {
      responder.stop(0);
    }
  }

  private void answer(HttpExchange exchange, LabHolder leaf) throws IOException {
    asked.incrementAndGet();
    try (exchange) {
      if (mode == Mode.SLOW) {
        Thread.sleep(Duration.ofSeconds(2));
      }
      if (mode != Mode.DEAD) {
        Instant now = Instant.now();
        byte[] body =
            LabOcsp.good(leaf, LabNotary.MIDDLE, now)
                .times(now, Optional.of(now.plus(LIFE)))
                .der()
                .toByteArray();
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String fill(MemoryRegistry registry, LabHolder leaf) {
    LabArtifact image = LabArtifact.image("warm");
    LabArtifact signature =
        LabNotary.referrer(
            image, LabNotary.signer(MediaTypes.NOTATION_JWS, leaf, image.in("r.test/app")));
    for (LabArtifact each : new LabArtifact[] {image, signature}) {
      each.blobs().values().forEach(blob -> registry.blob("app", blob));
      registry.manifest(
          "app", each.digest().toString(), each.manifest().mediaType(), each.manifest().raw());
    }
    return image.digest().toString();
  }

  private static Process start(Path folder, MemoryRegistry registry, int port)
      throws IOException, InterruptedException {
    Path store = Files.createDirectories(folder.resolve("store/x509/ca/acme"));
    Files.writeString(store.resolve("root.pem"), LabNotary.ROOT.pem());
    Path config = folder.resolve("portcullis.yaml");
    Files.writeString(
        config,
        """
        listen: 127.0.0.1:%d
        admin: 127.0.0.1:0
        upstreams: {r.test: {url: "%s", default: true}}
        trust:
          notation: {trustStore: store}
          revocation: {mode: hard, budget: 10s, staleGrace: 1h, allow: ["127.0.0.1"]}
        signers:
          acme: {notation: {stores: ["ca:acme"], subjects: ["*"]}}
        rules:
          - {name: all, images: ["r.test/**"], require: [{signature: {by: acme}}]}
        """
            .formatted(port, registry.url()));
    Process proxy =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.portcullis.proxy.Main",
                "serve",
                "--config",
                config.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(folder.resolve("proxy.log").toFile())
            .start();
    for (int i = 0; i < 600 && proxy.isAlive(); i++) {
      if (Servers.accepts(port)) {
        return proxy;
      }
      Thread.sleep(100);
    }
    throw new IOException("the proxy does not listen; see " + folder.resolve("proxy.log"));
  }

  private void run(int port, String digest) throws IOException {
    byte[] request =
        ("GET /v2/app/manifests/" + digest + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    Map<Mode, Histogram> taken = new EnumMap<>(Mode.class);
    Map<Mode, Integer> requests = new EnumMap<>(Mode.class);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      socket.getOutputStream().write(request);
      byte[] answer = new byte[64 * 1024];
      int length = in.read(answer);
      if (!new String(answer, 0, 12, StandardCharsets.US_ASCII).equals("HTTP/1.1 200")) {
        throw new IOException(
            "not admitted: " + new String(answer, 0, length, StandardCharsets.UTF_8));
      }
      for (int i = 0; i < 20_000; i++) {
        pull(socket, in, request, answer, length);
      }
      for (int round = 0; round < ROUNDS; round++) {
        for (Mode each : Mode.values()) {
          mode = each;
          int before = asked.get();
          Histogram mine = taken.computeIfAbsent(each, _ -> new Histogram());
          long end = System.nanoTime() + PHASE.toNanos();
          while (System.nanoTime() < end) {
            mine.add(pull(socket, in, request, answer, length));
          }
          requests.merge(each, asked.get() - before, Integer::sum);
        }
      }
    }
    System.out.println("| responder | asked | pulls | p50 us | p99 us |\n|---|---|---|---|---|");
    taken.forEach(
        (each, mine) ->
            System.out.printf(
                Locale.ROOT,
                "| %s | %d | %d | %.1f | %.1f |%n",
                each.name().toLowerCase(Locale.ROOT),
                requests.getOrDefault(each, 0),
                mine.total(),
                mine.micros(0.5),
                mine.micros(0.99)));
  }

  private static long pull(
      Socket socket, DataInputStream in, byte[] request, byte[] answer, int length)
      throws IOException {
    long start = System.nanoTime();
    socket.getOutputStream().write(request);
    in.readFully(answer, 0, length);
    return System.nanoTime() - start;
  }
}
