package dev.portcullis.proxy;

import dev.portcullis.proxy.trust.RootRefresher;
import dev.portcullis.proxy.trust.RootStatus;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Reads a configuration for the first time, and fetches the trusted roots that it lacks. */
final class StartingConfig {
  private static final Duration BOUND = Duration.ofSeconds(15);

  private StartingConfig() {}

  /**
   * The configuration in {@code file}. Waits for roots that were never fetched, a quarter of a
   * minute at most; one that does not come is told on {@code err}, and the rules that need it
   * cannot decide.
   *
   * @throws ConfigException if it cannot be used
   */
  static Config read(Path file, PrintWriter err) throws ConfigException, InterruptedException {
    Config config = ConfigReader.read(file);
    List<RootStatus> fetched =
        RootRefresher.fetchMissing(config.roots(), InstantSource.system(), BOUND);
    for (RootStatus status : fetched) {
      if (!status.isHeld()) {
        err.println(
            "portcullis: trusted root '"
                + status.name()
                + "' could not be fetched: "
                + status.problem().orElse("it did not come within " + BOUND.toSeconds() + " s")
                + "; rules that need it cannot decide until it comes. Check the url and root of"
                + " trust.sigstore."
                + status.name()
                + ".tuf, or give a trustedRoot file instead");
      }
    }
    return fetched.stream().anyMatch(RootStatus::isHeld) ? ConfigReader.read(file) : config;
  }
}
