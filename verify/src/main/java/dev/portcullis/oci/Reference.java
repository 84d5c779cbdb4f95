package dev.portcullis.oci;

/**
 * What a client asks for: a repository and a tag or digest in it.
 *
 * @param repository the canonical repository
 * @param target the tag or digest
 */
public record Reference(RepositoryName repository, Target target) {
  private static final String LIBRARY = "library/";

  /** The part after the repository. */
  public sealed interface Target {}

  /**
   * A mutable name.
   *
   * @param name by {@link NameGrammar#isTag}
   */
  public record Tag(String name) implements Target {
    /** Checks the grammar. */
    public Tag {
      if (!NameGrammar.isTag(name)) {
        throw new IllegalArgumentException("not a tag");
      }
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * Content itself.
   *
   * @param digest the content's digest
   */
  public record ByDigest(Digest digest) implements Target {
    @Override
    public String toString() {
      return digest.toString();
    }
  }

  /**
   * Reads the last part of a manifest URL.
   *
   * @throws MalformedException if {@code text} is neither a tag nor a known digest
   */
  public static Target parseTarget(String text) throws MalformedException {
    if (text.indexOf(':') >= 0) {
      return new ByDigest(Digest.parse(text));
    }
    if (!NameGrammar.isTag(text)) {
      throw new MalformedException("'" + Quoting.shorten(text) + "' is not a tag");
    }
    return new Tag(text);
  }

  /**
   * Reads a full reference as people type it: {@code registry/path[:tag][@digest]}; a digest wins
   * over a tag, and neither means {@code latest}. A first segment without dot or colon that is not
   * {@code localhost} is not a registry: the name is then one of {@code docker.io}, where single
   * names get {@code library/}.
   *
   * @throws MalformedException if a part breaks its grammar
   */
  public static Reference parse(String text) throws MalformedException {
    int at = text.indexOf('@');
    String name = at < 0 ? text : text.substring(0, at);
    int colon = name.lastIndexOf(':');
    Target target = new Tag("latest");
    if (colon > name.lastIndexOf('/')) {
      target = parseTarget(name.substring(colon + 1));
      name = name.substring(0, colon);
    }
    if (at >= 0) {
      target = new ByDigest(Digest.parse(text.substring(at + 1)));
    }
    int slash = name.indexOf('/');
    String first = slash < 0 ? "" : name.substring(0, slash);
    boolean registry = first.contains(".") || first.contains(":") || first.equals("localhost");
    String full = registry ? name : "docker.io/" + name;
    RepositoryName repository = RepositoryName.parse(full);
    return new Reference(withLibrary(repository), target);
  }

  /**
   * {@code docker.io/x} as {@code docker.io/library/x}; any other name unchanged, and one that
   * would grow too long to be a name.
   */
  public static RepositoryName withLibrary(RepositoryName name) {
    String official = LIBRARY + name.path();
    boolean applies =
        name.registry().equals("docker.io")
            && name.path().indexOf('/') < 0
            && official.length() <= Limits.NAME_LENGTH;
    return applies ? new RepositoryName(name.registry(), official) : name;
  }

  /** {@code registry/path:tag} or {@code registry/path@digest}. */
  @Override
  public String toString() {
    return repository + (target instanceof Tag ? ":" : "@") + target;
  }
}
