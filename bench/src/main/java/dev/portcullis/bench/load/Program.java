package dev.portcullis.bench.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A program that verifies one image and ends.
 *
 * @param name as the report has it
 * @param command with {@code IMAGE} where the reference goes
 * @param environment beyond what this process has
 */
record Program(String name, List<String> command, Map<String, String> environment) {
  private static final String TIMES = "TIMEFORMAT='TIMES %R %U %S'; time \"$@\"";

  /**
   * One run of it.
   *
   * @param status how it ended
   * @param wall seconds from start to end
   * @param cpu processor seconds, its children's too
   * @param output what it printed
   */
  record Run(int status, double wall, double cpu, String output) {}

  /** Runs it for {@code image}, bound to processor 1. */
  Run run(Servers servers, String image) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("bash", "-c", TIMES, "bash"));
    command.forEach(word -> words.add(word.replace("IMAGE", image)));
    ProcessBuilder builder =
        new ProcessBuilder(servers.pinned("1", words)).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    String[] times =
        output
            .lines()
            .filter(line -> line.startsWith("TIMES "))
            .findFirst()
            .orElseThrow(() -> new IOException(name + " was not timed: " + output))
            .split(" ", -1);
    return new Run(
        status,
        Double.parseDouble(times[1]),
        Double.parseDouble(times[2]) + Double.parseDouble(times[3]),
        output);
  }
}
