package dev.portcullis.proxy;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Revokes something in a running proxy. */
@Command(
    name = "revoke",
    description = {
      "Revokes a signer, key, certificate, artifact or log entry in a running proxy. It holds from"
          + " the next pull on, also for what was admitted before, and is recorded."
    },
    footer = {
      "  portcullis revoke signer release --reason 'INC-4711: laptop stolen' \\",
      "    --config portcullis.yaml",
      "  portcullis revoke digest sha256:... --reason malware \\",
      "    --config portcullis.yaml",
      "",
      "What it had let in:",
      "  portcullis audit impact --signer release --config portcullis.yaml"
    })
final class RevokeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private AdminOption admin = new AdminOption();

  @Parameters(
      index = "0",
      paramLabel = "KIND",
      description = "signer, key, certificate, digest or logEntry.")
  private RevokedKind kind = RevokedKind.DIGEST;

  @Parameters(
      index = "1",
      paramLabel = "VALUE",
      description =
          "A signer's name, a digest, the SHA-256 of a key or certificate, or a log entry.")
  private String value = "";

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "Why; clients that are refused are told.")
  private String reason = "";

  @Override
  public Integer call() throws CommandException {
    String body =
        JsonNodeFactory.instance
            .objectNode()
            .put(kind.word(), value)
            .put("reason", reason)
            .toString();
    JsonNode answer = admin.client().ask("POST", "/admin/revocations", body);
    spec.commandLine().getOut().println(kind.word() + " " + value + " is revoked");
    String warning = answer.path("warning").asString("");
    if (!warning.isEmpty()) {
      spec.commandLine().getErr().println("portcullis: " + warning);
    }
    return ExitCode.OK;
  }
}
