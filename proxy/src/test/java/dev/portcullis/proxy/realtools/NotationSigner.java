package dev.portcullis.proxy.realtools;

import java.nio.file.Path;

/**
 * The real notation with a settings folder, a self-signed test certificate and a trust store of its
 * own.
 */
final class NotationSigner {
  private static final String NAME = "portcullis.test";
  private final Path settings;

  private NotationSigner(Path settings) {
    this.settings = settings;
  }

  /** A signer with a new RSA key and self-signed certificate, valid for a day. */
  static NotationSigner withNewCertificate(Path settings) {
    NotationSigner signer = new NotationSigner(settings);
    signer.notation("cert", "generate-test", "--default", NAME).run().mustSucceed();
    return signer;
  }

  /** Signs {@code HOST:PORT/NAME@DIGEST}; {@code format} is {@code jws} or {@code cose}. */
  void sign(String format, String reference) {
    notation("sign", "--insecure-registry", "--signature-format", format, reference)
        .run()
        .mustSucceed();
  }

  /** This signer in the proxy's configuration, under the name {@code release}. */
  String configuration() {
    return """
    trust:
      notation: {trustStore: "%s"}
    signers:
      release:
        notation: {stores: ["ca:%s"], subjects: ["C=US, ST=WA, L=Seattle, O=Notary, CN=%s"]}
    """
        .formatted(settings.resolve("notation/truststore"), NAME, NAME);
  }

  private Command notation(String... arguments) {
    return RealTool.NOTATION.with(arguments).env("XDG_CONFIG_HOME", settings.toString());
  }
}
