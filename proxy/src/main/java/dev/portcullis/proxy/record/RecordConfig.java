package dev.portcullis.proxy.record;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How decisions are kept.
 *
 * @param place where
 * @param onTrouble what happens to pulls while entries cannot be kept
 * @param keep how long entries are kept; empty keeps them all
 */
public record RecordConfig(Place place, OnTrouble onTrouble, Optional<Duration> keep) {

  /** Where the record is. */
  public sealed interface Place {
    /** For people, without a secret. */
    String name();
  }

  /**
   * A SQLite file of this proxy alone.
   *
   * @param path the file
   */
  public record File(Path path) implements Place {
    @Override
    public String name() {
      return path.toString();
    }
  }

  /**
   * A PostgreSQL database that a fleet shares.
   *
   * @param url as {@code postgresql://host:port/database?parameters}, without credentials
   * @param username who logs in
   * @param password the file with the password, if there is one
   */
  public record Database(String url, Optional<String> username, Optional<Path> password)
      implements Place {
    @Override
    public String name() {
      int parameters = url.indexOf('?');
      return parameters < 0 ? url : url.substring(0, parameters);
    }
  }

  /** What happens to pulls while entries cannot be kept. */
  public enum OnTrouble {
    /** No pull is answered that is not recorded: clients get 503. */
    BLOCK,
    /** Pulls go on; how many went unrecorded is counted, and recorded when that is possible. */
    DROP_AND_COUNT
  }
}
