package dev.portcullis.proxy;

import dev.portcullis.verify.BundleVerifier;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Verifies one Sigstore bundle about one file, as sigstore-conformance asks (its CLI protocol). */
@Command(
    name = "verify-bundle",
    description = {
      "Verifies a Sigstore bundle about a file, or about a digest whose file is elsewhere.",
      "",
      "The signature must be by exactly the given identity, or by the given key, and in a"
          + " transparency log of the trusted root. A root without any log, as GitHub has for"
          + " private repositories, demands a timestamp instead.",
      "",
      "Exit code 0 if the bundle is accepted, 1 if it is rejected, 3 if a file cannot be used or"
          + " the command line is wrong."
    },
    footer = {
      "  portcullis verify-bundle --bundle app.sigstore.json \\",
      "    --certificate-identity \\",
      "    https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v1 \\",
      "    --certificate-oidc-issuer https://token.actions.githubusercontent.com \\",
      "    app.tar.gz",
      "  portcullis verify-bundle --bundle app.sigstore.json --key release.pub \\",
      "    sha256:..."
    })
final class VerifyBundleCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE_OR_DIGEST", description = "The file, or sha256: and its digest.")
  private String artifact = "";

  @Option(
      names = "--bundle",
      required = true,
      paramLabel = "FILE",
      description = "The bundle, of version 0.1, 0.2 or 0.3.")
  private Path bundle = Path.of("");

  @Option(
      names = "--certificate-identity",
      paramLabel = "ID",
      description = "Exactly the certificate's subject alternative name that must have signed.")
  private Optional<String> subject = Optional.empty();

  @Option(
      names = "--certificate-oidc-issuer",
      paramLabel = "URL",
      description = "Exactly the URL of the identity provider that must have vouched for it.")
  private Optional<String> issuer = Optional.empty();

  @Option(
      names = "--key",
      paramLabel = "PEM",
      description = "The public key that must have signed, instead of an identity.")
  private Optional<Path> key = Optional.empty();

  @Option(
      names = "--trusted-root",
      paramLabel = "FILE",
      description =
          "The trusted root, or several as JSON Lines. Left out: that of the public Sigstore"
              + " instance, which is built in.")
  private Optional<Path> root = Optional.empty();

  @Option(
      names = "--staging",
      description =
          "The bundle is of Sigstore's staging instance, whose root is not built in: needs"
              + " --trusted-root.")
  private boolean staging;

  @Override
  public Integer call() throws CommandException {
    if (staging && root.isEmpty()) {
      throw new CommandException(
          "the staging instance's root is not built in; give it with --trusted-root");
    }
    requireOneSigner();
    BundleInputs inputs = new BundleInputs(root, key);
    BundleVerifier.Outcome any =
        BundleVerifier.verify(
            inputs.artifact(artifact), inputs.bundle(bundle), inputs.trust(), Instant.now());
    BundleReport report =
        new BundleReport(
            key.isPresent()
                ? any.byKey()
                : any.byIdentity(subject.orElseThrow(), issuer.orElseThrow()));
    CommandLine command = spec.commandLine();
    PrintWriter to = report.accepted() ? command.getOut() : command.getErr();
    to.print(report.text());
    to.flush();
    return report.accepted() ? ExitCode.OK : ExitCode.REFUSED;
  }

  private void requireOneSigner() throws CommandException {
    boolean whole = subject.isPresent() && issuer.isPresent();
    boolean nothing = subject.isEmpty() && issuer.isEmpty();
    if (key.isPresent() ? !nothing : !whole) {
      throw new CommandException(
          "who must have signed? Give either --certificate-identity and --certificate-oidc-issuer,"
              + " or --key");
    }
  }
}
