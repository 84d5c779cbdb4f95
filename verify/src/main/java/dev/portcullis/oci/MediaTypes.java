package dev.portcullis.oci;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Media types by their registered names. */
public final class MediaTypes {
  public static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  public static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
  public static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";
  public static final String OCI_EMPTY = "application/vnd.oci.empty.v1+json";
  public static final String DOCKER_MANIFEST =
      "application/vnd.docker.distribution.manifest.v2+json";
  public static final String DOCKER_LIST =
      "application/vnd.docker.distribution.manifest.list.v2+json";
  public static final String DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";

  /** A cosign payload in a layer (sigstore spec notes, 1.1). */
  public static final String SIMPLE_SIGNING = "application/vnd.dev.cosign.simplesigning.v1+json";

  /** A DSSE envelope in a layer (sigstore spec notes, 1.1). */
  public static final String DSSE = "application/vnd.dsse.envelope.v1+json";

  /** What every Sigstore bundle's media type begins with (sigstore spec notes, 1.3). */
  public static final String BUNDLE_PREFIX = "application/vnd.dev.sigstore.bundle";

  /** Type of cosign's experimental OCI 1.1 signature artifact (sigstore spec notes, 1.2). */
  public static final String COSIGN_ARTIFACT_SIGNATURE =
      "application/vnd.dev.cosign.artifact.sig.v1+json";

  /** Type of a Notary Project signature artifact (notation spec notes, 1). */
  public static final String NOTATION_SIGNATURE = "application/vnd.cncf.notary.signature";

  public static final String NOTATION_JWS = "application/jose+json";
  public static final String NOTATION_COSE = "application/cose";

  /** The types that most descriptors have. */
  private static final Map<String, String> USUAL =
      Stream.of(
              OCI_MANIFEST,
              OCI_INDEX,
              OCI_CONFIG,
              OCI_EMPTY,
              DOCKER_MANIFEST,
              DOCKER_LIST,
              DOCKER_CONFIG,
              SIMPLE_SIGNING,
              NOTATION_JWS,
              "application/vnd.oci.image.layer.v1.tar",
              "application/vnd.oci.image.layer.v1.tar+gzip",
              "application/vnd.oci.image.layer.v1.tar+zstd",
              "application/vnd.docker.image.rootfs.diff.tar.gzip")
          .collect(Collectors.toUnmodifiableMap(type -> type, type -> type));

  private MediaTypes() {}

  /** An equal type, of which there is one only if it is a usual one: manifests are kept by many. */
  static String shared(String mediaType) {
    return USUAL.getOrDefault(mediaType, mediaType);
  }

  /** Whether {@code mediaType} is one of the two index types. */
  public static boolean isIndex(String mediaType) {
    return mediaType.equals(OCI_INDEX) || mediaType.equals(DOCKER_LIST);
  }

  /** Whether {@code mediaType} is one of the two single-manifest types. */
  public static boolean isManifest(String mediaType) {
    return mediaType.equals(OCI_MANIFEST) || mediaType.equals(DOCKER_MANIFEST);
  }
}
