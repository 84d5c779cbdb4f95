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

/** Takes an exemption back. */
@Command(
    name = "unexempt",
    description =
        "Takes back what 'exempt' did. What the configuration itself exempts is taken back there.",
    footer = "  portcullis unexempt sha256:... --config portcullis.yaml")
final class UnexemptCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private AdminOption admin = new AdminOption();

  @Parameters(index = "0", paramLabel = "DIGEST", description = "What is exempted.")
  private String digest = "";

  @Override
  public Integer call() throws CommandException {
    String query = "digest=" + URLEncoder.encode(digest, StandardCharsets.UTF_8);
    JsonNode answer = admin.client().ask("DELETE", "/admin/exemptions?" + query, "");
    spec.commandLine().getOut().println(digest + " is no longer exempted");
    String warning = answer.path("warning").asString("");
    if (!warning.isEmpty()) {
      spec.commandLine().getErr().println("portcullis: " + warning);
    }
    return ExitCode.OK;
  }
}
