package dev.portcullis.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the proxy takes of the machine with many verdicts, for each of some sets of JVM options;
 * what the launcher's own were chosen from. One row each: resident memory as it is after the pulls,
 * and after a full collection.
 */
public final class MemoryTable {
  private static final int BATCH = 20_000;

  private MemoryTable() {}

  /**
   * Prints the table.
   *
   * @param args launcher, number of verdicts, number of idle connections, then sets of JVM options,
   *     each in one argument; none means the launcher's own
   */
  public static void main(String[] args) throws Exception {
    if (args.length < 3) {
      System.err.println("usage: MemoryTable LAUNCHER VERDICTS CONNECTIONS [JVM-OPTIONS]...");
      System.exit(2);
    }
    int verdicts = Integer.parseInt(args[1]);
    int connections = Integer.parseInt(args[2]);
    List<String> variants = new ArrayList<>(List.of(args).subList(3, args.length));
    if (variants.isEmpty()) {
      variants.add("");
    }
    System.out.print(Machine.description(false));
    System.out.printf(
        "%n| JVM options | RSS MB at first | pulls/s | RSS MB, %,d verdicts | heap MB | bytes of"
            + " heap a verdict | RSS MB after a collection | bytes of RSS a connection, %,d idle"
            + " |%n|---|---|---|---|---|---|---|---|%n",
        verdicts, connections);
    Path work = Files.createTempDirectory("portcullis-memory");
    for (String variant : variants) {
      System.out.println(
          row(work, Path.of(args[0]).toAbsolutePath(), variant, verdicts, connections));
    }
  }

  private static String row(Path work, Path launcher, String jvm, int verdicts, int connections)
      throws Exception {
    try (Servers servers = new Servers(work, false);
        StubRegistry stub = new StubRegistry()) {
      Files.writeString(work.resolve("bench.pub"), new SeededImage(stub.url()).publicKey());
      Gate gate = new Gate(servers, work, launcher, stub.url(), stub.url(), stub.url());
      Gate.Running running = gate.start("portcullis-memory", Gate.Settings.USUAL.withJvm(jvm));
      long pid = running.arm().pid();
      double first = resident(pid);
      double empty = heap(running);
      long began = System.nanoTime();
      for (int done = 0; done < verdicts; done += BATCH) {
        List<String> digests = stub.make(done, Math.min(BATCH, verdicts - done));
        Footprint.fill(running.arm(), digests);
        stub.forget(digests);
        Stage.say("  %,d verdicts, RSS %.0f MB".formatted(done + digests.size(), resident(pid)));
      }
      double rate = verdicts / ((System.nanoTime() - began) / 1e9);
      double full = resident(pid);
      double used = heap(running);
      double collected = resident(pid);
      double idle;
      try (Footprint.Idle open = new Footprint.Idle(running.arm().url(), connections)) {
        Footprint.collect(pid);
        idle = (resident(pid) - collected) * 1e6 / Math.max(1, open.count());
      }
      servers.stop(pid);
      return "| %s | %.0f | %,.0f | %.0f | %.1f | %,.0f | %.0f | %,.0f |"
          .formatted(
              jvm.isEmpty() ? "the launcher's" : "`" + jvm + "`",
              first,
              rate,
              full,
              used / 1e6,
              (used - empty) / verdicts,
              collected,
              idle);
    }
  }

  private static double resident(long pid) throws IOException {
    return Usage.of(pid).residentBytes() / 1e6;
  }

  /** Bytes of heap that are in use after a collection. */
  private static double heap(Gate.Running running) throws IOException, InterruptedException {
    Footprint.collect(running.arm().pid());
    return Gate.metric(running.admin(), "jvm_memory_used_bytes{area=\"heap\"");
  }
}
