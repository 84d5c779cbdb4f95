package dev.portcullis.proxy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.NameGrammar;
import dev.portcullis.policy.file.DocumentException;
import dev.portcullis.policy.imported.ForeignFormat;
import dev.portcullis.policy.imported.ImportOptions;
import dev.portcullis.policy.imported.Imported;
import dev.portcullis.policy.imported.PolicyImport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Carries a policy of another system over. */
@Command(
    name = "import",
    description = {
      "Reads a policy of another system and writes the configuration that decides as it does:"
          + " notation's trustpolicy.json, containers' policy.json, policy-controller's"
          + " ClusterImagePolicy, Kyverno's verifyImages and ImageValidatingPolicy.",
      "",
      "What cannot be carried over exactly is told as a warning with line and column. It never"
          + " admits more than the original does: a rule of which a part is lost refuses instead.",
      "",
      "Keys and certificates that the original holds are written beside the output; without -o they"
          + " are printed after it as comments. docs/importing.md has a table for each system.",
      "",
      "Exit code 0 if there is a result, with or without warnings; 3 if there is none, or there are"
          + " warnings and --strict."
    },
    footer = {
      "  portcullis policy import /etc/containers/policy.json -o portcullis.yaml",
      "  portcullis policy import trustpolicy.json --registry registry.acme.io",
      "  kubectl get clusterimagepolicies -o yaml > cips.yaml",
      "  portcullis policy import cips.yaml --strict"
    })
final class PolicyImportCommand implements Callable<Integer> {
  private static final Map<String, ForeignFormat> FORMATS =
      Map.of(
          "notation", ForeignFormat.NOTATION,
          "containers", ForeignFormat.CONTAINERS,
          "policy-controller", ForeignFormat.POLICY_CONTROLLER,
          "kyverno", ForeignFormat.KYVERNO);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "FILE",
      description = "The policy; JSON, or YAML with any number of documents.")
  private Path file = Path.of("");

  @Option(
      names = "--format",
      paramLabel = "NAME",
      description = "notation, containers, policy-controller or kyverno; left out, the file tells.")
  private Optional<String> format = Optional.empty();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "Where the configuration goes; keys go beside it. Files that exist stay as they are.")
  private Optional<Path> output = Optional.empty();

  @Option(
      names = "--registry",
      paramLabel = "HOST",
      description =
          "A registry for which patterns that mean any registry are carried over; may be repeated.")
  private List<String> registries = List.of();

  @Option(
      names = "--ignore-tags",
      description =
          "Carry over for all tags what the original says of some, and compare no tags in"
              + " signatures: this may admit more than the original does.")
  private boolean ignoreTags;

  @Option(
      names = "--trust-store",
      paramLabel = "DIR",
      description = "Notation's trust stores, relative to the output; truststore if left out.")
  private String trustStore = ImportOptions.USUAL.trustStore();

  @Option(names = "--strict", description = "Take warnings for errors, and write nothing then.")
  private boolean strict;

  @Override
  public Integer call() throws CommandException, IOException {
    PrintWriter err = spec.commandLine().getErr();
    Imported imported;
    try {
      imported = imported();
    } catch (DocumentException e) {
      e.problems().forEach(err::println);
      return ExitCode.UNUSABLE;
    }
    String kind = strict ? ": error: " : ": warning: ";
    imported
        .warnings()
        .forEach(
            each ->
                err.println(
                    each.file() + ":" + each.line() + ":" + each.column() + kind + each.message()));
    if (strict && !imported.warnings().isEmpty()) {
      return ExitCode.UNUSABLE;
    }
    if (output.isEmpty()) {
      print(imported, spec.commandLine().getOut());
    } else {
      write(imported, output.get());
      check(output.get());
    }
    return ExitCode.OK;
  }

  private Imported imported() throws CommandException, DocumentException {
    for (String each : registries) {
      if (!NameGrammar.isRegistry(each)) {
        throw new CommandException(
            "--registry: '" + each + "' is not a registry; write host or host:port in lower case");
      }
    }
    if (format.isPresent() && !FORMATS.containsKey(format.get())) {
      throw new CommandException(
          "--format: '"
              + format.get()
              + "' is not one of "
              + FORMATS.keySet().stream().sorted().collect(Collectors.joining(", ")));
    }
    Path parent = file.toAbsolutePath().getParent();
    SourceFiles files = new SourceFiles(parent == null ? file.toAbsolutePath() : parent);
    Bytes content;
    try {
      content = files.load(file.toAbsolutePath().toString());
    } catch (MalformedException e) {
      throw new CommandException(file + ": " + e.getMessage(), e);
    }
    return PolicyImport.read(
        file.toString(),
        content,
        format.map(FORMATS::get),
        new ImportOptions(new TreeSet<>(registries), ignoreTags, trustStore),
        files);
  }

  private static void print(Imported imported, PrintWriter out) {
    out.print(imported.yaml());
    imported
        .files()
        .forEach(
            (path, content) -> {
              out.println("# file " + path + ":");
              content.lines().forEach(line -> out.println("#   " + line));
            });
    out.flush();
  }

  /** Writes all files, or none if one of them is there already with another content. */
  private static void write(Imported imported, Path output) throws CommandException, IOException {
    Path folder = Optional.ofNullable(output.toAbsolutePath().getParent()).orElseThrow();
    Map<Path, String> all =
        imported.files().entrySet().stream()
            .collect(Collectors.toMap(each -> folder.resolve(each.getKey()), Map.Entry::getValue));
    all.put(output.toAbsolutePath(), imported.yaml());
    for (Map.Entry<Path, String> each : all.entrySet()) {
      Path path = each.getKey();
      if (Files.exists(path) && !Files.readString(path).equals(each.getValue())) {
        throw new CommandException(
            path + " is there already, with another content; move it away, or choose another -o");
      }
    }
    for (Map.Entry<Path, String> each : all.entrySet()) {
      Files.createDirectories(Optional.ofNullable(each.getKey().getParent()).orElseThrow());
      Files.writeString(each.getKey(), each.getValue());
    }
  }

  private void check(Path written) {
    try {
      Config config = ConfigReader.read(written);
      spec.commandLine().getOut().println(written + ": ok: " + ConfigSummary.line(config));
    } catch (ConfigException e) {
      PrintWriter err = spec.commandLine().getErr();
      err.println(written + " is written; before it can be used:");
      e.problems().forEach(err::println);
    }
  }
}
