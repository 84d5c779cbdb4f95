package dev.portcullis.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a process and its children have used, as Linux counts it.
 *
 * @param cpuSeconds processor time, user and system, in seconds
 * @param residentBytes resident memory now
 */
record Usage(double cpuSeconds, long residentBytes) {
  private static final double TICKS_A_SECOND = 100;

  /** Reads it for {@code pid} and everything below. */
  static Usage of(long pid) throws IOException {
    double cpu = 0;
    long resident = 0;
    List<Long> pids =
        Stream.concat(
                Stream.of(pid),
                ProcessHandle.of(pid).stream()
                    .flatMap(ProcessHandle::descendants)
                    .map(ProcessHandle::pid))
            .toList();
    for (long one : pids) {
      Path folder = Path.of("/proc", Long.toString(one));
      try {
        String stat = Files.readString(folder.resolve("stat"));
        String[] field = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        cpu += (Long.parseLong(field[11]) + Long.parseLong(field[12])) / TICKS_A_SECOND;
        for (String line : Files.readAllLines(folder.resolve("status"))) {
          if (line.startsWith("VmRSS:")) {
            resident += Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
          }
        }
      } catch (IOException gone) {
        if (Files.exists(folder)) {
          throw gone;
        }
        Stage.say("  process " + one + " ended while it was looked at");
      }
    }
    return new Usage(cpu, resident);
  }

  /** The processor time since {@code before}, in seconds. */
  double cpuSince(Usage before) {
    return cpuSeconds - before.cpuSeconds();
  }
}
