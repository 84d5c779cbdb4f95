package dev.portcullis.proxy;

import dev.portcullis.policy.file.PolicyReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Validates configurations and describes what they may say. */
@Command(
    name = "config",
    description = "Validates a configuration, or prints the schema of one.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "  portcullis config check portcullis.yaml",
      "  portcullis config schema > portcullis.schema.json"
    },
    subcommands = {ConfigCommand.Check.class, ConfigCommand.Schema.class})
final class ConfigCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.UNUSABLE;
  }

  /** Validates a configuration. */
  @Command(
      name = "check",
      description = {
        "Reads a configuration and every file that it names, as serve does, and tells everything"
            + " that is wrong with it: file, line, column, what to do.",
        "",
        "Exit code 0 if it can be used, 3 if not."
      },
      footer = "  portcullis config check portcullis.yaml")
  static final class Check implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE", description = "The configuration.")
    private Path file = Path.of("");

    @Override
    public Integer call() {
      PrintWriter err = spec.commandLine().getErr();
      try {
        Config config = ConfigReader.read(file);
        config
            .policy()
            .warningsAt(Instant.now())
            .forEach(warning -> err.println("warning: " + warning));
        spec.commandLine().getOut().println(file + ": ok: " + ConfigSummary.line(config));
        return ExitCode.OK;
      } catch (ConfigException e) {
        e.problems().forEach(err::println);
        return ExitCode.UNUSABLE;
      }
    }
  }

  /** Prints the JSON Schema. */
  @Command(
      name = "schema",
      description = "Prints the JSON Schema (2020-12) of the configuration, for editors.",
      footer = {
        "  portcullis config schema > portcullis.schema.json",
        "",
        "The first line of the YAML file that tells many editors:",
        "  # yaml-language-server: $schema=portcullis.schema.json"
      })
  static final class Schema implements Callable<Integer> {
    private static final String RESOURCE = "config.schema.json";

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
      try (InputStream in = PolicyReader.class.getResourceAsStream(RESOURCE)) {
        if (in == null) {
          throw new IOException("the program lacks its resource " + RESOURCE);
        }
        spec.commandLine().getOut().print(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        spec.commandLine().getOut().flush();
      }
      return ExitCode.OK;
    }
  }
}
