package dev.portcullis.proxy.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Connections to the place of the record, and its schema. Its methods block. */
final class Connections {
  private static final String MIGRATIONS = "classpath:dev/portcullis/proxy/record/migrations";

  private Connections() {}

  /** Brings the schema up to date; whoever writes calls this once. */
  static void migrate(RecordConfig.Place place) throws IOException, SQLException {
    if (place instanceof RecordConfig.File(Path path)) {
      Path folder = path.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
    }
    Properties login = login(place);
    try {
      Flyway.configure()
          .dataSource(url(place), login.getProperty("user", ""), login.getProperty("password", ""))
          .locations(MIGRATIONS)
          .table("record_schema")
          .baselineOnMigrate(true)
          .baselineVersion("0")
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new SQLException(firstLine(e), e);
    }
  }

  /** A connection whose transactions are committed by hand. */
  static Connection open(RecordConfig.Place place) throws IOException, SQLException {
    Connection connection = DriverManager.getConnection(url(place), login(place));
    if (place instanceof RecordConfig.File) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA busy_timeout=1000");
        statement.execute("PRAGMA journal_mode=WAL");
        statement.execute("PRAGMA synchronous=FULL");
      }
    }
    connection.setAutoCommit(false);
    return connection;
  }

  /** A connection for whoever only asks. */
  static Connection openToRead(RecordConfig.Place place) throws IOException, SQLException {
    if (place instanceof RecordConfig.File(Path path) && !Files.isRegularFile(path)) {
      throw new IOException("there is no such file");
    }
    Connection connection = DriverManager.getConnection(url(place), login(place));
    connection.setAutoCommit(false);
    return connection;
  }

  private static String url(RecordConfig.Place place) {
    return switch (place) {
      case RecordConfig.File(Path path) -> "jdbc:sqlite:" + path;
      case RecordConfig.Database database -> "jdbc:" + database.url();
    };
  }

  private static Properties login(RecordConfig.Place place) throws IOException {
    Properties login = new Properties();
    if (place instanceof RecordConfig.Database database) {
      database.username().ifPresent(name -> login.setProperty("user", name));
      if (database.password().isPresent()) {
        login.setProperty("password", Files.readString(database.password().get()).strip());
      }
      login.setProperty("connectTimeout", "5");
      login.setProperty("socketTimeout", "10");
      login.setProperty("tcpKeepAlive", "true");
      login.setProperty("ApplicationName", "portcullis");
    }
    return login;
  }

  private static String firstLine(FlywayException problem) {
    Throwable cause = problem.getCause() == null ? problem : problem.getCause();
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
  }
}
