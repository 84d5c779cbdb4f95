package dev.portcullis.proxy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program in a process of its own, as its users run it, that has begun to serve. */
public final class ServedProcess implements AutoCloseable {
  private static final Pattern BANNER =
      Pattern.compile("serving on (http://[^,]+), admin on (http://[^;]+);");

  private final Process process;
  private final URI address;
  private final URI admin;

  private ServedProcess(Process process, URI address, URI admin) {
    this.process = process;
    this.address = address;
    this.admin = admin;
  }

  /** Starts {@code serve --config config} and waits until it serves; its output goes to a file. */
  public static ServedProcess start(Path config, Path output) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "serve",
                "--config",
                config.toString()));
    Process process = new ProcessBuilder(command).redirectOutput(output.toFile()).start();
    BufferedReader err = process.errorReader();
    List<String> said = new ArrayList<>();
    for (String line = err.readLine(); line != null; line = err.readLine()) {
      said.add(line);
      Matcher banner = BANNER.matcher(line);
      if (banner.find()) {
        Thread.ofVirtual().start(() -> err.lines().forEach(System.err::println));
        return new ServedProcess(process, URI.create(banner.group(1)), URI.create(banner.group(2)));
      }
    }
    throw new IOException("it did not begin to serve: " + said);
  }

  /** Where clients are served. */
  public URI address() {
    return address;
  }

  /** Where operators are served. */
  public URI admin() {
    return admin;
  }

  /** Sends SIGTERM. */
  public void terminate() {
    process.toHandle().destroy();
  }

  /** Sends SIGKILL and waits for the end. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** The exit code, once it has ended. */
  public int exitCode() throws InterruptedException {
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      throw new AssertionError("the process does not end");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
