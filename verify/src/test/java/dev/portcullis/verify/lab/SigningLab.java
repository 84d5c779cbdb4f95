package dev.portcullis.verify.lab;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Evidence;
import dev.portcullis.verify.TrustMaterial;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Puts what the lab makes into the forms in which it is stored and looked for: evidence for the
 * verifier, manifests and blobs for a registry. Start with {@link LabArtifact#image}, {@link
 * LabKey#p256}, {@link LabSignature#of}, {@link LabEnvelope#of(LabStatement, LabKey)} and {@link
 * LabBundle#of}.
 */
public final class SigningLab {
  private static final Bytes EMPTY_CONFIG = Bytes.utf8("{}");

  private SigningLab() {}

  /** Evidence that was all found. */
  public static Evidence evidence(Candidate... candidates) {
    return new Evidence(List.of(candidates), List.of());
  }

  /** Trust in these keys and nothing else. */
  public static TrustMaterial trust(LabKey... keys) {
    return TrustMaterial.ofKeys(Stream.of(keys).map(LabKey::verificationKey).toList());
  }

  /** The image that stands under cosign's {@code .sig} tag. */
  public static LabArtifact signatureTag(LabSignature... signatures) {
    return layers(
        Stream.of(signatures).map(LabSignature::descriptor).toList(),
        Stream.of(signatures).map(LabSignature::payload).toList());
  }

  /** The image that stands under cosign's {@code .att} tag. */
  public static LabArtifact attestationTag(LabEnvelope... envelopes) {
    return layers(
        Stream.of(envelopes).map(LabEnvelope::descriptor).toList(),
        Stream.of(envelopes).map(LabEnvelope::json).toList());
  }

  /** The referrer of {@code subject} that holds a bundle, as cosign 3 writes it. */
  public static LabArtifact referrer(LabArtifact subject, LabBundle bundle) {
    Bytes json = bundle.json();
    return LabArtifact.of(
        LabJson.object(
            "schemaVersion",
            2,
            "mediaType",
            MediaTypes.OCI_MANIFEST,
            "artifactType",
            LabBundle.V0_3,
            "config",
            LabArtifact.descriptor("application/vnd.oci.empty.v1+json", EMPTY_CONFIG),
            "layers",
            List.of(LabArtifact.descriptor(LabBundle.V0_3, json)),
            "subject",
            LabArtifact.descriptor(subject.manifest().mediaType(), subject.manifest().raw())),
        MediaTypes.OCI_MANIFEST,
        EMPTY_CONFIG,
        json);
  }

  /** The referrer of {@code subject} in cosign's experimental OCI 1.1 form. */
  public static LabArtifact experimentalReferrer(LabArtifact subject, LabSignature signature) {
    Bytes config = Bytes.utf8("{\"signature\":true}");
    return LabArtifact.of(
        LabJson.object(
            "schemaVersion",
            2,
            "mediaType",
            MediaTypes.OCI_MANIFEST,
            "config",
            LabArtifact.descriptor(MediaTypes.COSIGN_ARTIFACT_SIGNATURE, config),
            "layers",
            List.of(signature.descriptor()),
            "subject",
            LabArtifact.descriptor(subject.manifest().mediaType(), subject.manifest().raw())),
        MediaTypes.OCI_MANIFEST,
        config,
        signature.payload());
  }

  /** Cosign's tag for the signatures ({@code sig}) or attestations ({@code att}) of a digest. */
  public static String cosignTag(Digest digest, String suffix) {
    return digest.fallbackTag() + "." + suffix;
  }

  private static LabArtifact layers(List<Map<String, Object>> descriptors, List<Bytes> blobs) {
    Bytes config =
        LabJson.write(LabJson.object("architecture", "", "os", "", "layers", descriptors.size()));
    return LabArtifact.of(
        LabJson.object(
            "schemaVersion",
            2,
            "mediaType",
            MediaTypes.OCI_MANIFEST,
            "config",
            LabArtifact.descriptor("application/vnd.oci.image.config.v1+json", config),
            "layers",
            descriptors),
        MediaTypes.OCI_MANIFEST,
        Stream.concat(Stream.of(config), blobs.stream()).toArray(Bytes[]::new));
  }
}
