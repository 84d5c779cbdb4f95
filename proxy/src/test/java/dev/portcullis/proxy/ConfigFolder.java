package dev.portcullis.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/** A folder with files for a configuration. */
record ConfigFolder(Path path) {
  /** The shortest configuration that works with {@link #withKey}. */
  static final String SMALLEST =
      """
      upstreams:
        registry.acme.io: {url: "https://registry.acme.io"}
      signers:
        release: {keys: [release.pub]}
      rules:
        - name: prod
          images: ["registry.acme.io/prod/**"]
          require:
            - signature: {by: release}
      """;

  /** Adds a new public key. */
  ConfigFolder withKey(String name) throws IOException, GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    byte[] spki = generator.generateKeyPair().getPublic().getEncoded();
    return with(
        name,
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getEncoder().encodeToString(spki)
            + "\n-----END PUBLIC KEY-----\n");
  }

  /** Adds a file. */
  ConfigFolder with(String name, String content) throws IOException {
    Path file = path.resolve(name);
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.writeString(file, content);
    return this;
  }

  /** The file of that name. */
  Path file(String name) {
    return path.resolve(name);
  }
}
