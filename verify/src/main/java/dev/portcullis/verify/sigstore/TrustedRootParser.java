package dev.portcullis.verify.sigstore;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.verify.x509.HashFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads trusted roots (sigstore spec notes, 3): {@code trustedroot} of versions 0.1 and 0.2, or a
 * {@code clienttrustconfig} that holds one. What a root holds that this program cannot use is left
 * out with a warning; what makes the root itself doubtful refuses it.
 */
public final class TrustedRootParser {
  private static final String CLIENT_TRUST_CONFIG =
      "application/vnd.dev.sigstore.clienttrustconfig.v0.1+json";

  private TrustedRootParser() {}

  /**
   * The documents of a file that is one JSON object, or JSON Lines as {@code gh attestation
   * trusted-root} writes it: each line is a root of its own.
   */
  public static List<Bytes> documents(Bytes file) {
    List<Bytes> lines = new ArrayList<>();
    int from = 0;
    for (int i = 0; i <= file.length(); i++) {
      if (i == file.length() || file.at(i) == '\n') {
        if (!isBlank(file, from, i)) {
          lines.add(file.slice(from, i));
        }
        from = i + 1;
      }
    }
    return !lines.isEmpty() && lines.stream().allMatch(TrustedRootParser::isWhole)
        ? lines
        : List.of(file);
  }

  private static boolean isBlank(Bytes file, int from, int to) {
    for (int i = from; i < to; i++) {
      if (file.at(i) != ' ' && file.at(i) != '\t' && file.at(i) != '\r') {
        return false;
      }
    }
    return true;
  }

  private static boolean isWhole(Bytes line) {
    try {
      ProtoJson.read(
          line,
          Limits.TRUSTED_ROOT_BYTES,
          in -> {
            for (ProtoJson.Fields fields = in.fields(); fields.next(); ) {
              in.skip();
            }
            return true;
          });
      return true;
    } catch (MalformedException e) {
      return false;
    }
  }

  /**
   * What {@code document} says of itself.
   *
   * @param authorities the URLs of its certificate authorities, each once, in order
   * @param offered the least that it makes sense to demand of it: of each sort of log that it lists
   *     one, and a timestamp if it lists no transparency log
   */
  public record Description(List<String> authorities, Thresholds offered) {
    /** Copies the list. */
    public Description {
      authorities = List.copyOf(authorities);
    }
  }

  /**
   * Describes {@code document}, so that it can be told from others and be asked for what it offers.
   *
   * @throws MalformedException if it is not a trusted root
   */
  public static Description describe(Bytes document) throws MalformedException {
    TrustedRootReader reader =
        ProtoJson.read(document, Limits.TRUSTED_ROOT_BYTES, TrustedRootParser::document);
    return new Description(reader.authorityUris().stream().distinct().toList(), reader.offered());
  }

  /**
   * The root that {@code document} holds.
   *
   * @param name what configuration calls it
   * @param thresholds how many of its parties must agree
   * @throws MalformedException if it is not a trusted root, if a log has no start of validity or an
   *     identifier that is not its key's, or if what is usable of it cannot meet the thresholds
   */
  public static SigstoreRoot parse(String name, Bytes document, Thresholds thresholds)
      throws MalformedException {
    TrustedRootReader reader =
        ProtoJson.read(document, Limits.TRUSTED_ROOT_BYTES, TrustedRootParser::document);
    SigstoreRoot root =
        new SigstoreRoot(
            name,
            reader.authorities(),
            reader.logs(),
            reader.certificateLogs(),
            reader.timestampAuthorities(),
            thresholds,
            reader.warnings(),
            HashFunction.SHA256.of(Bytes.utf8(name + " " + thresholds + " "), document).toHex(),
            new SigstoreMemory());
    requireThresholds(root);
    return root;
  }

  private static TrustedRootReader document(ProtoJson in) throws MalformedException {
    Optional<String> mediaType = Optional.empty();
    Optional<TrustedRootReader> nested = Optional.empty();
    TrustedRootReader direct = new TrustedRootReader();
    for (ProtoJson.Fields fields = in.fields(); fields.next(); ) {
      switch (fields.name()) {
        case "mediaType" -> mediaType = Optional.of(in.string());
        case "trustedRoot" -> nested = Optional.of(root(in));
        case "signingConfig" -> in.skip();
        default -> {
          if (!direct.read(fields.name(), in)) {
            throw fields.unknown();
          }
        }
      }
    }
    String type = BundleParser.require(mediaType, "mediaType");
    if (type.equals(CLIENT_TRUST_CONFIG) && direct.isEmpty()) {
      return BundleParser.require(nested, "trustedRoot");
    }
    requireRootType(type);
    if (nested.isPresent()) {
      throw new MalformedException("a trusted root must not hold another");
    }
    return direct;
  }

  private static TrustedRootReader root(ProtoJson in) throws MalformedException {
    Optional<String> mediaType = Optional.empty();
    TrustedRootReader reader = new TrustedRootReader();
    for (ProtoJson.Fields fields = in.fields(); fields.next(); ) {
      if (fields.name().equals("mediaType")) {
        mediaType = Optional.of(in.string());
      } else if (!reader.read(fields.name(), in)) {
        throw fields.unknown();
      }
    }
    requireRootType(BundleParser.require(mediaType, "trustedRoot.mediaType"));
    return reader;
  }

  private static void requireRootType(String mediaType) throws MalformedException {
    switch (mediaType) {
      case "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
          "application/vnd.dev.sigstore.trustedroot.v0.1+json",
          "application/vnd.dev.sigstore.trustedroot.v0.2+json" -> {}
      default ->
          throw new MalformedException(
              "unknown trusted root media type '" + Quoting.shorten(mediaType) + "'");
    }
  }

  /**
   * Checks that the thresholds fit the root: that enough is usable to meet them, and that what the
   * root has is not left unasked. Thresholds of 0 are for roots without the thing.
   */
  private static void requireThresholds(SigstoreRoot root) throws MalformedException {
    Thresholds thresholds = root.thresholds();
    require(root, "certificate authorities", root.authorities().size(), 1);
    require(root, "transparency logs", root.logs().size(), thresholds.logs());
    require(root, "certificate logs", root.certificateLogs().size(), thresholds.scts());
    require(
        root, "timestamp authorities", root.timestampAuthorities().size(), thresholds.timestamps());
    if (thresholds.logs() == 0 && !root.logs().isEmpty()) {
      throw new MalformedException("the trusted root has transparency logs: demand at least 1");
    }
    if (thresholds.scts() == 0 && !root.certificateLogs().isEmpty()) {
      throw new MalformedException("the trusted root has certificate logs: demand at least 1 SCT");
    }
    if (thresholds.logs() == 0 && thresholds.timestamps() == 0) {
      throw new MalformedException(
          "without transparency logs nothing but timestamps tells the time of signing: demand at"
              + " least 1 timestamp");
    }
  }

  private static void require(SigstoreRoot root, String what, int usable, int needed)
      throws MalformedException {
    if (usable < needed) {
      String why = root.warnings().isEmpty() ? "" : ": " + String.join("; ", root.warnings());
      throw new MalformedException(
          "the trusted root has %d usable %s where %d are needed%s"
              .formatted(usable, what, needed, why));
    }
  }
}
