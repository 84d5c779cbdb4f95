package dev.portcullis.proxy.realtools;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabNotary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;

/**
 * The real notation with a settings folder, a signing key and trust stores of its own: {@code
 * ca:portcullis.test} with whoever vouches for the signer, and {@code tsa:time} with the root of
 * {@link TimestampServer}.
 */
final class NotationSigner {
  private static final String NAME = "portcullis.test";
  private final Path settings;
  private final String subject;

  private NotationSigner(Path settings, String subject) {
    this.settings = settings;
    this.subject = subject;
    write("truststore/x509/tsa/time/root.pem", LabNotary.TSA_ROOT.pem());
  }

  /** A signer with a new RSA key and self-signed certificate, valid for a day. */
  static NotationSigner withNewCertificate(Path settings) {
    NotationSigner signer =
        new NotationSigner(settings, "C=US, ST=WA, L=Seattle, O=Notary, CN=" + NAME);
    signer.notation("cert", "generate-test", "--default", NAME).run().mustSucceed();
    return signer;
  }

  /** A signer with a key of the lab, whose certificate is issued by {@link LabNotary#MIDDLE}. */
  static NotationSigner withKey(Path settings, LabKey key) {
    NotationSigner signer = new NotationSigner(settings, "C=US, ST=WA, O=acme, OU=release");
    LabHolder leaf = LabNotary.leaf(key).issuedBy(LabNotary.MIDDLE);
    signer.write("leaf.pem", leaf.pem() + LabNotary.MIDDLE.pem() + LabNotary.ROOT.pem());
    signer.write("leaf.key", pem(key));
    signer.write(
        "signingkeys.json",
        """
        {"default":"%s","keys":[{"name":"%s","keyPath":"%s","certPath":"%s"}]}
        """
            .formatted(
                NAME,
                NAME,
                settings.resolve("notation/leaf.key"),
                settings.resolve("notation/leaf.pem")));
    signer.write("truststore/x509/ca/" + NAME + "/root.pem", LabNotary.ROOT.pem());
    return signer;
  }

  private static String pem(LabKey key) {
    try {
      return LabKey.pem(
          "PRIVATE KEY",
          Bytes.wrap(
              PrivateKeyInfoFactory.createPrivateKeyInfo(key.privateKey()).getEncoded("DER")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Signs {@code HOST:PORT/NAME@DIGEST}; {@code format} is {@code jws} or {@code cose}. */
  void sign(String format, String reference, String... options) {
    notation("sign", "--insecure-registry", "--signature-format", format)
        .and(options)
        .and(reference)
        .run()
        .mustSucceed();
  }

  /** Signs with a timestamp by the server's authority. */
  void signTimestamped(String format, String reference, TimestampServer authority) {
    sign(
        format,
        reference,
        "--timestamp-url",
        authority.url(),
        "--timestamp-root-cert",
        settings.resolve("notation/truststore/x509/tsa/time/root.pem").toString());
  }

  /** This signer in the proxy's configuration, under the name {@code release}. */
  String configuration() {
    return configuration("ca:" + NAME);
  }

  /** This signer, whose signatures must have a timestamp. */
  String configurationWithTimestamps() {
    return configuration("ca:" + NAME + "\", \"tsa:time");
  }

  private String configuration(String stores) {
    return """
    trust:
      notation: {trustStore: "%s"}
    signers:
      release:
        notation: {stores: ["%s"], subjects: ["%s"]}
    """
        .formatted(trustStore(), stores, subject);
  }

  /** The folder with the trust stores. */
  Path trustStore() {
    return settings.resolve("notation/truststore");
  }

  private Command notation(String... arguments) {
    return RealTool.NOTATION.with(arguments).env("XDG_CONFIG_HOME", settings.toString());
  }

  private void write(String name, String content) {
    Path file = settings.resolve("notation").resolve(name);
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, content.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
