package dev.portcullis.proxy.trust;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import java.net.URI;
import java.net.URISyntaxException;
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
  /**
   * A source as a configuration describes it.
   *
   * @throws MalformedException if {@code url} is not one, or {@code root} is not root metadata that
   *     its own keys have signed
   */
  public static TufSource of(String name, String url, Bytes root, Path folder)
      throws MalformedException {
    try {
      KeptRoot.nothing(root);
    } catch (MalformedException e) {
      throw new MalformedException("the root to begin with is none: " + e.getMessage());
    }
    return new TufSource(name, address(url), root, folder);
  }

  private static URI address(String text) throws MalformedException {
    try {
      URI url = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (web
          && url.getHost() != null
          && url.getRawUserInfo() == null
          && url.getRawQuery() == null
          && url.getRawFragment() == null) {
        return url;
      }
    } catch (URISyntaxException e) {
      // Told below, in our own words.
    }
    throw new MalformedException(
        "'" + Quoting.shorten(text) + "' is not https://HOST or https://HOST/PATH");
  }

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
