package dev.portcullis.proxy.realtools;

import dev.portcullis.verify.lab.LabServices;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** One version of the real cosign, which signs and verifies against the lab's own services. */
final class LabCosign {
  /** Whom {@link #workflow} signs as. */
  static final String SUBJECT =
      "https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v1.2.3";

  static final String PROVENANCE = "https://slsa.dev/provenance/v1";

  private final RealTool cosign;
  private final Path folder;
  private final LabServices services;

  private LabCosign(RealTool cosign, Path folder, LabServices services) {
    this.cosign = cosign;
    this.folder = folder;
    this.services = services;
  }

  /** Cosign with its home and the services' anchors in {@code folder}. */
  static LabCosign in(Path folder, RealTool cosign, LabServices services) {
    cosign.require();
    LabCosign signer = new LabCosign(cosign, folder, services);
    var sigstore = services.sigstore();
    signer.write("fulcio.pem", sigstore.fulcio().pem() + sigstore.fulcioRoot().pem());
    signer.write("ct.pub", sigstore.ctLog().key().pem());
    signer.write("rekor.pub", sigstore.rekor().key().pem());
    signer.write("tsa.pem", sigstore.tsa().pem() + sigstore.tsaRoot().pem());
    signer.write("root.json", sigstore.trustedRoot().json().toUtf8());
    signer.write(
        "root-without-logs.json",
        sigstore.trustedRoot().without("tlogs").without("ctlogs").json().toUtf8());
    signer.write("log-1.json", signer.signingConfig(signer.logUrls(1)));
    signer.write("log-2.json", signer.signingConfig(signer.logUrls(2)));
    signer.write("no-log.json", signer.signingConfig(""));
    signer.write(
        "provenance.json",
        """
        {"buildDefinition": {"buildType": "https://lab.test/build", "externalParameters": {}},
         "runDetails": {"builder": {"id": "https://lab.test/builder"}}}
        """);
    return signer;
  }

  /** The trusted root, as configuration names it. */
  Path trustedRoot() {
    return folder.resolve("root.json");
  }

  /** The same instance without logs. */
  Path trustedRootWithoutLogs() {
    return folder.resolve("root-without-logs.json");
  }

  /** Signs as the release workflow of acme/app. */
  void sign(KeylessForm form, String reference) {
    sign(form, as(workflow("refs/tags/v1.2.3")), reference);
  }

  /** Signs as whoever the arguments say. */
  void sign(KeylessForm form, List<String> signer, String reference) {
    Command sign = stored(form, command("sign", "--yes")).and(signer.toArray(String[]::new));
    if (form == KeylessForm.OCI_1_1) {
      sign = sign.and("--registry-referrers-mode=oci-1-1").env("COSIGN_EXPERIMENTAL", "1");
    }
    sign.and(reference).run().mustSucceed();
  }

  /** Attests to a provenance as the release workflow of acme/app. */
  void attest(KeylessForm form, String reference) {
    attest(form, as(workflow("refs/tags/v1.2.3")), "slsaprovenance1", reference);
  }

  /** Attests as whoever the arguments say, with any of cosign's types. */
  void attest(KeylessForm form, List<String> signer, String type, String reference) {
    stored(form, command("attest", "--yes"))
        .and(signer.toArray(String[]::new))
        .and("--type", type, "--predicate", folder.resolve("provenance.json").toString())
        .and(reference)
        .run()
        .mustSucceed();
  }

  /** The arguments for whoever a token is for. */
  static List<String> as(String token) {
    return List.of("--identity-token", token);
  }

  /** The arguments for the holder of a key. */
  static List<String> as(CosignSigner key) {
    return List.of("--key", key.privateKey().toString());
  }

  /** The token of the release workflow of acme/app at a ref. */
  String workflow(String ref) {
    return services
        .oidc()
        .workflow("acme/app", ".github/workflows/release.yml", ref, Instant.now());
  }

  /** What this cosign itself says of a signature by the release workflow. */
  CommandRun verify(KeylessForm form, String reference) {
    return checked(form, "verify")
        .and("--certificate-identity", SUBJECT)
        .and("--certificate-oidc-issuer", services.oidc().issuer(), reference)
        .run();
  }

  /** What this cosign itself says of a provenance by the release workflow. */
  CommandRun verifyAttestation(KeylessForm form, String reference) {
    return checked(form, "verify-attestation")
        .and("--type", "slsaprovenance1", "--certificate-identity", SUBJECT)
        .and("--certificate-oidc-issuer", services.oidc().issuer(), reference)
        .run();
  }

  /** What this cosign itself says of a logged signature by a key. */
  CommandRun verify(KeylessForm form, CosignSigner key, String reference) {
    return checked(form, "verify").and("--key", key.publicKey().toString(), reference).run();
  }

  private Command checked(KeylessForm form, String verb) {
    Command verify = command(verb, "--new-bundle-format=" + form.isBundle());
    if (form.isBundle()) {
      verify = verify.and("--trusted-root", trustedRoot().toString());
      return form == KeylessForm.BUNDLE_REKOR_2 ? verify.and("--use-signed-timestamps") : verify;
    }
    verify = verify.and("--offline", "--rekor-url", services.url());
    if (form == KeylessForm.OCI_1_1) {
      verify = verify.and("--experimental-oci11").env("COSIGN_EXPERIMENTAL", "1");
    }
    return form == KeylessForm.TAG_TIMESTAMPED
        ? verify.and("--timestamp-certificate-chain", folder.resolve("tsa.pem").toString())
        : verify;
  }

  private Command stored(KeylessForm form, Command command) {
    return switch (form) {
      case TAG, OCI_1_1 -> byUrls(command, false);
      case TAG_TIMESTAMPED ->
          byUrls(command, false).and("--timestamp-server-url", services.timestampUrl());
      case TAG_INTOTO -> byUrls(command, false).and("--rekor-entry-type", "intoto");
      case BUNDLE ->
          cosign == RealTool.COSIGN_3 ? byConfig(command, "log-1.json") : byUrls(command, true);
      case BUNDLE_REKOR_2 -> byConfig(command, "log-2.json");
      case BUNDLE_WITHOUT_LOG -> byConfig(command, "no-log.json");
    };
  }

  private Command byUrls(Command command, boolean bundle) {
    Command urls =
        command
            .and("--new-bundle-format=" + bundle, "--fulcio-url", services.url())
            .and("--rekor-url", services.url());
    return cosign == RealTool.COSIGN_3 ? urls.and("--use-signing-config=false") : urls;
  }

  private Command byConfig(Command command, String config) {
    Path root = config.equals("no-log.json") ? trustedRootWithoutLogs() : trustedRoot();
    return command
        .and("--new-bundle-format", "--signing-config", folder.resolve(config).toString())
        .and("--trusted-root", root.toString());
  }

  private Command command(String... arguments) {
    return cosign
        .with(arguments)
        .and("--allow-insecure-registry", "--allow-http-registry")
        .env("COSIGN_PASSWORD", "")
        .env("COSIGN_EXPERIMENTAL", "0")
        .env("HOME", folder.toString())
        .env("TUF_ROOT", folder.resolve("tuf").toString())
        .env("SIGSTORE_ROOT_FILE", folder.resolve("fulcio.pem").toString())
        .env("SIGSTORE_CT_LOG_PUBLIC_KEY_FILE", folder.resolve("ct.pub").toString())
        .env("SIGSTORE_REKOR_PUBLIC_KEY", folder.resolve("rekor.pub").toString());
  }

  private String logUrls(int version) {
    return """
    "rekorTlogUrls": [%s], "rekorTlogConfig": {"selector": "ANY"},
    """
        .formatted(service(services.url(), version));
  }

  private String signingConfig(String logs) {
    return """
    {"mediaType": "application/vnd.dev.sigstore.signingconfig.v0.2+json",
     "caUrls": [%s], "oidcUrls": [%s], %s
     "tsaUrls": [%s], "tsaConfig": {"selector": "ANY"}}
    """
        .formatted(
            service(services.url(), 1),
            service(services.url(), 1),
            logs,
            service(services.timestampUrl(), 1));
  }

  private static String service(String url, int version) {
    return """
    {"url": "%s", "majorApiVersion": %d, "operator": "lab",
     "validFor": {"start": "2024-01-01T00:00:00Z"}}\
    """
        .formatted(url, version);
  }

  private void write(String name, String content) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
