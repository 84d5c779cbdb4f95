package dev.portcullis.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The programs that people verify images with today, each set up to trust the bench's signers. */
final class Peers {
  private static final String SIGNER = "bench.test";

  private final Path folder;
  private final Stage stage;
  private final List<Program> programs = new ArrayList<>();
  private final List<String> absent = new ArrayList<>();

  /** Sets up those that are on the PATH. */
  Peers(Stage stage) throws IOException, InterruptedException {
    this.stage = stage;
    this.folder = Files.createDirectories(stage.work().resolve("peers"));
    for (String cosign : List.of("cosign3", "cosign2", "cosign")) {
      if (Servers.onPath(cosign)) {
        programs.add(cosign(cosign));
      }
    }
    if (programs.isEmpty()) {
      absent.add("cosign");
    }
    if (Servers.onPath("notation")) {
      programs.add(notation());
    } else {
      absent.add("notation");
    }
    if (Servers.onPath("skopeo")) {
      programs.add(skopeoInspect());
      programs.add(skopeoCopy());
    } else {
      absent.add("skopeo");
    }
    programs.add(ours());
  }

  List<Program> programs() {
    return List.copyOf(programs);
  }

  /** Names {@code program} as one that cannot verify the image here. */
  void cannot(Program program, String output) {
    String last =
        output
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("TIMES "))
            .reduce("", (a, b) -> b);
    absent.add(program.name() + " (it said: `" + last.replace('`', '\'') + "`)");
  }

  /** What would be a program and is not here. */
  List<String> absent() {
    return List.copyOf(absent);
  }

  /** Whether {@code program} does not verify, and so accepts every image. */
  static boolean isBlind(Program program) {
    return program.name().startsWith("`skopeo inspect`");
  }

  private Program cosign(String binary) {
    List<String> words =
        new ArrayList<>(
            List.of(
                binary,
                "verify",
                "--key",
                stage.work().resolve("bench.pub").toString(),
                "--insecure-ignore-tlog=true",
                "--allow-insecure-registry",
                "--allow-http-registry"));
    if (binary.equals("cosign3")) {
      words.add("--new-bundle-format=false");
    }
    words.add("IMAGE");
    return new Program(
        "`" + binary + " verify --key`",
        words,
        Map.of("HOME", folder.toString(), "TUF_ROOT", folder.resolve("tuf").toString()));
  }

  private Program notation() throws IOException, InterruptedException {
    Map<String, String> home = Map.of("XDG_CONFIG_HOME", folder.toString());
    must(home, "notation", "cert", "generate-test", "--default", SIGNER);
    String signed = stage.reference(stage.signed());
    must(home, "notation", "sign", "--insecure-registry", "--signature-format", "jws", signed);
    Files.writeString(
        folder.resolve("notation/trustpolicy.json"),
        """
        {"version":"1.0","trustPolicies":[{"name":"bench","registryScopes":["*"],
         "signatureVerification":{"level":"strict"},
         "trustStores":["ca:%s"],"trustedIdentities":["*"]}]}
        """
            .formatted(SIGNER));
    return new Program(
        "`notation verify`", List.of("notation", "verify", "--insecure-registry", "IMAGE"), home);
  }

  private Program skopeoInspect() {
    return new Program(
        "`skopeo inspect`, verifies nothing",
        List.of("skopeo", "inspect", "--tls-verify=false", "docker://IMAGE"),
        Map.of("HOME", folder.toString()));
  }

  private Program skopeoCopy() throws IOException {
    Path policy = folder.resolve("policy.json");
    Files.writeString(
        policy,
        """
        {"default":[{"type":"sigstoreSigned","keyPath":"%s",
          "signedIdentity":{"type":"matchRepository"}}]}
        """
            .formatted(stage.work().resolve("bench.pub")));
    Path registries = Files.createDirectories(folder.resolve("registries.d"));
    Files.writeString(
        registries.resolve("bench.yaml"), "default-docker: {use-sigstore-attachments: true}\n");
    return new Program(
        "`skopeo copy` with a policy",
        List.of(
            "skopeo",
            "--policy",
            policy.toString(),
            "--registries.d",
            registries.toString(),
            "copy",
            "--remove-signatures",
            "--src-tls-verify=false",
            "docker://IMAGE",
            "dir:" + folder.resolve("copied")),
        Map.of("HOME", folder.toString()));
  }

  /** The proxy's own program, which starts a JVM for each image. */
  private Program ours() throws IOException {
    Path config = stage.work().resolve("verify.yaml");
    Files.writeString(
        config,
        """
        upstreams:
          "%1$s": {url: "%2$s", default: true}
        signers:
          bench: {keys: [bench.pub]}
        rules:
          - name: bench
            images: ["%1$s/**"]
            require:
              - signature: {by: bench}
        """
            .formatted(stage.registry().url().getAuthority(), stage.registry().url()));
    return new Program(
        "`portcullis verify`, a new JVM each",
        List.of(stage.launcher().toString(), "verify", "IMAGE", "--config", config.toString()),
        Map.of());
  }

  private void must(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    Program.Run run =
        new Program(command[0], List.of(command), environment).run(stage.servers(), "");
    if (run.status() != 0) {
      throw new IOException(String.join(" ", command) + " failed: " + run.output());
    }
  }
}
