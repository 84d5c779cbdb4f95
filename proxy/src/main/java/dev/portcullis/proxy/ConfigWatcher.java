package dev.portcullis.proxy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for changes of the configuration and of every file that it refers to, on a thread of its
 * own, {@code config-watcher}. A changed configuration is read whole and then handed on; one that
 * cannot be used is told in the log and in the metrics, and leaves the last good one in force.
 * Contents are compared, so that replaced symbolic links count and touched files do not.
 */
final class ConfigWatcher implements AutoCloseable {
  /** How often to look. */
  static final Duration INTERVAL = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(ConfigWatcher.class);
  private static final Duration SETTLING = Duration.ofMillis(100);
  private static final int MOST_LOOKS = 20;

  private final Path file;
  private final Consumer<Config> swap;
  private final Reloads reloads;
  private final Duration interval;
  private final Thread thread;
  private FileSnapshot known;

  private ConfigWatcher(
      Path file, FileSnapshot known, Consumer<Config> swap, Reloads reloads, Duration interval) {
    this.file = file;
    this.known = known;
    this.swap = swap;
    this.reloads = reloads;
    this.interval = interval;
    this.thread = Thread.ofPlatform().name("config-watcher").daemon().unstarted(this::watch);
  }

  /**
   * Starts to look.
   *
   * @param file the configuration
   * @param known what the configuration in force was made from
   * @param swap puts a new configuration in force; called on this watcher's thread
   */
  static ConfigWatcher start(
      Path file, FileSnapshot known, Consumer<Config> swap, Reloads reloads, Duration interval) {
    ConfigWatcher watcher = new ConfigWatcher(file, known, swap, reloads, interval);
    watcher.thread.start();
    return watcher;
  }

  /** Ends the thread. */
  @Override
  public void close() {
    thread.interrupt();
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(interval);
        if (!known.now().equals(known)) {
          settle();
          reload();
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("the configuration is not watched any more");
    }
  }

  /** Waits until whoever writes has finished, so that no half-written file is complained about. */
  private void settle() throws InterruptedException {
    FileSnapshot last;
    FileSnapshot next = known.now();
    int looks = 0;
    do {
      last = next;
      Thread.sleep(SETTLING);
      next = last.now();
    } while (!next.equals(last) && ++looks < MOST_LOOKS);
  }

  private void reload() {
    try {
      Config next = ConfigReader.read(file);
      known = next.files();
      swap.accept(next);
      reloads.succeeded();
      next.policy().warningsAt(Instant.now()).forEach(LOG::warn);
      LOG.info("{} read anew; policy {} is in force", file, next.policyName());
    } catch (ConfigException e) {
      known = e.files();
      reloads.failed(e.problems());
      LOG.error(
          "the last good configuration stays in force, since the new one cannot be used: {}",
          String.join("; ", e.problems()));
    } catch (RuntimeException e) {
      reloads.failed(List.of(String.valueOf(e.getMessage())));
      LOG.error(
          "the last good configuration stays in force, since the new one failed: {}", e.toString());
      LOG.debug("the new configuration failed", e);
    }
  }
}
