package dev.portcullis.proxy.realtools;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A key pair and one version of the real cosign, which signs with it and needs no network for that:
 * nothing goes to a transparency log, and cosign 3 is told not to ask a TUF repository for its
 * services.
 */
final class CosignSigner {
  private static final String TRUSTED_ROOT_WITHOUT_SERVICES =
      """
      {"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}
      """;

  private final RealTool cosign;
  private final Path folder;

  private CosignSigner(RealTool cosign, Path folder) {
    this.cosign = cosign;
    this.folder = folder;
  }

  /** A signer with a new ECDSA P-256 key pair in {@code folder}. */
  static CosignSigner withNewKey(RealTool cosign, Path folder) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("trusted-root.json"), TRUSTED_ROOT_WITHOUT_SERVICES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    CosignSigner signer = new CosignSigner(cosign, folder);
    signer
        .command("generate-key-pair", "--output-key-prefix", folder.resolve("signer").toString())
        .run()
        .mustSucceed();
    return signer;
  }

  /** The signer whose key pair an earlier one has left in {@code folder}. */
  static CosignSigner withKeyIn(RealTool cosign, Path folder) {
    return new CosignSigner(cosign, folder);
  }

  /** The PEM file of the public key. */
  Path publicKey() {
    return folder.resolve("signer.pub");
  }

  /** The file of the encrypted private key, whose password is empty. */
  Path privateKey() {
    return folder.resolve("signer.key");
  }

  /** Signs {@code HOST:PORT/NAME@DIGEST} and stores the signature beside it in the given form. */
  void sign(Form form, String reference) {
    Command sign = offline("sign");
    if (form == Form.OCI_1_1) {
      sign = sign.and("--registry-referrers-mode=oci-1-1");
    }
    form.chosenFor(sign).and(reference).run().mustSucceed();
  }

  /** As {@link #sign}, with a certificate for the key and the authorities above it, PEM files. */
  void signWithCertificate(Form form, Path certificate, Path chain, String reference) {
    Command sign =
        offline("sign")
            .and("--certificate", certificate.toString())
            .and("--certificate-chain", chain.toString());
    form.chosenFor(sign).and(reference).run().mustSucceed();
  }

  /**
   * Attests to {@code HOST:PORT/NAME@DIGEST}.
   *
   * @param form {@code LEGACY} (the tag {@code sha256-<hex>.att}) or {@code BUNDLE}
   * @param type cosign's word for a predicate type
   * @param predicate the file with the predicate
   */
  void attest(Form form, String type, Path predicate, String reference) {
    form.chosenFor(offline("attest"))
        .and("--type", type, "--predicate", predicate.toString(), reference)
        .run()
        .mustSucceed();
  }

  /** Stores an SBOM in JSON of SPDX under the tag {@code sha256-<hex>.sbom}. */
  void attachSbom(Path sbom, String reference) {
    command("attach", "sbom", "--sbom", sbom.toString(), "--type=spdx", "--input-format=json")
        .and("--allow-insecure-registry", "--allow-http-registry", reference)
        .run()
        .mustSucceed();
  }

  /** Signs the artifact that {@link #attachSbom} has stored for {@code HOST:PORT/NAME@DIGEST}. */
  void signSbom(String reference) {
    Form.LEGACY.chosenFor(offline("sign")).and("--attachment=sbom", reference).run().mustSucceed();
  }

  private Command offline(String verb) {
    Command command =
        command(verb, "--yes", "--key", folder.resolve("signer.key").toString())
            .and("--allow-insecure-registry", "--allow-http-registry", "--tlog-upload=false");
    return cosign == RealTool.COSIGN_3 ? command.and("--use-signing-config=false") : command;
  }

  /** What this cosign itself says about a reference, by this key and without a log. */
  CommandRun verify(Form form, String reference) {
    Command verify =
        command("verify", "--key", publicKey().toString(), "--insecure-ignore-tlog=true")
            .and("--allow-insecure-registry", "--allow-http-registry")
            .and("--experimental-oci11=" + (form == Form.OCI_1_1));
    if (form == Form.BUNDLE) {
      verify = verify.and("--trusted-root", folder.resolve("trusted-root.json").toString());
    }
    return form.chosenFor(verify).and(reference).run();
  }

  private Command command(String... arguments) {
    return cosign
        .with(arguments)
        .env("COSIGN_PASSWORD", "")
        .env("HOME", folder.toString())
        .env("TUF_ROOT", folder.resolve("tuf").toString());
  }

  /** Where and how cosign stores a signature (sigstore spec notes, 1.1 to 1.3). */
  enum Form {
    /** Simple signing under the tag {@code sha256-<hex>.sig}. */
    LEGACY,
    /** A Sigstore bundle, attached as a referrer. */
    BUNDLE,
    /** Simple signing, attached as a referrer: experimental in both versions. */
    OCI_1_1;

    private Command chosenFor(Command command) {
      return command
          .and("--new-bundle-format=" + (this == BUNDLE))
          .env("COSIGN_EXPERIMENTAL", this == OCI_1_1 ? "1" : "0");
    }
  }
}
