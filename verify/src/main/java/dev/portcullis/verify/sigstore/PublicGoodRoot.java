package dev.portcullis.verify.sigstore;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The trusted root of the public Sigstore instance as it was in August 2026, a part of the program:
 * what verifies when no file says otherwise. It knows no log and no authority that the instance has
 * begun to use since; a file, or a TUF client, does.
 */
public final class PublicGoodRoot {
  private static final String RESOURCE = "public-good.trusted-root.json";

  private PublicGoodRoot() {}

  /** The document as the instance publishes it, read out of the program. */
  public static Bytes document() {
    try (InputStream in = PublicGoodRoot.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the program is built without its " + RESOURCE);
      }
      return Bytes.wrap(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("the program cannot read its " + RESOURCE, e);
    }
  }

  /**
   * The root, parsed anew, with the thresholds of the public instance: an entry in a log and an
   * SCT.
   *
   * @param name what configuration calls it
   */
  public static SigstoreRoot named(String name) {
    try {
      return TrustedRootParser.parse(name, document(), Thresholds.PUBLIC);
    } catch (MalformedException e) {
      throw new IllegalStateException("the trusted root in the program is not one", e);
    }
  }
}
