package dev.portcullis.policy;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.NameGrammar;
import dev.portcullis.oci.Quoting;
import dev.portcullis.oci.Reference;
import dev.portcullis.oci.RepositoryName;
import java.util.Optional;

/**
 * The name under which images are signed, where a signature names one: that by which they are
 * pulled, or another one because they are pulled from a mirror (containers-policy.json(5), {@code
 * signedIdentity}). Trust policy documents and conditions speak of the signed name, too.
 */
public sealed interface SignedAs {
  /**
   * As cosign does, the name in a signature is not looked at; trust policies and conditions speak
   * of the name that is pulled.
   */
  record Anything() implements SignedAs {}

  /** What a signature names must be the name that is pulled. */
  record Pulled() implements SignedAs {}

  /**
   * One repository, whatever is pulled.
   *
   * @param name its canonical name
   */
  record Exactly(RepositoryName name) implements SignedAs {}

  /**
   * The pulled name with another beginning; a name that does not begin so stays itself, as does one
   * that the other beginning would make no repository.
   *
   * @param prefix whole segments with which pulled names begin: a registry, or one with a path
   * @param as what stands there in the signed name, of the same form
   */
  record Renamed(String prefix, String as) implements SignedAs {
    /** Checks the form. */
    public Renamed {
      if (!isBeginning(prefix) || !isBeginning(as)) {
        throw new IllegalArgumentException("not the beginning of a name");
      }
    }
  }

  /** Whether {@code text} is a registry, or one with the path of a repository. */
  static boolean isBeginning(String text) {
    int slash = text.indexOf('/');
    return slash < 0
        ? NameGrammar.isRegistry(text)
        : NameGrammar.isRegistry(text.substring(0, slash))
            && NameGrammar.isRepositoryPath(text.substring(slash + 1));
  }

  /** The name under which what is {@code pulled} under that name is signed. */
  default RepositoryName of(RepositoryName pulled) {
    return switch (this) {
      case Anything _, Pulled _ -> pulled;
      case Exactly(RepositoryName name) -> name;
      case Renamed(String prefix, String as) -> renamed(pulled, prefix, as);
    };
  }

  private static RepositoryName renamed(RepositoryName pulled, String prefix, String as) {
    String name = pulled.toString();
    boolean begins =
        name.startsWith(prefix)
            && (name.length() == prefix.length() || name.charAt(prefix.length()) == '/');
    try {
      return begins
          ? Reference.withLibrary(RepositoryName.parse(as + name.substring(prefix.length())))
          : pulled;
    } catch (MalformedException e) {
      return pulled; // as documented: it would be too long, or a registry alone
    }
  }

  /**
   * Why a signature that names {@code named} is not one of {@code signed}; empty if it is.
   *
   * @param signed the name under which the image is signed
   * @param named what the signature names; empty if its form names nothing
   */
  default Optional<String> obstacle(RepositoryName signed, Optional<String> named) {
    return switch (this) {
      case Anything _ -> Optional.empty();
      case Pulled _, Exactly _, Renamed _ ->
          named
              .filter(text -> !repository(text).equals(Optional.of(signed)))
              .map(text -> "it names '" + Quoting.shorten(text) + "', not " + signed);
    };
  }

  /** The repository that a signer named: cosign writes {@code index.docker.io}. */
  private static Optional<RepositoryName> repository(String text) {
    try {
      RepositoryName name = Reference.parse(text).repository();
      return Optional.of(
          name.registry().equals("index.docker.io")
              ? Reference.withLibrary(new RepositoryName("docker.io", name.path()))
              : name);
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }
}
