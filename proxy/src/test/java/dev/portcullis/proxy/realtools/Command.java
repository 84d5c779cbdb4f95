package dev.portcullis.proxy.realtools;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A command line with the variables that it gets besides this process's own.
 *
 * @param line the program and its arguments
 * @param environment variables set on top of this process's environment
 */
record Command(List<String> line, Map<String, String> environment) {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  Command {
    line = List.copyOf(line);
    environment = Map.copyOf(environment);
  }

  /** This command with more arguments at its end. */
  Command and(String... arguments) {
    return new Command(Stream.concat(line.stream(), Stream.of(arguments)).toList(), environment);
  }

  /** This command with one more variable. */
  Command env(String name, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(name, value);
    return new Command(line, more);
  }

  /** Runs the command without input, for two minutes at most, and returns what came of it. */
  CommandRun run() {
    return run(PATIENCE);
  }

  /** Runs the command without input, for so long at most, and returns what came of it. */
  CommandRun run(Duration patience) {
    try {
      Process process = builder().start();
      process.getOutputStream().close();
      CompletableFuture<String> out = drain(process.getInputStream());
      CompletableFuture<String> err = drain(process.getErrorStream());
      boolean ended = process.waitFor(patience.toSeconds(), TimeUnit.SECONDS);
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      int exit = process.waitFor();
      return new CommandRun(String.join(" ", line), ended, exit, out.join(), err.join());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while running " + line, e);
    }
  }

  /** Runs the command and returns its standard output; anything but exit code 0 fails the test. */
  String output() {
    return run().mustSucceed().out();
  }

  /** Starts the command as a server whose output goes to a file. */
  Server serve(Path log) {
    try {
      return new Server(
          builder().redirectErrorStream(true).redirectOutput(log.toFile()).start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ProcessBuilder builder() {
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().putAll(environment);
    return builder;
  }

  private static CompletableFuture<String> drain(InputStream stream) {
    CompletableFuture<String> text = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try (stream) {
                text.complete(new String(stream.readAllBytes(), UTF_8));
              } catch (IOException e) {
                text.completeExceptionally(e);
              }
            });
    return text;
  }
}
