package dev.portcullis.bench.load;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** GET of one manifest by digest at a fixed rate, with the registry ten milliseconds away. */
final class FarManifest implements Scenario {
  private static final int CONNECTIONS = 16;
  private static final int RATE = 500;
  private static final String WHERE = ", 10 ms";

  @Override
  public String name() {
    return "far";
  }

  @Override
  public Section run(Stage stage) throws IOException, InterruptedException {
    Pace pace = stage.pace();
    URI far = stage.far().url();
    List<Arm> arms = new ArrayList<>();
    arms.add(new Arm("direct" + WHERE, far, stage.registry().pid()));
    List<Arm> others = stage.others().before(far, WHERE);
    arms.addAll(others);
    Arm gate = stage.running().arm();
    arms.add(gate.as("portcullis, policy off" + WHERE, "far.bench/", false));
    arms.add(gate.as("portcullis, warm" + WHERE, "far.bench/", true));
    for (Arm arm : arms) {
      stage.check(arm);
      OpenLoop.run(stage.warmManifest(arm), CONNECTIONS, RATE, pace.open());
    }
    Runs open =
        Runs.alternate(
            stage,
            arms,
            Math.max(1, pace.rounds() - 1),
            arm -> Runs.open(arm, stage.warmManifest(arm), CONNECTIONS, RATE, pace));
    for (Arm other : others) {
      stage.servers().stop(other.pid());
    }
    Map<String, String> plots = new LinkedHashMap<>();
    plots.put(
        "far-latency",
        Svg.lines(
            "Warm manifest, registry 10 ms away, %d requests a second".formatted(RATE),
            "us",
            List.of("p50", "p90", "p99", "p99.9"),
            open.percentiles()));
    return new Section(
        "GET of a verified manifest by digest, the registry 10 ms away",
        "Open loop at %d requests a second; latency counts from when each was due.%n%n"
                .formatted(RATE)
            + open.table("nginx proxy_cache" + WHERE),
        plots);
  }
}
