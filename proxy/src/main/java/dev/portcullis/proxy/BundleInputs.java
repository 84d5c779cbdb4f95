package dev.portcullis.proxy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.Artifact;
import dev.portcullis.verify.LogDemand;
import dev.portcullis.verify.TrustMaterial;
import dev.portcullis.verify.TrustedKey;
import dev.portcullis.verify.VerificationKey;
import dev.portcullis.verify.sigstore.PublicGoodRoot;
import dev.portcullis.verify.sigstore.SigstoreRoot;
import dev.portcullis.verify.sigstore.Thresholds;
import dev.portcullis.verify.sigstore.TrustedRootParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files that {@code verify-bundle} is given.
 *
 * @param root the trusted root; empty for the one that is built in
 * @param key the public key, if one must have signed
 */
record BundleInputs(Optional<Path> root, Optional<Path> key) {
  private static final String PUBLIC_GOOD = "public-good";
  private static final String DIGEST_PREFIX = "sha256:";
  private static final int HELD_BYTES = 64 * 1024 * 1024;
  private static final int BUFFER_BYTES = 64 * 1024;

  /** A file, held if it is small enough, else known by its digest; or a digest. */
  Artifact artifact(String fileOrDigest) throws CommandException {
    if (fileOrDigest.startsWith(DIGEST_PREFIX)) {
      try {
        return new Artifact.Named(Digest.parse(fileOrDigest));
      } catch (MalformedException e) {
        throw new CommandException(String.valueOf(e.getMessage()), e);
      }
    }
    Path file = path(fileOrDigest);
    try {
      return Files.size(file) <= HELD_BYTES
          ? Artifact.File.of(Bytes.wrap(Files.readAllBytes(file)))
          : new Artifact.Named(hash(file));
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static Path path(String text) throws CommandException {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new CommandException("'" + text + "' is neither a path nor a digest", e);
    }
  }

  private static Digest hash(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        hash.update(buffer, 0, read);
      }
      return Digest.parse(DIGEST_PREFIX + HexFormat.of().formatHex(hash.digest()));
    } catch (NoSuchAlgorithmException | MalformedException e) {
      throw new IllegalStateException("SHA-256 is missing, or no digest", e);
    }
  }

  /** The bundle's bytes. */
  Bytes bundle(Path file) throws CommandException {
    return content(file, Limits.BUNDLE_BYTES);
  }

  /** The trusted roots, and the key, whose signatures the first root's logs must hold. */
  TrustMaterial trust() throws CommandException {
    Map<String, SigstoreRoot> roots = roots();
    if (key.isEmpty()) {
      return new TrustMaterial(List.of(), roots);
    }
    try {
      VerificationKey parsed =
          VerificationKey.fromPem(content(key.get(), Limits.KEY_BYTES).toUtf8());
      String first = roots.keySet().iterator().next();
      return new TrustMaterial(
          List.of(new TrustedKey(parsed, new LogDemand.Required(first))), roots);
    } catch (MalformedException e) {
      throw new CommandException(key.get() + " holds no usable public key: " + e.getMessage(), e);
    }
  }

  private Map<String, SigstoreRoot> roots() throws CommandException {
    if (root.isEmpty()) {
      return Map.of(PUBLIC_GOOD, PublicGoodRoot.named(PUBLIC_GOOD));
    }
    Path file = root.get();
    String name = String.valueOf(file.getFileName());
    List<Bytes> documents = TrustedRootParser.documents(content(file, Limits.TRUSTED_ROOT_BYTES));
    Map<String, SigstoreRoot> roots = new LinkedHashMap<>();
    try {
      for (Bytes document : documents) {
        String each = documents.size() == 1 ? name : name + ":" + (roots.size() + 1);
        roots.put(each, parse(each, document));
      }
    } catch (MalformedException e) {
      throw new CommandException(file + " is no usable trusted root: " + e.getMessage(), e);
    }
    return roots;
  }

  /**
   * The root with the public instance's thresholds, or, if it has no log of either kind, with a
   * timestamp instead. One of which something is left out is never asked for less: what is left out
   * might have been its logs.
   */
  private static SigstoreRoot parse(String name, Bytes document) throws MalformedException {
    try {
      return TrustedRootParser.parse(name, document, Thresholds.PUBLIC);
    } catch (MalformedException complaint) {
      return withoutLogs(name, document).orElseThrow(() -> complaint);
    }
  }

  private static Optional<SigstoreRoot> withoutLogs(String name, Bytes document) {
    try {
      return Optional.of(TrustedRootParser.parse(name, document, Thresholds.TIMESTAMP_ONLY))
          .filter(root -> root.warnings().isEmpty());
    } catch (MalformedException e) {
      return Optional.empty(); // it has logs, or is no root at all: the first complaint stands
    }
  }

  private static Bytes content(Path file, int limit) throws CommandException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(limit + 1);
      if (content.length > limit) {
        throw new CommandException(file + " is larger than " + limit + " bytes");
      }
      return Bytes.wrap(content);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static CommandException unreadable(Path file, IOException problem) {
    String reason =
        switch (problem) {
          case NoSuchFileException e -> "there is no such file";
          case AccessDeniedException e -> "permission denied";
          default -> String.valueOf(problem.getMessage());
        };
    return new CommandException("cannot read " + file + ": " + reason, problem);
  }
}
