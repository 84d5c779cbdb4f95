package dev.portcullis.oci;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A manifest or index, parsed from exactly the bytes that {@link #raw} holds. A body that could be
 * read as both (CVE-2021-41190) has no representation.
 */
public sealed interface Manifest {
  /** The bytes, as received; the only form in which a manifest leaves. */
  Bytes raw();

  /** The body's own media type, or the one it was fetched with where the body names none. */
  String mediaType();

  /** What the artifact is, where the body says so. */
  Optional<String> artifactType();

  /** The manifest that this one refers to (OCI 1.1). */
  Optional<Descriptor> subject();

  /** Top-level annotations, unverified. */
  Map<String, String> annotations();

  /** All content that a pull of this manifest goes on to fetch, in order. */
  Stream<Descriptor> references();

  /**
   * One image or artifact (image-spec, manifest.md; Docker schema 2).
   *
   * @param config the configuration blob
   * @param layers the layers, in order; may be empty
   */
  record Image(
      Bytes raw,
      String mediaType,
      Optional<String> artifactType,
      Descriptor config,
      List<Descriptor> layers,
      Optional<Descriptor> subject,
      Map<String, String> annotations)
      implements Manifest {
    /** Copies the collections. */
    public Image {
      layers = List.copyOf(layers);
      annotations = Map.copyOf(annotations);
    }

    @Override
    public Stream<Descriptor> references() {
      return Stream.concat(Stream.of(config), layers.stream());
    }
  }

  /**
   * A list of manifests (image-spec, image-index.md; Docker manifest list).
   *
   * @param manifests the children, in order; may be empty
   */
  record Index(
      Bytes raw,
      String mediaType,
      Optional<String> artifactType,
      List<Descriptor> manifests,
      Optional<Descriptor> subject,
      Map<String, String> annotations)
      implements Manifest {
    /** Copies the collections. */
    public Index {
      manifests = List.copyOf(manifests);
      annotations = Map.copyOf(annotations);
    }

    @Override
    public Stream<Descriptor> references() {
      return manifests.stream();
    }
  }
}
