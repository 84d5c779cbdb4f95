package dev.portcullis.proxy;

import dev.portcullis.proxy.ops.Version;
import dev.portcullis.proxy.record.DecisionFormat;
import dev.portcullis.proxy.server.Transport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The command {@code serve} with what it was told.
 *
 * @param file the configuration; the observing default without
 * @param format how decisions are written
 * @param transport how sockets are driven
 */
record Serve(Optional<Path> file, Optional<DecisionFormat> format, Optional<Transport> transport) {
  private static final String CONFIG = "--config";
  private static final String RECORD = "--record";
  private static final String TRANSPORT = "--transport";
  private static final Set<String> OPTIONS = Set.of(CONFIG, RECORD, TRANSPORT);

  /**
   * Reads the usual forms, so that the start need not wait for picocli: {@code serve} with each
   * option once at most, as {@code --name value} or {@code --name=value}.
   *
   * @return empty for everything else, right or wrong, which {@link Commands} knows
   */
  static Optional<Serve> plain(String... args) {
    if (args.length == 0 || !args[0].equals("serve")) {
      return Optional.empty();
    }
    Map<String, String> given = new HashMap<>();
    for (int i = 1; i < args.length; i++) {
      int equals = args[i].indexOf('=');
      String name = equals < 0 ? args[i] : args[i].substring(0, equals);
      if (!OPTIONS.contains(name) || (equals < 0 && i + 1 == args.length)) {
        return Optional.empty();
      }
      String value = equals < 0 ? args[++i] : args[i].substring(equals + 1);
      if (!isPlain(value) || given.put(name, value) != null) {
        return Optional.empty();
      }
    }
    try {
      return Optional.of(
          new Serve(
              Optional.ofNullable(given.get(CONFIG)).map(Path::of),
              Optional.ofNullable(given.get(RECORD)).map(Serve::upper).map(DecisionFormat::valueOf),
              Optional.ofNullable(given.get(TRANSPORT)).map(Serve::upper).map(Transport::valueOf)));
    } catch (IllegalArgumentException _) {
      return Optional.empty(); // also for what cannot be a path
    }
  }

  /** Whether picocli would take it as it is. */
  private static boolean isPlain(String value) {
    return !value.isEmpty()
        && value.charAt(0) != '-'
        && value.charAt(0) != '@'
        && value.indexOf('"') < 0
        && value.indexOf('\'') < 0;
  }

  private static String upper(String word) {
    return word.toUpperCase(Locale.ROOT);
  }

  /**
   * Serves until the process is told to stop; the exit code. Blocks.
   *
   * @param err takes words for people
   * @throws CommandException if it cannot start
   */
  int run(PrintWriter err) throws CommandException, InterruptedException {
    DecisionFormat usual = file.isPresent() ? DecisionFormat.JSON : DecisionFormat.TEXT;
    Config config =
        file.isPresent() ? StartingConfig.read(file.get(), err) : ObservingDefault.config();
    config
        .policy()
        .warningsAt(Instant.now())
        .forEach(warning -> err.println("warning: " + warning));
    Lifecycle lifecycle =
        Lifecycle.start(
            config,
            file,
            format.orElse(usual),
            Wiring.STANDARD_OUTPUT,
            err,
            transport.orElseGet(Transport::best));
    err.println(
        "portcullis "
            + Version.current()
            + " serving on "
            + lifecycle.origin()
            + ", admin on http://"
            + SocketAddresses.text(lifecycle.wiring().adminAddress())
            + "; "
            + ConfigSummary.line(config)
            + (file.isPresent() ? "" : "; observing only, since there is no configuration"));
    lifecycle.untilStopped();
    return ExitCode.OK;
  }
}
