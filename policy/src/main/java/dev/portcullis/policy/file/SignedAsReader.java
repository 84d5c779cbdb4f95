package dev.portcullis.policy.file;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.oci.Reference;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.policy.ImagePattern;
import dev.portcullis.policy.SignedAs;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code signedAs}: under which name the images of a rule are signed. */
final class SignedAsReader {
  private static final Map<String, SignedAs> WORDS = Map.of("pulled", new SignedAs.Pulled());

  private SignedAsReader() {}

  /** {@code pulled}, {@code {repository: NAME}} or {@code {prefix: NAME, as: NAME}}. */
  static Optional<SignedAs> read(YamlNode node) {
    return node instanceof YamlMapping mapping ? named(mapping) : node.word(WORDS);
  }

  private static Optional<SignedAs> named(YamlMapping mapping) {
    Optional<YamlNode> repository = mapping.get("repository");
    Optional<YamlNode> prefix = mapping.get("prefix");
    Optional<YamlNode> as = mapping.get("as");
    if (repository.isPresent() ? prefix.isPresent() || as.isPresent() : prefix.isEmpty()) {
      mapping.problem("write either repository: NAME, or prefix: NAME with as: NAME");
      return Optional.empty();
    }
    if (repository.isPresent()) {
      return repository.get().read(SignedAsReader::repository).map(SignedAs.Exactly::new);
    }
    Optional<String> from = prefix.flatMap(text -> text.read(SignedAsReader::beginning));
    Optional<String> to =
        mapping.require("as").flatMap(text -> text.read(SignedAsReader::beginning));
    if (from.isPresent() && from.equals(to)) {
      mapping.problem("this renames nothing; write signedAs: pulled");
      return Optional.empty();
    }
    return from.isPresent() && to.isPresent()
        ? Optional.of(new SignedAs.Renamed(from.get(), to.get()))
        : Optional.empty();
  }

  private static RepositoryName repository(String text) throws MalformedException {
    RepositoryName name = RepositoryName.parse(text);
    if (!Reference.withLibrary(name).equals(name)) {
      throw new MalformedException(
          "'"
              + Quoting.shorten(text)
              + "' is nothing's name: docker.io has its single names below docker.io/library/");
    }
    return name;
  }

  private static String beginning(String text) throws MalformedException {
    if (!SignedAs.isBeginning(text)) {
      throw new MalformedException(
          "'"
              + Quoting.shorten(text)
              + "' is not the beginning of a name: a registry, or one with a path, without a '/' at"
              + " its end");
    }
    return text;
  }

  /** Notes a problem if {@code node} renames what none of {@code images} can match. */
  static void check(YamlNode node, SignedAs name, List<ImagePattern> images) {
    if (name instanceof SignedAs.Renamed(String prefix, String _)
        && images.stream().noneMatch(image -> mayBegin(image, prefix))) {
      node.problem(
          "no image of this rule has a name that begins with "
              + Quoting.shorten(prefix)
              + "; the prefix is the name by which images are pulled");
    }
  }

  private static boolean mayBegin(ImagePattern image, String prefix) {
    return List.of(prefix + "/**", prefix).stream()
        .flatMap(text -> pattern(text).stream())
        .anyMatch(pattern -> pattern.overlap(image).isPresent());
  }

  private static Optional<ImagePattern> pattern(String text) {
    try {
      return Optional.of(ImagePattern.parse(text));
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }
}
