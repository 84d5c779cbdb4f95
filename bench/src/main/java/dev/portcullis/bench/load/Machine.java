package dev.portcullis.bench.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Says what the figures were measured on: machine, kernel, programs. */
final class Machine {
  private static final List<List<String>> PROGRAMS =
      List.of(
          List.of("nginx", "-v"),
          List.of("haproxy", "-v"),
          List.of("registry", "--version"),
          List.of("wrk", "-v"));

  private Machine() {}

  static String description(boolean realtime) throws IOException, InterruptedException {
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "Machine: %d virtual processors of a shared machine (%s), Linux %s, Java %s. Load"
                    + " average before the run: %s.%n",
                processors(),
                model(),
                System.getProperty("os.version"),
                Runtime.version(),
                Files.readString(Path.of("/proc/loadavg")).strip()));
    text.append("\nPrograms: ");
    for (List<String> program : PROGRAMS) {
      if (Servers.onPath(program.getFirst())) {
        text.append(program.getFirst()).append(" (").append(version(program)).append("), ");
      }
    }
    text.append(
        "all on loopback. The load has processor 0, every server processor 1, the registry too.");
    if (realtime) {
      text.append(
          " **Load and servers ran in a real-time class because the machine was busy: ratios may be"
              + " used, tails and absolute figures may not.**");
    }
    return text.append('\n').toString();
  }

  private static String version(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output.lines().findFirst().map(String::strip).orElse("unknown");
  }

  /** Those of the machine, not those that this process is bound to. */
  private static long processors() throws IOException {
    return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
        .filter(line -> line.startsWith("processor"))
        .count();
  }

  private static String model() throws IOException {
    return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 2))
        .findFirst()
        .orElse("unknown processor");
  }
}
