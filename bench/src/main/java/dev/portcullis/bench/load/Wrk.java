package dev.portcullis.bench.load;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;

/** Runs {@code wrk}, a closed-loop load generator, on a processor of its own. */
final class Wrk {
  private final Path script;
  private final Servers servers;

  /** What one run found. */
  record Result(long requests, double seconds, long errors, Sample.Latency latency) {}

  /** Writes the reporting script into {@code work}. */
  Wrk(Path work, Servers servers) throws IOException {
    this.script = work.resolve("percentiles.lua");
    this.servers = servers;
    try (InputStream lua = Wrk.class.getResourceAsStream("percentiles.lua")) {
      if (lua == null) {
        throw new IOException("percentiles.lua is missing from the class path");
      }
      Files.copy(lua, script, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /**
   * Loads {@code url} with GETs.
   *
   * @param connections kept open and reused throughout
   * @throws IOException if wrk is missing or its output is not understood
   */
  Result run(URI url, int connections, Duration duration) throws IOException, InterruptedException {
    List<String> command =
        servers.pinned(
            "0",
            List.of(
                "wrk",
                "-t1",
                "-c" + connections,
                "-d" + duration.toSeconds() + "s",
                "--timeout",
                "10s",
                "-s",
                script.toString(),
                "-H",
                "Accept: " + Stage.ACCEPT,
                url.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    for (String line : output.split("\n", -1)) {
      if (line.startsWith("RESULT ")) {
        String[] field = line.split(" ", -1);
        return new Result(
            Long.parseLong(field[1]),
            Double.parseDouble(field[2]),
            Long.parseLong(field[3]),
            new Sample.Latency(
                Double.parseDouble(field[4]),
                Double.parseDouble(field[5]),
                Double.parseDouble(field[6]),
                Double.parseDouble(field[7])));
      }
    }
    throw new IOException("wrk failed: " + output);
  }
}
