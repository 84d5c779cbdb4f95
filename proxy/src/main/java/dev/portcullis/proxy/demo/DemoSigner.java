package dev.portcullis.proxy.demo;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MediaTypes;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Someone who signs images as {@code cosign sign --key} does (sigstore spec notes, 1.1), with a
 * P-256 key made on the spot.
 */
final class DemoSigner {
  private static final String TYPE = "cosign container image signature";
  private static final String SIGNATURE = "dev.cosignproject.cosign/signature";

  private final KeyPair keys;

  DemoSigner() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      keys = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime cannot make a P-256 key", e);
    }
  }

  /** The public key as a PEM file. */
  String publicKey() {
    String body =
        Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(keys.getPublic().getEncoded());
    return "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n";
  }

  /** Signs the manifest {@code image} and attaches the signature to it. */
  void sign(DemoRepository repository, Digest image) {
    attach(repository, image, image);
  }

  /** Attaches to {@code image} a signature that was made over {@code signed}. */
  void attach(DemoRepository repository, Digest image, Digest signed) {
    Bytes payload =
        DemoJson.bytes(
            DemoJson.object(
                "critical",
                DemoJson.object(
                    "identity", Map.of("docker-reference", "registry.demo/" + repository.path()),
                    "image", Map.of("docker-manifest-digest", signed.toString()),
                    "type", TYPE),
                "optional",
                Map.of()));
    Map<String, Object> layer =
        repository.descriptor(MediaTypes.SIMPLE_SIGNING, repository.blob(payload), payload);
    layer.put("annotations", Map.of(SIGNATURE, signature(payload)));
    String tag = image.algorithm().prefix() + "-" + image.hex() + ".sig";
    repository.manifest(tag, repository.config("", List.of(repository.blob(payload))), layer);
  }

  private String signature(Bytes payload) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(keys.getPrivate());
      signature.update(payload.asByteBuffer());
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime cannot sign with P-256", e);
    }
  }
}
