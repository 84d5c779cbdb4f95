package dev.portcullis.bench.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JMH benchmarks of single verdicts, sigstore-java among them, in a JVM on processor 1. */
final class Verdicts implements Scenario {
  private static final String TRIED = "[what was tried](verdicts.md)";

  @Override
  public String name() {
    return "verdicts";
  }

  /**
   * What is run.
   *
   * @param name as the report has it
   * @param pattern which benchmark
   * @param parameters as JMH has them
   * @param target microseconds at the median; 0 for none
   */
  private record Case(String name, String pattern, List<String> parameters, double target) {}

  private static final List<Case> CASES =
      List.of(
          new Case("key, P-256, bundle", "KeyVerdict.*bundle$", List.of("kind=P256"), 200),
          new Case(
              "key, P-256, `.sig` layer", "KeyVerdict.*signatureLayer$", List.of("kind=P256"), 200),
          new Case(
              "keyless, Rekor v1, certificate never seen",
              "KeylessVerdict.*keyless$",
              List.of("form=KEYLESS_REKOR_V1"),
              600),
          new Case(
              "the same by sigstore-java",
              "KeylessVerdict.*sigstoreJava$",
              List.of("form=KEYLESS_REKOR_V1"),
              0),
          new Case(
              "notation, chain of 3, P-256, with timestamp",
              "NotationVerdict.*cold$",
              List.of("kind=P256", "timestamp=true", "format=application/jose+json"),
              1000),
          new Case(
              "notation, chain of 3, RSA 2048, with timestamp",
              "NotationVerdict.*cold$",
              List.of("kind=RSA2048", "timestamp=true", "format=application/jose+json"),
              1000));

  @Override
  public Section run(Stage stage) throws IOException, InterruptedException {
    StringBuilder text =
        new StringBuilder(
            "Microseconds of one thread from the fetched bytes to the findings, JMH, sampled; KB"
                + " allocated. `bench/jmh` runs them for longer.\n\n"
                + "| verdict | p50 us | p99 us | KB |\n|---|---|---|---|\n");
    Map<String, Double> bars = new LinkedHashMap<>();
    List<Target> targets = new ArrayList<>();
    boolean full = stage.pace().rounds() > 1;
    for (Case one : full ? CASES : CASES.subList(0, 1)) {
      Map<String, Double> found = measure(stage, one);
      double median = found.getOrDefault("p0.50", Double.NaN);
      text.append(
          "| %s | %s | %s | %s |%n"
              .formatted(
                  one.name(),
                  Svg.number(median),
                  Svg.number(found.getOrDefault("p0.99", Double.NaN)),
                  Svg.number(found.getOrDefault("gc.alloc.rate.norm", Double.NaN) / 1e3)));
      bars.put(one.name().replace("`", ""), median);
      if (one.target() > 0) {
        targets.add(
            Target.atMost("verdict, " + one.name() + ", p50", one.target(), median, " us", TRIED));
      }
    }
    return new Section(
        "Single verdicts",
        text.toString(),
        Map.of("verdicts", Svg.bars("One verdict, median", "us", bars)),
        targets);
  }

  private static Map<String, Double> measure(Stage stage, Case one)
      throws IOException, InterruptedException {
    Path results = stage.work().resolve("jmh.csv");
    Files.deleteIfExists(results);
    boolean full = stage.pace().rounds() > 1;
    String seconds = full ? "2" : "1";
    String iterations = full ? "3" : "1";
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                System.getProperty("java.class.path"),
                "org.openjdk.jmh.Main",
                one.pattern(),
                "-f",
                "1",
                "-wi",
                iterations,
                "-w",
                seconds,
                "-i",
                iterations,
                "-r",
                seconds,
                "-prof",
                "gc",
                "-rf",
                "csv",
                "-rff",
                results.toString()));
    for (String parameter : one.parameters()) {
      command.addAll(List.of("-p", parameter));
    }
    Process process =
        new ProcessBuilder(stage.servers().pinned("1", command)).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0 || !Files.exists(results)) {
      throw new IOException("JMH failed for " + one.pattern() + ": " + output);
    }
    Map<String, Double> found = parse(Files.readString(results));
    if (!found.containsKey("p0.50")) {
      throw new IOException("JMH measured nothing for " + one.pattern() + ": " + output);
    }
    Stage.say("  %-46s p50 %8.1f us".formatted(one.name(), found.get("p0.50")));
    return found;
  }

  /** Scores by what follows the last colon of the benchmark's name. */
  private static Map<String, Double> parse(String csv) {
    Map<String, Double> scores = new LinkedHashMap<>();
    csv.lines()
        .skip(1)
        .forEach(
            line -> {
              String[] field = line.split(",", -1);
              String name = field[0].replace("\"", "");
              String part = name.substring(name.lastIndexOf(':') + 1);
              scores.put(part.replace("·", ""), Double.parseDouble(field[4]));
            });
    return scores;
  }
}
