package dev.portcullis.proxy.demo;

/**
 * One request of the demonstration.
 *
 * @param title what is special about what is pulled
 * @param path the request's path
 * @param expected what should come of it
 */
record DemoPull(String title, String path, Outcome expected) {

  /** What a client sees. */
  enum Outcome {
    /** It gets the bytes. */
    PASSED,
    /** It gets the bytes and a warning. */
    WARNED,
    /** It gets 403 and the reason. */
    REFUSED,
    /** It gets something else. */
    FAILED
  }

  static DemoPull manifest(String title, DemoImage image, Outcome expected) {
    return new DemoPull(title, "/v2/" + image.path() + "/manifests/" + image.tag(), expected);
  }

  static DemoPull byDigest(String title, DemoImage image, Outcome expected) {
    return new DemoPull(title, "/v2/" + image.path() + "/manifests/" + image.digest(), expected);
  }

  static DemoPull layer(String title, DemoImage image, Outcome expected) {
    return new DemoPull(title, "/v2/" + image.path() + "/blobs/" + image.layer(), expected);
  }
}
