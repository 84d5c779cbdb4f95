package dev.portcullis.bench.load;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Memory against what is held: verdicts with their manifests and edges, then idle connections. Read
 * after a full collection each time, so that the figures are what is kept and not what is garbage.
 */
final class Footprint implements Scenario {
  private static final String TRIED = "[what was tried](memory.md)";
  private static final int CLIENTS = 16;
  private static final int STEPS = 4;

  @Override
  public String name() {
    return "memory";
  }

  /** Memory at one point, in bytes. */
  private record Point(String held, double heap, double resident) {}

  @Override
  public Section run(Stage stage) throws IOException, InterruptedException {
    Pace pace = stage.pace();
    List<Point> points = new ArrayList<>();
    try (StubRegistry stub = new StubRegistry()) {
      Gate gate =
          new Gate(
              stage.servers(), stage.work(), stage.launcher(), stub.url(), stub.url(), stub.url());
      Gate.Running running = gate.start("portcullis-memory", Gate.Settings.USUAL);
      points.add(point("nothing", running));
      int step = pace.verdicts() / STEPS;
      for (int i = 0; i < STEPS; i++) {
        fill(running.arm(), stub.make(i * step, step));
        points.add(point("%,d verdicts".formatted((i + 1) * step), running));
      }
      try (Idle idle = new Idle(running.arm().url(), pace.idle())) {
        points.add(point("and %,d idle connections".formatted(idle.count()), running));
      }
      stage.servers().stop(running.arm().pid());
    }
    StringBuilder text =
        new StringBuilder(
            "Every verdict comes with its manifest of some 700 bytes and the edges to four blobs."
                + " After a full collection each time.\n\n"
                + "| held | heap MB | RSS MB |\n|---|---|---|\n");
    Map<String, List<Double>> curve = new LinkedHashMap<>();
    for (Point point : points) {
      text.append(
          "| %s | %.1f | %.0f |%n"
              .formatted(point.held(), point.heap() / 1e6, point.resident() / 1e6));
    }
    List<Point> verdicts = points.subList(0, STEPS + 1);
    curve.put("heap", verdicts.stream().map(point -> point.heap() / 1e6).toList());
    curve.put("resident", verdicts.stream().map(point -> point.resident() / 1e6).toList());
    double each = (verdicts.getLast().heap() - verdicts.getFirst().heap()) / pace.verdicts();
    double connection =
        (points.getLast().resident() - points.get(STEPS).resident()) / Math.max(1, pace.idle());
    text.append(
        "%nHeap for each verdict with manifest and edges: %,.0f bytes. Resident for each idle connection: %,.0f bytes.%n"
            .formatted(each, connection));
    return new Section(
        "Memory",
        text.toString(),
        Map.of(
            "memory",
            Svg.lines(
                "Memory against verdicts",
                "MB",
                verdicts.stream().map(Point::held).toList(),
                curve)),
        List.of(
            Target.atMost(
                "heap for each cached verdict, with manifest and edges",
                1024,
                each,
                " bytes",
                TRIED),
            Target.atMost(
                "resident with %,d verdicts".formatted(pace.verdicts()),
                256 * 1.048576,
                verdicts.getLast().resident() / 1e6,
                " MB",
                TRIED)));
  }

  private static Point point(String held, Gate.Running running)
      throws IOException, InterruptedException {
    collect(running.arm().pid());
    Point point =
        new Point(
            held,
            Gate.metric(running.admin(), "jvm_memory_used_bytes{area=\"heap\""),
            Usage.of(running.arm().pid()).residentBytes());
    Stage.say(
        "  %-30s heap %6.1f MB, resident %6.0f MB"
            .formatted(held, point.heap() / 1e6, point.resident() / 1e6));
    return point;
  }

  /** Has the proxy collect its garbage, twice. */
  static void collect(long pid) throws IOException, InterruptedException {
    String jcmd = System.getProperty("java.home") + "/bin/jcmd";
    for (int i = 0; i < 2; i++) {
      Process process =
          new ProcessBuilder(jcmd, Long.toString(pid), "GC.run")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (process.waitFor() != 0) {
        throw new IOException("jcmd could not ask " + pid + " to collect");
      }
    }
  }

  /** Pulls each of {@code digests} once. */
  static void fill(Arm arm, List<String> digests) throws IOException, InterruptedException {
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> parts = new ArrayList<>();
      for (int part = 0; part < CLIENTS; part++) {
        int first = part;
        parts.add(clients.submit(() -> pull(arm, digests, first)));
      }
      for (Future<Integer> part : parts) {
        part.get();
      }
    } catch (ExecutionException failed) {
      throw new IOException("the proxy could not be filled", failed.getCause());
    }
  }

  private static int pull(Arm arm, List<String> digests, int first) throws IOException {
    int pulled = 0;
    try (Http http = new Http(arm.url(), 8 * 1024)) {
      for (int i = first; i < digests.size(); i += CLIENTS) {
        String path = arm.path(Stage.OPEN_REPOSITORY, "/manifests/" + digests.get(i));
        Stage.require(arm, "a manifest", http.get(path).status(), 200);
        pulled++;
      }
    }
    return pulled;
  }

  /** Connections that were used once and are kept open. */
  static final class Idle implements AutoCloseable {
    private final List<Http> open = new ArrayList<>();

    Idle(URI url, int count) throws IOException {
      for (int i = 0; i < count; i++) {
        Http http = new Http(url, 256);
        open.add(http);
        http.get("/v2/");
      }
    }

    int count() {
      return open.size();
    }

    @Override
    public void close() throws IOException {
      Optional<IOException> broken = Optional.empty();
      for (Http http : open) {
        try {
          http.close();
        } catch (IOException e) {
          broken = Optional.of(e);
        }
      }
      if (broken.isPresent()) {
        throw broken.get();
      }
    }
  }
}
