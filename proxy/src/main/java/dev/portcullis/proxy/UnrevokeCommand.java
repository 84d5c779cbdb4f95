package dev.portcullis.proxy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Takes a revocation back. */
@Command(
    name = "unrevoke",
    description =
        "Takes back what 'revoke' did. What the configuration's own file revokes is taken back"
            + " there.",
    footer = "  portcullis unrevoke signer release --config portcullis.yaml")
final class UnrevokeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private AdminOption admin = new AdminOption();

  @Parameters(
      index = "0",
      paramLabel = "KIND",
      description = "signer, key, certificate, digest or logEntry.")
  private RevokedKind kind = RevokedKind.DIGEST;

  @Parameters(index = "1", paramLabel = "VALUE", description = "What is revoked.")
  private String value = "";

  @Override
  public Integer call() throws CommandException {
    String query = kind.word() + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    JsonNode answer = admin.client().ask("DELETE", "/admin/revocations?" + query, "");
    spec.commandLine().getOut().println(kind.word() + " " + value + " is no longer revoked");
    String warning = answer.path("warning").asString("");
    if (!warning.isEmpty()) {
      spec.commandLine().getErr().println("portcullis: " + warning);
    }
    return ExitCode.OK;
  }
}
