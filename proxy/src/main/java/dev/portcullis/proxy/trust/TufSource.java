package dev.portcullis.proxy.trust;

import dev.portcullis.oci.Bytes;
import java.net.URI;
import java.nio.file.Path;

/**
 * A TUF repository that hands out the trusted root of one Sigstore instance.
 *
 * @param name what configuration calls the instance
 * @param url where the repository is, {@code http} or {@code https}, without a final slash
 * @param root the root metadata that is trusted to begin with
 * @param folder where what was fetched is kept
 */
public record TufSource(String name, URI url, Bytes root, Path folder) {
  /** The file that a Sigstore instance hands out. */
  static final String TARGET = "trusted_root.json";

  /** What was fetched, with all the metadata that vouches for it. */
  public Path metadataFile() {
    return folder.resolve(name + ".tuf.json");
  }

  /**
   * The trusted root alone. It is written after {@link #metadataFile} and only when it changes, so
   * that whoever waits for another root watches this file; it is never read back.
   */
  public Path trustedRootFile() {
    return folder.resolve(name + "." + TARGET);
  }
}
