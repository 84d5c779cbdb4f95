package dev.portcullis.policy;

import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.NameGrammar;
import dev.portcullis.oci.Quoting;
import dev.portcullis.oci.Reference;
import dev.portcullis.oci.RepositoryName;
import java.util.Comparator;
import java.util.Optional;

/**
 * A pattern over canonical repository names.
 *
 * <pre>
 * pattern  = registry "/" path
 * registry = a registry as in a repository name, with its port if it has one; always literal
 * path     = segment *( "/" segment ) [ "/**" ]  |  "**"
 * segment  = literal characters and "*", each "*" standing for none or more characters, never "/"
 * </pre>
 *
 * <p>A final {@code **} stands for one or more whole segments, so that {@code registry/team/**}
 * matches everything below {@code registry/team} and not {@code registry/team} itself.
 *
 * <p>Where several patterns match one name, the most specific decides: the one with the longer text
 * before its first {@code *}; among equals the one with more literal characters; then one without
 * {@code **}; then one with fewer {@code *}. A pattern that matches less than another is always the
 * more specific of the two.
 */
public final class ImagePattern {
  /** Orders patterns by falling specificity; patterns that tie compare as 0. */
  public static final Comparator<ImagePattern> MOST_SPECIFIC_FIRST =
      Comparator.comparingInt((ImagePattern pattern) -> -pattern.literalPrefix())
          .thenComparingInt(pattern -> -pattern.literals())
          .thenComparing(pattern -> pattern.subtree)
          .thenComparingInt(ImagePattern::stars);

  private final String registry;
  private final String stem;
  private final boolean subtree;

  private ImagePattern(String registry, String stem, boolean subtree) {
    this.registry = registry;
    this.stem = stem;
    this.subtree = subtree;
  }

  /**
   * Reads a pattern.
   *
   * @throws MalformedException if it breaks the grammar, could never match a repository name, or is
   *     longer than a name can be
   */
  public static ImagePattern parse(String text) throws MalformedException {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw malformed(
          text, "has no registry; write registry/path, such as registry.acme.io/prod/**");
    }
    String registry = text.substring(0, slash);
    if (!NameGrammar.isRegistry(registry)) {
      throw malformed(
          text,
          registry.indexOf('*') >= 0
              ? "has a '*' in its registry; name the registry and write one pattern for each"
              : "does not begin with a registry in lower case: host or host:port");
    }
    String path = text.substring(slash + 1);
    boolean subtree = path.equals("**") || path.endsWith("/**");
    String stem = subtree ? path.substring(0, path.length() - 2) : path;
    if (stem.contains("**")) {
      throw malformed(text, "has '**' elsewhere than as its last segment");
    }
    String sample = path.replace("**", "a").replace('*', 'a');
    if (path.length() > Limits.NAME_LENGTH || !NameGrammar.isRepositoryPath(sample)) {
      throw malformed(
          text,
          "can never match: '"
              + Quoting.shorten(path)
              + "' is not the path of a repository (lower-case letters, digits, separators)");
    }
    RepositoryName match = new RepositoryName(registry, sample);
    if (!subtree && !Reference.withLibrary(match).equals(match)) {
      throw malformed(
          text, "can never match: docker.io has its single names below docker.io/library/");
    }
    return new ImagePattern(registry, stem, subtree);
  }

  private static MalformedException malformed(String text, String problem) {
    return new MalformedException("pattern '" + Quoting.shorten(text) + "' " + problem);
  }

  /** The registry that it matches in. */
  public String registry() {
    return registry;
  }

  /**
   * Whether {@code name} matches. Allocates nothing; takes time linear in the name's length for
   * each {@code *} at worst.
   */
  public boolean matches(RepositoryName name) {
    return registry.equals(name.registry()) && matchesPath(name.path());
  }

  /** Whether the path of a name in {@link #registry} matches. */
  boolean matchesPath(String path) {
    int at = 0;
    int afterStar = -1;
    int resume = 0;
    int i = 0;
    while (i < path.length()) {
      char c = path.charAt(i);
      if (at == stem.length() && subtree) {
        return true;
      } else if (at < stem.length() && stem.charAt(at) == '*') {
        at++;
        afterStar = at;
        resume = i;
      } else if (at < stem.length() && stem.charAt(at) == c) {
        at++;
        i++;
        afterStar = c == '/' ? -1 : afterStar;
      } else if (afterStar >= 0 && path.charAt(resume) != '/') {
        at = afterStar;
        resume++;
        i = resume;
      } else {
        return false;
      }
    }
    while (at < stem.length() && stem.charAt(at) == '*') {
      at++;
    }
    return at == stem.length() && !subtree;
  }

  /** Whether it matches exactly one name. */
  boolean isLiteral() {
    return !subtree && stem.indexOf('*') < 0;
  }

  /** The whole segments of its path before the first {@code *}, each with its slash. */
  String directory() {
    int star = stem.indexOf('*');
    return stem.substring(0, stem.lastIndexOf('/', star < 0 ? stem.length() : star) + 1);
  }

  /** Its path without a final {@code **}. */
  String stem() {
    return stem;
  }

  /** Whether it ends in {@code **}. */
  boolean isSubtree() {
    return subtree;
  }

  /**
   * Its path up to the first {@code *}, with which the path of every name that it matches begins.
   */
  String beginning() {
    return stem.substring(0, literalPrefix());
  }

  /** A name that both patterns match; empty if there is none. */
  public Optional<String> overlap(ImagePattern other) {
    return registry.equals(other.registry)
        ? PatternOverlap.of(this, other).map(path -> registry + "/" + path)
        : Optional.empty();
  }

  /**
   * Whether it surely matches every name that {@code other} matches. Patterns that do so in a way
   * that is hard to see may be denied.
   */
  public boolean covers(ImagePattern other) {
    if (!registry.equals(other.registry) || (other.subtree && !subtree)) {
      return false;
    }
    // what the other's stars stand for is something of which only that it is no '/' is known
    String sample = other.stem.replace('*', '\u0001') + (other.subtree ? "\u0001" : "");
    return equals(other) || matchesPath(sample);
  }

  private int literalPrefix() {
    int star = stem.indexOf('*');
    return star < 0 ? stem.length() : star;
  }

  private int literals() {
    return stem.length() - stars();
  }

  private int stars() {
    return (int) stem.chars().filter(c -> c == '*').count();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ImagePattern that
        && registry.equals(that.registry)
        && stem.equals(that.stem)
        && subtree == that.subtree;
  }

  @Override
  public int hashCode() {
    return 31 * registry.hashCode() + stem.hashCode();
  }

  /** The pattern as it was written. */
  @Override
  public String toString() {
    return registry + "/" + stem + (subtree ? "**" : "");
  }
}
