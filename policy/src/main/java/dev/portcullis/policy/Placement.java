package dev.portcullis.policy;

/** On which digest of an image for several platforms evidence is required ({@code about}). */
public enum Placement {
  /**
   * On what is pulled. In a rule of which some part has another placement, evidence on the index
   * that lists a manifest will do for the manifest, too.
   */
  USUAL(""),
  /** On the index. */
  INDEX(" on the index"),
  /** On the manifest for one platform; an index leaves it to each of its manifests. */
  MANIFEST(" on the manifest"),
  /** On the manifest or on the index that lists it; an index may leave it to its manifests. */
  EITHER(" on the manifest or its index");

  private final String words;

  Placement(String words) {
    this.words = words;
  }

  /** What it adds to the words of a requirement. */
  String words() {
    return words;
  }
}
