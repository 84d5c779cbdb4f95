package dev.portcullis.proxy.keyless;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.proxy.ServedConfig;
import dev.portcullis.proxy.demo.MemoryRegistry;
import dev.portcullis.verify.lab.LabArtifact;
import dev.portcullis.verify.lab.LabIdentity;
import dev.portcullis.verify.lab.LabSigstore;
import dev.portcullis.verify.lab.SigningLab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The program in front of an in-memory registry. Whatever is under {@code NAME/} is ruled by the
 * rule of that name. Closing ends both.
 */
final class KeylessGate implements AutoCloseable {
  static final LabSigstore SIGSTORE = LabSigstore.named("lab");

  /** A rule that wants a signature or a provenance by the lab's release workflow. */
  private static final String PRODUCTION =
      """
      signers:
        ci: {keyless: {root: lab, issuer: "%s", subject: "%s"}}
      rules:
        - name: prod
          images: ["registry.test/prod/**"]
          require:
            - any: [{signature: {by: ci}}, {attestation: {type: slsa-provenance-v1, by: ci}}]
      """
          .formatted(LabIdentity.ISSUER, LabIdentity.SUBJECT);

  private final MemoryRegistry registry = MemoryRegistry.start();
  private final ServedConfig served;

  private KeylessGate(Path folder, String policy) {
    try {
      Files.writeString(
          folder.resolve("portcullis.yaml"),
          """
          listen: 127.0.0.1:0
          admin: 127.0.0.1:0
          upstreams:
            registry.test: {url: "%s", default: true}
          evidence: {absentFor: 0s}
          %s\
          """
              .formatted(registry.url(), policy));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    served = ServedConfig.start(folder.resolve("portcullis.yaml"));
  }

  /** A gate in {@code folder} with a rule {@code prod} that trusts the lab's release workflow. */
  static KeylessGate in(Path folder) {
    write(folder.resolve("root.json"), SIGSTORE.trustedRoot());
    return new KeylessGate(
        folder, "trust: {sigstore: {lab: {trustedRoot: root.json}}}\n" + PRODUCTION);
  }

  /** A gate with any trust, signers and rules. */
  static KeylessGate with(Path folder, String policy) {
    return new KeylessGate(folder, policy);
  }

  /** Writes a trusted root. */
  static void write(Path file, LabSigstore.LabRoot root) {
    try {
      Files.write(file, root.json().toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Pushes an artifact, under a tag or under its digest. */
  void push(String repository, String reference, LabArtifact artifact) {
    artifact.blobs().values().forEach(blob -> registry.blob(repository, blob));
    Digest digest =
        registry.manifest(repository, artifact.manifest().mediaType(), artifact.manifest().raw());
    if (!reference.startsWith("sha256:")) {
      registry.tag(repository, reference, digest);
    }
  }

  /** Pushes evidence about {@code image} to where it is looked for. */
  void attach(String repository, LabArtifact image, BrokenArtefact.Attached evidence) {
    switch (evidence) {
      case BrokenArtefact.Attached.Bundle(var bundle) -> {
        LabArtifact referrer = SigningLab.referrer(image, bundle);
        push(repository, referrer.digest().toString(), referrer);
      }
      case BrokenArtefact.Attached.SignatureTag(var layer) ->
          push(
              repository,
              SigningLab.cosignTag(image.digest(), "sig"),
              SigningLab.signatureTag(layer));
      case BrokenArtefact.Attached.AttestationTag(var layer) ->
          push(
              repository,
              SigningLab.cosignTag(image.digest(), "att"),
              SigningLab.attestationTag(layer));
    }
  }

  /** Asserts that exactly the pushed bytes come out. */
  void assertAdmitted(String repository, LabArtifact image) {
    ServedConfig.Reply reply = served.manifest(repository, image.digest().toString());
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo(image.manifest().raw());
    assertThat(reply.decision()).contains("admit", "rule=" + rule(repository));
  }

  /** Asserts a refusal whose message and trace contain each of the words; what was said. */
  String assertRefused(String repository, LabArtifact image, String... words) {
    ServedConfig.Reply reply = served.manifest(repository, image.digest().toString());
    assertThat(reply.status()).as(reply.text()).isEqualTo(403);
    assertThat(reply.text()).contains("\"DENIED\"").contains(words);
    assertThat(reply.body()).isNotEqualTo(Bytes.empty()).isNotEqualTo(image.manifest().raw());
    assertThat(reply.decision()).contains("refuse", "rule=" + rule(repository));
    return reply.text();
  }

  private static String rule(String repository) {
    return repository.substring(0, repository.indexOf('/'));
  }

  @Override
  public void close() {
    served.close();
    registry.close();
  }
}
