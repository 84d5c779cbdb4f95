package dev.portcullis.proxy.demo;

/**
 * One request of the demonstration.
 *
 * @param title what is special about what is pulled
 * @param path the request's path
 * @param again the path of the same content by its digest, which is asked for afterwards
 * @param expected what should come of it
 */
record DemoPull(String title, String path, String again, Outcome expected) {

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
    return new DemoPull(
        title, manifests(image) + image.tag(), manifests(image) + image.digest(), expected);
  }

  static DemoPull byDigest(String title, DemoImage image, Outcome expected) {
    String path = manifests(image) + image.digest();
    return new DemoPull(title, path, path, expected);
  }

  static DemoPull layer(String title, DemoImage image, Outcome expected) {
    String path = "/v2/" + image.path() + "/blobs/" + image.layer();
    return new DemoPull(title, path, path, expected);
  }

  private static String manifests(DemoImage image) {
    return "/v2/" + image.path() + "/manifests/";
  }
}
