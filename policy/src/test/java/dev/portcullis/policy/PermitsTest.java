package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Manifest;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.oci.RepositoryName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PermitsTest {
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";
  private static final String BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";
  private static final DenyList NONE = DenyList.empty();

  @Test
  void contentThatAnAdmittedManifestRefersToIsPermitted() {
    Manifest manifest = manifest("", MediaTypes.OCI_CONFIG, 100, layer(LAYER, 1000));
    Permit permit = permit(manifest);
    Digest config = digest(MediaTypes.OCI_CONFIG);
    assertThat(Permits.reference(permit, manifest, digest(LAYER), NONE)).isPresent();
    assertThat(Permits.reference(permit, manifest, config, NONE))
        .hasValueSatisfying(
            child -> {
              assertThat(child.digest()).isEqualTo(config);
              assertThat(child.repository()).isEqualTo(Scene.REPOSITORY);
              assertThat(child.rule()).isEqualTo("production");
            });
  }

  @Test
  void contentThatItDoesNotReferToIsNot() {
    Manifest manifest = manifest("", MediaTypes.OCI_CONFIG, 100, layer(LAYER, 1000));
    assertThat(Permits.reference(permit(manifest), manifest, Scene.OTHER, NONE)).isEmpty();
    assertThat(Permits.reference(permit(manifest), manifest, permit(manifest).digest(), NONE))
        .isEmpty();
  }

  @Test
  void permitForAnotherManifestIsWorthNothing() {
    Manifest manifest = manifest("", MediaTypes.OCI_CONFIG, 100, layer(LAYER, 1000));
    Permit other = permit(Scene.IMAGE.manifest());
    assertThat(Permits.reference(other, manifest, digest(LAYER), NONE)).isEmpty();
  }

  @Test
  void deniedParentOrChildIsNotPermitted() {
    Manifest manifest = manifest("", MediaTypes.OCI_CONFIG, 100, layer(LAYER, 1000));
    Permit permit = permit(manifest);
    for (Digest digest : List.of(permit.digest(), digest(LAYER))) {
      DenyList denied = DenyList.of(Map.of(digest, ""), Map.of(), Map.of());
      assertThat(Permits.reference(permit, manifest, digest(LAYER), denied)).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    // legacy tags of cosign 1 and 2
    "'', OCI_CONFIG, 233, SIMPLE_SIGNING, 250",
    "'', DOCKER_CONFIG, 233, SIMPLE_SIGNING, 250",
    "'', OCI_CONFIG, 233, DSSE, 9000000",
    // cosign's experimental OCI 1.1 form, with and without artifactType
    "COSIGN_ARTIFACT_SIGNATURE, COSIGN_ARTIFACT_SIGNATURE, 233, SIMPLE_SIGNING, 250",
    "'', COSIGN_ARTIFACT_SIGNATURE, 233, SIMPLE_SIGNING, 250",
    "'', application/vnd.dev.cosign.artifact.sbom.v1+json, 233, text/spdx+json, 90000",
    "application/vnd.in-toto+json, OCI_EMPTY, 2, DSSE, 9000",
    // Sigstore bundles
    "BUNDLE, OCI_EMPTY, 2, BUNDLE, 9000",
    "'', OCI_EMPTY, 2, application/vnd.dev.sigstore.bundle+json;version=0.1, 9000",
    // Notary Project
    "NOTATION_SIGNATURE, OCI_EMPTY, 2, NOTATION_JWS, 5000",
    "'', NOTATION_SIGNATURE, 2, NOTATION_COSE, 5000",
  })
  void evidenceIsServedWithoutVerification(
      String artifactType, String config, int configSize, String layer, int layerSize) {
    assertThat(
            evidence(
                manifest(
                    type(artifactType), type(config), configSize, layer(type(layer), layerSize))))
        .hasValueSatisfying(permit -> assertThat(permit.rule()).isEqualTo("evidence"));
  }

  @ParameterizedTest
  @CsvSource({
    // an image, and an image that passes for evidence by one trait
    "'', OCI_CONFIG, 233, LAYER, 250",
    "COSIGN_ARTIFACT_SIGNATURE, OCI_CONFIG, 233, LAYER, 250",
    "BUNDLE, OCI_EMPTY, 2, LAYER, 250",
    "'', COSIGN_ARTIFACT_SIGNATURE, 233, LAYER, 250",
    // a runnable config with layers that a lenient client might unpack
    "'', OCI_CONFIG, 233, text/spdx+json, 250",
    "'', OCI_CONFIG, 233, BUNDLE, 250",
    "NOTATION_SIGNATURE, OCI_CONFIG, 233, NOTATION_JWS, 250",
    // layers and configs larger than evidence is
    "'', OCI_CONFIG, 233, SIMPLE_SIGNING, 65537",
    "'', OCI_CONFIG, 262145, SIMPLE_SIGNING, 250",
    "BUNDLE, OCI_EMPTY, 2, BUNDLE, 16777217",
    "BUNDLE, OCI_EMPTY, 3, BUNDLE, 9000",
    "NOTATION_SIGNATURE, OCI_EMPTY, 2, NOTATION_COSE, 262145",
    // an artifact of another kind, or a config of one
    "application/vnd.cncf.model.manifest.v1+json, OCI_EMPTY, 2, BUNDLE, 250",
    "'', application/vnd.cncf.helm.config.v1+json, 100, DSSE, 250",
    "'', application/vnd.oci.image.config.v1+json+x, 100, SIMPLE_SIGNING, 250",
  })
  void whatOnlyResemblesEvidenceMustMeetItsRule(
      String artifactType, String config, int configSize, String layer, int layerSize) {
    assertThat(
            evidence(
                manifest(
                    type(artifactType), type(config), configSize, layer(type(layer), layerSize))))
        .isEmpty();
  }

  @Test
  void everyLayerMustBeEvidence() {
    String signature = layer(MediaTypes.SIMPLE_SIGNING, 250);
    assertThat(evidence(manifest("", MediaTypes.OCI_CONFIG, 233, signature, signature)))
        .isPresent();
    assertThat(evidence(manifest("", MediaTypes.OCI_CONFIG, 233, signature, layer(LAYER, 9))))
        .isEmpty();
    assertThat(evidence(manifest("", MediaTypes.OCI_CONFIG, 233))).isEmpty();
    assertThat(evidence(manifest(BUNDLE, MediaTypes.OCI_EMPTY, 2))).isEmpty();
  }

  @Test
  void indexIsNeverEvidence() {
    Manifest index =
        Scene.manifest(
            Bytes.utf8(
                "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"artifactType\":\"%s\",\"manifests\":[]}"
                    .formatted(MediaTypes.OCI_INDEX, BUNDLE)),
            MediaTypes.OCI_INDEX);
    assertThat(evidence(index)).isEmpty();
  }

  @Test
  void evidenceUnderAnotherDigestOrDeniedIsNotPermitted() {
    Manifest manifest =
        manifest("", MediaTypes.OCI_CONFIG, 233, layer(MediaTypes.SIMPLE_SIGNING, 250));
    Digest digest = Digest.sha256(manifest.raw());
    assertThat(Permits.signatureArtifact(Scene.REPOSITORY, Scene.OTHER, manifest, NONE)).isEmpty();
    assertThat(
            Permits.signatureArtifact(
                Scene.REPOSITORY,
                digest,
                manifest,
                DenyList.of(Map.of(digest, ""), Map.of(), Map.of())))
        .isEmpty();
  }

  @Test
  void recordedPermitComesBackOnlyUnderTheRuleThatHoldsNow() {
    Rule rule = Scene.rule(Mode.ENFORCE, Scene.by(Scene.signer("release")));
    Policy policy = Policy.of(List.of(rule), Rule.refuseUnmatched(), NONE);
    Digest digest = Scene.IMAGE.digest();
    assertThat(Permits.reinstate(policy, Scene.REPOSITORY, digest, "production"))
        .hasValueSatisfying(permit -> assertThat(permit.digest()).isEqualTo(digest));
    assertThat(Permits.reinstate(policy, Scene.REPOSITORY, digest, "scratch")).isEmpty();
    assertThat(
            Permits.reinstate(policy, ImagePatternTest.name("other.io/app"), digest, "production"))
        .isEmpty();
    Policy denying = policy.withDenied(DenyList.of(Map.of(digest, "INC-1"), Map.of(), Map.of()));
    assertThat(Permits.reinstate(denying, Scene.REPOSITORY, digest, "production")).isEmpty();
  }

  @Test
  void unreferencedBlobLeavesOnlyThroughAnOpenGateOrARuleThatAdmitsAnything() {
    Rule strict = Scene.rule(Mode.AUDIT, Scene.by(Scene.signer("release")));
    Rule open =
        new Rule("open", ImagePatternTest.patterns("open.io/**"), Mode.ENFORCE, Optional.empty());
    Policy policy = Policy.of(List.of(strict, open), Rule.refuseUnmatched(), NONE);
    RepositoryName free = ImagePatternTest.name("open.io/app");
    RepositoryName unknown = ImagePatternTest.name("other.io/app");
    assertThat(Permits.unreferenced(policy, Scene.REPOSITORY, Scene.OTHER, false)).isEmpty();
    assertThat(Permits.unreferenced(policy, unknown, Scene.OTHER, false)).isEmpty();
    assertThat(Permits.unreferenced(policy, free, Scene.OTHER, false))
        .hasValueSatisfying(permit -> assertThat(permit.rule()).isEqualTo("open"));
    assertThat(Permits.unreferenced(policy, Scene.REPOSITORY, Scene.OTHER, true)).isPresent();
    assertThat(Permits.unreferenced(policy, unknown, Scene.OTHER, true)).isEmpty();
    Policy denying = policy.withDenied(DenyList.of(Map.of(Scene.OTHER, ""), Map.of(), Map.of()));
    assertThat(Permits.unreferenced(denying, free, Scene.OTHER, false)).isEmpty();
    assertThat(Permits.unreferenced(denying, Scene.REPOSITORY, Scene.OTHER, true)).isEmpty();
  }

  private static Optional<Permit> evidence(Manifest manifest) {
    return Permits.signatureArtifact(
        Scene.REPOSITORY, Digest.sha256(manifest.raw()), manifest, NONE);
  }

  private static Permit permit(Manifest manifest) {
    return new MintedPermit(Scene.REPOSITORY, Digest.sha256(manifest.raw()), "production");
  }

  private static Manifest manifest(
      String artifactType, String config, int configSize, String... layers) {
    String type = artifactType.isEmpty() ? "" : "\"artifactType\":\"%s\",".formatted(artifactType);
    return Scene.manifest(
        Bytes.utf8(
            "{\"schemaVersion\":2,\"mediaType\":\"%s\",%s\"config\":%s,\"layers\":[%s]}"
                .formatted(
                    MediaTypes.OCI_MANIFEST,
                    type,
                    layer(config, configSize),
                    List.of(layers).stream().collect(Collectors.joining(",")))),
        MediaTypes.OCI_MANIFEST);
  }

  private static String layer(String mediaType, int size) {
    return "{\"mediaType\":\"%s\",\"size\":%d,\"digest\":\"%s\"}"
        .formatted(mediaType, size, digest(mediaType));
  }

  private static Digest digest(String mediaType) {
    return Digest.sha256(Bytes.utf8(mediaType));
  }

  private static String type(String name) {
    return switch (name) {
      case "OCI_CONFIG" -> MediaTypes.OCI_CONFIG;
      case "DOCKER_CONFIG" -> MediaTypes.DOCKER_CONFIG;
      case "OCI_EMPTY" -> MediaTypes.OCI_EMPTY;
      case "SIMPLE_SIGNING" -> MediaTypes.SIMPLE_SIGNING;
      case "DSSE" -> MediaTypes.DSSE;
      case "BUNDLE" -> BUNDLE;
      case "LAYER" -> LAYER;
      case "COSIGN_ARTIFACT_SIGNATURE" -> MediaTypes.COSIGN_ARTIFACT_SIGNATURE;
      case "NOTATION_SIGNATURE" -> MediaTypes.NOTATION_SIGNATURE;
      case "NOTATION_JWS" -> MediaTypes.NOTATION_JWS;
      case "NOTATION_COSE" -> MediaTypes.NOTATION_COSE;
      default -> name;
    };
  }
}
