package dev.portcullis.policy;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Manifest;
import java.util.Optional;

/** The ways by which one permit leads to another. */
public final class Permits {
  private Permits() {}

  /**
   * The permit for content that an admitted manifest or index refers to: a child, a config, a
   * layer.
   *
   * @param parent the permit of {@code manifest}
   * @param manifest the admitted manifest
   * @param child the digest that is asked for
   * @return empty if {@code manifest} is not what {@code parent} permits, or does not refer to
   *     {@code child}
   */
  public static Optional<Permit> reference(Permit parent, Manifest manifest, Digest child) {
    boolean held =
        parent.digest().matches(manifest.raw())
            && manifest.references().anyMatch(reference -> reference.digest().equals(child));
    return held
        ? Optional.of(new MintedPermit(parent.repository(), child, parent.rule()))
        : Optional.empty();
  }
}
