package dev.portcullis.policy;

import dev.portcullis.oci.Descriptor;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.Manifest;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.verify.sbom.SbomLayer;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Tells signatures, attestations and SBOMs from artifacts that could run (oci-proxy notes, 2.4).
 * Everything must speak for it: it is a single manifest with one or more layers; each layer has a
 * media type of evidence and a size that such evidence may have; the artifact type, if any, is one
 * of evidence; and the config is none that a client would run.
 */
final class EvidenceArtifact {
  private static final String COSIGN_SBOM = "application/vnd.dev.cosign.artifact.sbom.v1+json";
  private static final String IN_TOTO = "application/vnd.in-toto+json";

  private static final Set<String> ARTIFACT_TYPES =
      Set.of(
          MediaTypes.COSIGN_ARTIFACT_SIGNATURE,
          COSIGN_SBOM,
          MediaTypes.NOTATION_SIGNATURE,
          MediaTypes.DSSE,
          IN_TOTO);

  private static final Set<String> RUNNABLE =
      Set.of(MediaTypes.OCI_CONFIG, MediaTypes.DOCKER_CONFIG);

  private static final Map<String, Integer> LAYER_LIMITS =
      Map.of(
          MediaTypes.SIMPLE_SIGNING, Limits.SIMPLE_SIGNING_BYTES,
          MediaTypes.DSSE, Limits.SERVED_EVIDENCE_BYTES,
          MediaTypes.NOTATION_JWS, Limits.NOTATION_ENVELOPE_BYTES,
          MediaTypes.NOTATION_COSE, Limits.NOTATION_ENVELOPE_BYTES);

  private EvidenceArtifact() {}

  static boolean isOne(Manifest manifest) {
    return switch (manifest) {
      case Manifest.Index index -> false;
      case Manifest.Image image ->
          !image.layers().isEmpty()
              && image.layers().stream().allMatch(EvidenceArtifact::isEvidenceLayer)
              && image.artifactType().stream().allMatch(EvidenceArtifact::isEvidenceType)
              && isHarmlessConfig(image);
    };
  }

  private static boolean isEvidenceLayer(Descriptor layer) {
    OptionalLong limit = limit(layer.mediaType());
    return limit.isPresent() && layer.size() <= limit.getAsLong();
  }

  private static OptionalLong limit(String mediaType) {
    Integer known = LAYER_LIMITS.get(mediaType);
    if (known != null) {
      return OptionalLong.of(known);
    }
    return mediaType.startsWith(MediaTypes.BUNDLE_PREFIX) || SbomLayer.of(mediaType).isPresent()
        ? OptionalLong.of(Limits.SERVED_EVIDENCE_BYTES)
        : OptionalLong.empty();
  }

  private static boolean isEvidenceType(String artifactType) {
    return ARTIFACT_TYPES.contains(artifactType)
        || artifactType.startsWith(MediaTypes.BUNDLE_PREFIX);
  }

  /**
   * The legacy tags have the config of a runnable image (sigstore notes, 1.1), which is allowed
   * only if no layer could hold anything but a signature or an envelope.
   */
  private static boolean isHarmlessConfig(Manifest.Image image) {
    Descriptor config = image.config();
    if (config.mediaType().equals(MediaTypes.OCI_EMPTY)) {
      return config.size() == 2;
    }
    boolean known =
        RUNNABLE.contains(config.mediaType())
            ? image.layers().stream().allMatch(EvidenceArtifact::isSigned)
            : isEvidenceType(config.mediaType());
    return known && config.size() <= Limits.EVIDENCE_CONFIG_BYTES;
  }

  private static boolean isSigned(Descriptor layer) {
    return layer.mediaType().equals(MediaTypes.SIMPLE_SIGNING)
        || layer.mediaType().equals(MediaTypes.DSSE);
  }
}
