package dev.portcullis.bench.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The same warm manifest with other transports, collectors, allocators and TLS engines: what the
 * defaults were chosen from.
 */
final class Options implements Scenario {
  private static final int CONNECTIONS = 16;

  @Override
  public String name() {
    return "options";
  }

  @Override
  public Section run(Stage stage) throws IOException, InterruptedException {
    Pace pace = stage.pace();
    Wrk wrk = new Wrk(stage.work(), stage.servers());
    List<Arm> arms = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    List<Map.Entry<String, Gate.Settings>> variants =
        variants(stage).entrySet().stream().limit(pace.options()).toList();
    for (Map.Entry<String, Gate.Settings> variant : variants) {
      try {
        arms.add(stage.gate().start(variant.getKey(), variant.getValue()).arm());
      } catch (IOException notHere) {
        Stage.say("  without " + variant.getKey() + ": " + notHere.getMessage());
        missing.add(variant.getKey());
      }
    }
    for (Arm arm : arms) {
      wrk.run(stage.warmManifest(arm), CONNECTIONS, pace.variant());
    }
    Runs runs =
        Runs.alternate(
            stage,
            arms,
            Math.max(1, pace.rounds() - 1),
            arm -> Runs.closed(wrk, arm, stage.warmManifest(arm), CONNECTIONS, pace.variant()));
    for (Arm arm : arms) {
      stage.servers().stop(arm.pid());
    }
    return new Section(
        "Transports, collectors, allocators, TLS engines",
        "Closed loop, %d connections, warm manifest.%n%n".formatted(CONNECTIONS)
            + runs.table("defaults")
            + (missing.isEmpty()
                ? ""
                : "\nNot to be had here: " + String.join(", ", missing) + ".\n"),
        Map.of(
            "options",
            Svg.bars("Warm manifest, requests a second", "/s", runs.medians(Sample::rate))));
  }

  private static Map<String, Gate.Settings> variants(Stage stage)
      throws IOException, InterruptedException {
    Gate.Settings usual = Gate.Settings.USUAL;
    Map<String, Gate.Settings> variants = new LinkedHashMap<>();
    variants.put("defaults", usual);
    variants.put("io_uring", usual.withTransport("io_uring"));
    if (Servers.onPath("openssl")) {
      certificate(stage.work());
      Gate.Settings tls = usual.withTls();
      variants.put("TLS, BoringSSL", tls);
      variants.put("TLS, JDK", tls.withJvm("-Dio.netty.handler.ssl.noOpenSsl=true"));
    }
    variants.put("nio", usual.withTransport("nio"));
    variants.put("G1", usual.withJvm("-XX:+UseG1GC"));
    variants.put("Serial", usual.withJvm("-XX:+UseSerialGC"));
    variants.put("Parallel", usual.withJvm("-XX:+UseParallelGC"));
    variants.put("Z", usual.withJvm("-XX:+UseZGC"));
    variants.put("large object headers", usual.withJvm("-XX:-UseCompactObjectHeaders"));
    variants.put("pooled allocator", usual.withJvm("-Dio.netty.allocator.type=pooled"));
    return variants;
  }

  private static void certificate(Path work) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-keyout",
                work.resolve("tls.key").toString(),
                "-out",
                work.resolve("tls.crt").toString(),
                "-days",
                "2",
                "-subj",
                "/CN=localhost")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException("openssl made no certificate");
    }
  }
}
