package dev.portcullis.verify.sbom;

import dev.portcullis.oci.Descriptor;
import dev.portcullis.oci.Manifest;
import java.util.Optional;

/** The forms in which a layer holds an SBOM, told by its media type alone. */
public enum SbomLayer {
  /** JSON of SPDX or CycloneDX, which is read. */
  JSON,
  /** Other forms and formats of which tools make artifacts; they are not read. */
  OTHER;

  /** The form of {@code mediaType}, whose parameters do not matter; empty if it is no SBOM's. */
  public static Optional<SbomLayer> of(String mediaType) {
    int end = mediaType.indexOf(';');
    return switch ((end < 0 ? mediaType : mediaType.substring(0, end)).strip()) {
      case "text/spdx+json", "application/spdx+json", "application/vnd.cyclonedx+json" ->
          Optional.of(JSON);
      case "text/spdx",
          "text/spdx+xml",
          "application/spdx+xml",
          "application/vnd.cyclonedx",
          "application/vnd.cyclonedx+xml",
          "application/vnd.syft+json" ->
          Optional.of(OTHER);
      default -> Optional.empty();
    };
  }

  /**
   * The layer of an artifact that is an SBOM: its first, which must be its only one; empty if
   * {@code manifest} is something else.
   */
  public static Optional<Descriptor> in(Manifest manifest) {
    return manifest instanceof Manifest.Image image
            && !image.layers().isEmpty()
            && of(image.layers().getFirst().mediaType()).isPresent()
        ? Optional.of(image.layers().getFirst())
        : Optional.empty();
  }
}
