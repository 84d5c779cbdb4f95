package dev.portcullis.proxy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.ManifestParser;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Evidence;
import dev.portcullis.verify.Origin;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.TrustMaterial;
import dev.portcullis.verify.VerificationKey;
import dev.portcullis.verify.Verifier;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Verifies a signature made on the spot, and recorded keyless ones, over and over, on threads of
 * its own, so that the first pull does not pay for the loading and compiling of the code that
 * verifies, and the start of everything else need not wait for that.
 */
final class WarmUp {
  private static final int ROUNDS = 50;
  private static final int KEYLESS_ROUNDS = 10;
  private static final String MANIFEST =
      """
      {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"%s","digest":"%s","size":2},\
      "layers":[]}\
      """
          .formatted(
              MediaTypes.OCI_MANIFEST, MediaTypes.OCI_CONFIG, Digest.sha256(Bytes.utf8("{}")));

  private final CompletableFuture<Void> done;

  private WarmUp(CompletableFuture<Void> done) {
    this.done = done;
  }

  /**
   * Begins.
   *
   * @param keyless whether keyless signatures are to be expected: they take half a second more
   */
  static WarmUp start(boolean keyless) {
    CompletableFuture<Void> other =
        keyless
            ? CompletableFuture.runAsync(() -> KeylessWarmUp.run(KEYLESS_ROUNDS))
            : CompletableFuture.completedFuture(null);
    CompletableFuture<Void> keys =
        CompletableFuture.runAsync(
            WarmUp::run, task -> Thread.ofPlatform().name("warm-up").daemon().start(task));
    return new WarmUp(CompletableFuture.allOf(keys, other));
  }

  /**
   * Waits until it is done.
   *
   * @throws IllegalStateException if signatures cannot be verified here
   */
  void await() {
    try {
      done.join();
    } catch (CompletionException e) {
      throw new IllegalStateException("the proxy cannot verify here", e.getCause());
    }
  }

  private static void run() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair keys = generator.generateKeyPair();
      Bytes content = Bytes.utf8(MANIFEST);
      Digest digest = Digest.sha256(content);
      Evidence evidence = new Evidence(List.of(signature(keys, digest)), List.of());
      TrustMaterial trust = TrustMaterial.ofKeys(List.of(key(keys)));
      for (int i = 0; i < ROUNDS; i++) {
        Subject subject =
            new Subject(
                RepositoryName.parse("warm.up/image"),
                Optional.empty(),
                digest,
                ManifestParser.parse(content, MediaTypes.OCI_MANIFEST));
        if (Verifier.verify(subject, evidence, trust, Instant.EPOCH).verified().isEmpty()) {
          throw new IllegalStateException("a signature made on the spot does not verify here");
        }
      }
    } catch (GeneralSecurityException | MalformedException e) {
      throw new IllegalStateException("this Java runtime cannot verify signatures", e);
    }
  }

  private static VerificationKey key(KeyPair keys) throws MalformedException {
    String body =
        Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(keys.getPublic().getEncoded());
    return VerificationKey.fromPem(
        "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n");
  }

  private static Candidate signature(KeyPair keys, Digest digest) throws GeneralSecurityException {
    Bytes payload =
        Bytes.utf8(
            """
            {"critical":{"identity":{"docker-reference":"warm.up/image"},\
            "image":{"docker-manifest-digest":"%s"},\
            "type":"cosign container image signature"},"optional":null}\
            """
                .formatted(digest));
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(keys.getPrivate());
    signature.update(payload.toByteArray());
    return new Candidate.SimpleSigning(
        new Origin(Origin.Source.FILE, Optional.empty(), 0),
        payload,
        Map.of(
            "dev.cosignproject.cosign/signature",
            Base64.getEncoder().encodeToString(signature.sign())));
  }
}
