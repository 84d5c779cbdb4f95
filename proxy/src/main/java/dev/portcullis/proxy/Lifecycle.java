package dev.portcullis.proxy;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.proxy.record.DecisionFormat;
import dev.portcullis.proxy.server.Transport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** A proxy from its start to the signal that ends the process. */
final class Lifecycle {
  private final Wiring wiring;
  private final Config config;
  private final Optional<Path> file;
  private final PrintWriter err;

  private Lifecycle(Wiring wiring, Config config, Optional<Path> file, PrintWriter err) {
    this.wiring = wiring;
    this.config = config;
    this.file = file;
    this.err = err;
  }

  /**
   * Starts a proxy.
   *
   * @param file where {@code config} came from, if from a file
   * @param format how decisions are recorded
   * @param record takes each line of the record
   * @param err takes words for people
   * @throws CommandException if an address or the state folder cannot be had
   */
  static Lifecycle start(
      Config config,
      Optional<Path> file,
      DecisionFormat format,
      Consumer<String> record,
      PrintWriter err)
      throws CommandException {
    return start(config, file, format, record, err, Transport.best());
  }

  /**
   * Starts a proxy over a chosen transport.
   *
   * @throws CommandException if it does not work here, and as above
   */
  static Lifecycle start(
      Config config,
      Optional<Path> file,
      DecisionFormat format,
      Consumer<String> record,
      PrintWriter err,
      Transport transport)
      throws CommandException {
    if (!transport.isAvailable()) {
      throw new CommandException(
          "portcullis: this machine has no "
              + transport
              + " for us (containers often forbid it, and it needs Linux); leave out --transport");
    }
    try {
      InstantSource clock = InstantSource.system();
      Wiring wiring = Wiring.start(config, format, record, clock, transport);
      return new Lifecycle(wiring, config, file, err);
    } catch (IOException | MalformedException e) {
      String cause = e.getCause() == null ? "" : ": " + e.getCause().getMessage();
      throw new CommandException("portcullis: cannot start: " + e.getMessage() + cause, e);
    }
  }

  Wiring wiring() {
    return wiring;
  }

  /** Where clients are served, as a URL. */
  String origin() {
    return (config.tls().isPresent() ? "https://" : "http://")
        + SocketAddresses.text(wiring.address());
  }

  /**
   * Keeps the proxy in step with its configuration until the process gets SIGTERM or SIGINT, then
   * lets what is under way finish, and ends the process with {@link ExitCode#OK}. Never returns.
   */
  void untilStopped() throws InterruptedException {
    Optional<ConfigWatcher> watcher =
        file.map(
            path ->
                ConfigWatcher.start(
                    path, config.files(), this::reload, wiring.reloads(), ConfigWatcher.INTERVAL));
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("shutdown")
                .unstarted(
                    () -> {
                      watcher.ifPresent(ConfigWatcher::close);
                      stop();
                    }));
    new CountDownLatch(1).await();
  }

  /** Runs as the shutdown hook; without {@code halt} the signal would be the exit code. */
  private void stop() {
    err.println("portcullis: stopping; pulls under way may finish");
    err.flush();
    try {
      wiring.drain();
      err.println("portcullis: stopped");
    } catch (InterruptedException e) {
      err.println("portcullis: interrupted while it stopped");
    }
    err.flush();
    System.out.flush();
    Runtime.getRuntime().halt(ExitCode.OK);
  }

  private void reload(Config next) {
    wiring.reload(next);
    for (String setting : config.needingRestart(next)) {
      err.println("portcullis: '" + setting + "' has changed and needs a restart");
    }
  }
}
