package dev.portcullis.proxy;

import dev.portcullis.proxy.record.RecordArchive;
import dev.portcullis.proxy.record.RecordConfig;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that says where the record is. */
final class RecordOption {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The proxy's configuration, which says where the record is.")
  private Path file = Path.of("");

  /** Something to do with the record. */
  @FunctionalInterface
  interface Work {
    int with(RecordArchive archive) throws IOException, CommandException;
  }

  /**
   * Does {@code work} with the record.
   *
   * @throws CommandException if there is none or it cannot be read
   */
  int open(Work work) throws CommandException {
    RecordConfig config =
        ConfigReader.read(file)
            .record()
            .orElseThrow(
                () ->
                    new CommandException(
                        "portcullis: " + file + " keeps no record; add 'record: {file: PATH}'"));
    try (RecordArchive archive = RecordArchive.open(config.place())) {
      return work.with(archive);
    } catch (IOException e) {
      throw new CommandException("portcullis: " + e.getMessage(), e);
    }
  }
}
