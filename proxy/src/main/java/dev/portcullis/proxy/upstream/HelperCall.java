package dev.portcullis.proxy.upstream;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.oci.StrictJson;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/**
 * One run of a docker credential helper: {@code docker-credential-<program> get}, the server on
 * standard input, JSON on standard output. Blocks for at most ten seconds.
 *
 * @param program the program's file
 * @param server what is asked for
 */
record HelperCall(Path program, String server) {
  private static final Duration TIME_OUT = Duration.ofSeconds(10);
  private static final int OUTPUT_BYTES = 64 * 1024;

  /** A helper that gave no usable answer; the message names it. */
  static final class HelperException extends Exception {
    private static final long serialVersionUID = 1L;

    HelperException(String message) {
      super(message);
    }
  }

  Secret run() throws HelperException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder(program.toString(), "get")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      throw new HelperException(name() + " cannot be run");
    }
    try {
      return read(process);
    } finally {
      process.destroyForcibly();
    }
  }

  private Secret read(Process process) throws HelperException, InterruptedException {
    CompletableFuture<Bytes> output = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                output.complete(Bytes.wrap(process.getInputStream().readNBytes(OUTPUT_BYTES)));
              } catch (IOException e) {
                output.completeExceptionally(e);
              }
            });
    try (OutputStream in = process.getOutputStream()) {
      in.write(server.getBytes(StandardCharsets.UTF_8));
    } catch (IOException closedEarly) {
      // A helper may answer without reading; its exit and output tell.
    }
    if (!process.waitFor(TIME_OUT.toSeconds(), TimeUnit.SECONDS)) {
      throw new HelperException(name() + " gave no answer within " + TIME_OUT.toSeconds() + " s");
    }
    Bytes answer =
        output
            .completeOnTimeout(Bytes.empty(), 1, TimeUnit.SECONDS)
            .exceptionally(broken -> Bytes.empty())
            .join();
    return process.exitValue() == 0 ? secret(answer) : refused(answer, process.exitValue());
  }

  private Secret refused(Bytes answer, int exit) throws HelperException {
    String said = answer.toUtf8().strip();
    if (said.contains("credentials not found")) {
      return new Secret.None();
    }
    throw new HelperException(
        name()
            + " failed for "
            + server
            + " with exit code "
            + exit
            + ": "
            + Quoting.shorten(said));
  }

  private Secret secret(Bytes answer) throws HelperException {
    try {
      JsonNode json = StrictJson.parseObject(answer, OUTPUT_BYTES);
      String username = json.path("Username").asString("");
      String secret = json.path("Secret").asString("");
      if (secret.isEmpty()) {
        return new Secret.None();
      }
      return username.equals("<token>")
          ? new Secret.Refresh(secret)
          : Secret.Basic.of(username, secret);
    } catch (MalformedException e) {
      throw new HelperException(name() + " does not answer with a JSON object");
    }
  }

  private String name() {
    return String.valueOf(program.getFileName());
  }
}
