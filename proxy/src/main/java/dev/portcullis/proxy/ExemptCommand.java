package dev.portcullis.proxy;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Exempts an artifact from its rule in a running proxy, for a time. */
@Command(
    name = "exempt",
    description = {
      "Lets one artifact through a running proxy although it does not meet its rule, until a time."
          + " It holds from the next pull on and is recorded; what is revoked is refused all the"
          + " same."
    },
    footer = {
      "  portcullis exempt sha256:... --reason 'INC-4711: hotfix' \\",
      "    --until 2026-12-01T00:00:00Z --config portcullis.yaml",
      "  portcullis unexempt sha256:... --config portcullis.yaml"
    })
final class ExemptCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private AdminOption admin = new AdminOption();

  @Parameters(index = "0", paramLabel = "DIGEST", description = "The manifest or index.")
  private String digest = "";

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "Why; the record shows it at each use.")
  private String reason = "";

  @Option(
      names = "--until",
      required = true,
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description = "When it ends, such as 2026-12-01T00:00:00Z.")
  private Instant until = Instant.EPOCH;

  @Override
  public Integer call() throws CommandException {
    String body =
        JsonNodeFactory.instance
            .objectNode()
            .put("digest", digest)
            .put("reason", reason)
            .put("expires", until.toString())
            .toString();
    JsonNode answer = admin.client().ask("POST", "/admin/exemptions", body);
    spec.commandLine().getOut().println(digest + " is exempted until " + until);
    String warning = answer.path("warning").asString("");
    if (!warning.isEmpty()) {
      spec.commandLine().getErr().println("portcullis: " + warning);
    }
    return ExitCode.OK;
  }

  /** Reads a point in time. */
  static final class TimeConverter implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String text) {
      try {
        return Instant.parse(text);
      } catch (DateTimeParseException e) {
        throw new TypeConversionException("'" + text + "' is no time such as 2026-12-01T00:00:00Z");
      }
    }
  }
}
