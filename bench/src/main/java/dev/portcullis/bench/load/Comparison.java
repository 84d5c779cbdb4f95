package dev.portcullis.bench.load;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MediaTypes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares GETs of one verified manifest by digest: straight from distribution, through nginx,
 * through nginx with its cache, and through the proxy, warm. The load runs on processor 0, every
 * server on processor 1; the arms alternate; each run ends with a check that the unsigned image is
 * still refused and the signed one still served.
 */
public final class Comparison {
  private static final String REPOSITORY = "bench/image";

  private final Path work;
  private final Path launcher;
  private final Duration duration;
  private final int rounds;

  private Comparison(Path work, Path launcher, Duration duration, int rounds) {
    this.work = work;
    this.launcher = launcher;
    this.duration = duration;
    this.rounds = rounds;
  }

  /**
   * Runs the comparison and writes a report.
   *
   * @param args launcher, report file, and optionally {@code --smoke} for a short run that only
   *     shows that everything works
   */
  public static void main(String[] args) throws Exception {
    if (args.length < 2) {
      System.err.println("usage: Comparison LAUNCHER REPORT.md [--smoke]");
      System.exit(2);
    }
    boolean smoke = List.of(args).contains("--smoke");
    Path work = Files.createTempDirectory("portcullis-bench");
    Comparison comparison =
        new Comparison(
            work,
            Path.of(args[0]).toAbsolutePath(),
            Duration.ofSeconds(smoke ? 2 : 10),
            smoke ? 1 : 5);
    String report = comparison.run();
    Path target = Path.of(args[1]).toAbsolutePath();
    Files.createDirectories(target.getParent());
    Files.writeString(target, report);
    System.out.println(report);
  }

  private String run() throws IOException, InterruptedException, GeneralSecurityException {
    try (Servers servers = new Servers(work)) {
      Arm direct = servers.distribution();
      SeededImage seed = new SeededImage(direct.url());
      Digest signed = seed.push(REPOSITORY, "signed", Bytes.utf8("signed layer"));
      seed.sign(REPOSITORY, signed);
      Digest unsigned = seed.push(REPOSITORY, "unsigned", Bytes.utf8("unsigned layer"));
      Files.writeString(work.resolve("bench.pub"), seed.publicKey());
      List<Arm> arms = new ArrayList<>(List.of(direct));
      if (Servers.onPath("nginx")) {
        arms.add(servers.nginx(direct.url(), false));
        arms.add(servers.nginx(direct.url(), true));
      } else {
        System.err.println("nginx is not on the PATH: its arms are left out");
      }
      Arm gate = portcullis(servers, direct.url());
      arms.add(gate);
      Map<Arm, List<Sample>> samples = measure(arms, signed);
      check(gate, signed, 200);
      check(gate, unsigned, 403);
      return new Report(duration, rounds).markdown(samples);
    }
  }

  private Map<Arm, List<Sample>> measure(List<Arm> arms, Digest signed)
      throws IOException, InterruptedException {
    Wrk wrk = new Wrk(work);
    Map<Arm, List<Sample>> samples = new LinkedHashMap<>();
    for (Arm arm : arms) {
      System.err.println("warming " + arm.name());
      check(arm, signed, 200);
      wrk.run(manifest(arm, signed), 16, duration, headers());
      samples.put(arm, new ArrayList<>());
    }
    for (int round = 1; round <= rounds; round++) {
      for (Arm arm : arms) {
        Sample sample = wrk.run(manifest(arm, signed), 16, duration, headers());
        System.err.printf(
            "round %d/%d %-20s %,10.0f requests/s, p50 %.0f us, p99 %.0f us, errors %d%n",
            round, rounds, arm.name(), sample.rate(), sample.p50(), sample.p99(), sample.errors());
        samples.computeIfAbsent(arm, first -> new ArrayList<>()).add(sample);
      }
    }
    return samples;
  }

  private static Map<String, String> headers() {
    return Map.of("Accept", MediaTypes.OCI_MANIFEST + ", " + MediaTypes.OCI_INDEX);
  }

  private static URI manifest(Arm arm, Digest digest) {
    return arm.url().resolve("/v2/" + REPOSITORY + "/manifests/" + digest);
  }

  private Arm portcullis(Servers servers, URI upstream) throws IOException, InterruptedException {
    int port = Servers.freePort();
    Path config = work.resolve("portcullis.yaml");
    Files.writeString(
        config,
        """
        listen: 127.0.0.1:%d
        admin: 127.0.0.1:%d
        upstreams:
          registry.bench: {url: "%s", default: true}
        signers:
          bench: {keys: [bench.pub]}
        rules:
          - name: bench
            images: ["registry.bench/**"]
            require:
              - signature: {by: bench}
        """
            .formatted(port, Servers.freePort(), upstream));
    return servers.portcullis("portcullis", launcher, config, port);
  }

  private static void check(Arm arm, Digest digest, int expected)
      throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(manifest(arm, digest))
                  .header("Accept", MediaTypes.OCI_MANIFEST)
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != expected) {
        throw new IOException(
            arm.name()
                + " answered "
                + response.statusCode()
                + " instead of "
                + expected
                + ": "
                + response.body());
      }
    }
  }
}
