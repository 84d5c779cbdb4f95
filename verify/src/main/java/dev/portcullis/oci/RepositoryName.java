package dev.portcullis.oci;

/**
 * The canonical name of a repository: the registry as clients know it, and the path below it.
 * Rules, signers' scopes, edges and caches speak of this, whatever URL the client used.
 *
 * @param registry host, or {@code host:port}, in lower case
 * @param path the repository's path, by the grammar of distribution-spec "Pulling manifests"
 */
public record RepositoryName(String registry, String path) implements Comparable<RepositoryName> {
  /** Both parts must already be checked with {@link NameGrammar}. */
  public RepositoryName {
    if (!NameGrammar.isRegistry(registry) || !NameGrammar.isRepositoryPath(path)) {
      throw new IllegalArgumentException("not a repository name");
    }
  }

  /**
   * Reads {@code registry/path}; the first segment is the registry.
   *
   * @throws MalformedException if either part breaks its grammar
   */
  public static RepositoryName parse(String text) throws MalformedException {
    int slash = text.indexOf('/');
    if (slash > 0) {
      String registry = text.substring(0, slash);
      String path = text.substring(slash + 1);
      if (NameGrammar.isRegistry(registry) && NameGrammar.isRepositoryPath(path)) {
        return new RepositoryName(registry, path);
      }
    }
    throw new MalformedException(
        "'" + Quoting.shorten(text) + "' is not a repository: <registry>/<path>");
  }

  @Override
  public int compareTo(RepositoryName other) {
    return toString().compareTo(other.toString());
  }

  /** {@code registry/path}. */
  @Override
  public String toString() {
    return registry + "/" + path;
  }
}
