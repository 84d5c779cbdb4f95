package dev.portcullis.proxy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.sigstore.ConformanceReasons;
import dev.portcullis.verify.sigstore.SharedFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A case of sigstore-conformance, as its runner would put it to a command line.
 *
 * @param folder the case's files
 * @param byDigest whether the artifact is given by its digest
 */
record ConformanceBundle(Path folder, boolean byDigest) {
  private static final String IDENTITY =
      "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/"
          + ".github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main";
  private static final String ISSUER = "https://token.actions.githubusercontent.com";

  /** Every case at hand, by file and by digest; none where there are none. */
  static List<ConformanceBundle> all() {
    Path cases = SharedFiles.find("conformance/sigstore-bundles");
    if (!Files.isDirectory(cases)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(cases)) {
      return folders
          .filter(Files::isDirectory)
          .sorted()
          .flatMap(
              each -> Stream.of(false, true).map(digest -> new ConformanceBundle(each, digest)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The case's name, without what says that it must fail. */
  String name() {
    return folder.getFileName().toString().replace("_fail", "");
  }

  boolean mustFail() {
    return folder.getFileName().toString().endsWith("_fail");
  }

  /** The codes of which one is right; none if trust material must not even load. */
  Set<Failure.Code> reasons() {
    return ConformanceReasons.complaintAtLoad(name()).isPresent()
        ? Set.of()
        : ConformanceReasons.of(name());
  }

  /** The command's arguments, in the order in which the runner gives them. */
  List<String> arguments() {
    List<String> arguments = new ArrayList<>(List.of("verify-bundle"));
    arguments.addAll(List.of("--bundle", path("bundle.sigstore.json").toString()));
    if (Files.exists(path("key.pub"))) {
      arguments.addAll(List.of("--key", path("key.pub").toString()));
    } else {
      arguments.addAll(List.of("--certificate-identity", text("identity", IDENTITY)));
      arguments.addAll(List.of("--certificate-oidc-issuer", text("issuer", ISSUER)));
    }
    if (Files.exists(path("trusted_root.json"))) {
      arguments.addAll(List.of("--trusted-root", path("trusted_root.json").toString()));
    }
    Path artifact =
        Files.exists(path("artifact")) ? path("artifact") : folder.resolveSibling("a.txt");
    arguments.add(byDigest ? digest(artifact) : artifact.toString());
    return arguments;
  }

  private Path path(String name) {
    return folder.resolve(name);
  }

  private String text(String name, String otherwise) {
    try {
      return Files.exists(path(name)) ? Files.readString(path(name)).trim() : otherwise;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String digest(Path artifact) {
    try {
      return Digest.sha256(Bytes.wrap(Files.readAllBytes(artifact))).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name() + (byDigest ? " by digest" : " by file");
  }
}
