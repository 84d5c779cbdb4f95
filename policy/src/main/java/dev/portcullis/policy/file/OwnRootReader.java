package dev.portcullis.policy.file;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.verify.sigstore.OwnRoot;
import dev.portcullis.verify.sigstore.SigstoreRoot;
import java.util.List;
import java.util.Optional;

/** Reads the roots under {@code trust.sigstore} that are made of an owner's own authorities. */
final class OwnRootReader {
  /** The word that makes a root one of these. */
  static final String CERTIFICATES = "certificates";

  private static final List<String> OTHERS = List.of("trustedRoot", "tuf", "authority");

  private OwnRootReader() {}

  /** The root; empty if something is wrong with it, which is then noted. */
  static Optional<SigstoreRoot> read(String name, YamlMapping mapping, FileSource files) {
    boolean alone = true;
    for (String other : OTHERS) {
      Optional<YamlNode> node = mapping.get(other);
      node.ifPresent(
          each ->
              each.problem(
                  "a root that is made of certificates has no " + other + "; leave it out"));
      alone &= node.isEmpty();
    }
    Optional<YamlNode> file = mapping.require(CERTIFICATES);
    Optional<String> path = file.flatMap(YamlNode::text);
    Optional<YamlNode> stampFile = mapping.get("timestampCertificates");
    Optional<String> stampPath = stampFile.flatMap(YamlNode::text);
    Optional<YamlNode> thresholds = mapping.get("thresholds");
    Optional<Integer> wanted = thresholds.isEmpty() ? Optional.of(0) : wanted(thresholds.get());
    if (!alone
        || path.isEmpty()
        || stampFile.isPresent() != stampPath.isPresent()
        || wanted.isEmpty()) {
      return Optional.empty();
    }
    if (wanted.get() > 0 && stampPath.isEmpty()) {
      thresholds
          .get()
          .problem(
              "there is no timestamp authority; write timestampCertificates: FILE beside"
                  + " certificates, or leave timestamps out");
      return Optional.empty();
    }
    try {
      Optional<Bytes> stamps =
          stampPath.isPresent() ? Optional.of(files.load(stampPath.get())) : Optional.empty();
      return Optional.of(OwnRoot.parse(name, files.load(path.get()), stamps, wanted.get()));
    } catch (MalformedException e) {
      file.get()
          .problem(
              "cannot use "
                  + Quoting.shorten(path.get())
                  + stampPath.map(text -> " with " + Quoting.shorten(text)).orElse("")
                  + " as a root: "
                  + e.getMessage());
      return Optional.empty();
    }
  }

  /** How many timestamps are wanted; no log can be. */
  private static Optional<Integer> wanted(YamlNode node) {
    Optional<YamlMapping> mapping = node.mapping();
    boolean without =
        mapping.isPresent() && isZero(mapping.get(), "logs") && isZero(mapping.get(), "scts");
    Optional<Integer> stamps =
        mapping.flatMap(
            all -> {
              Optional<YamlNode> each = all.get("timestamps");
              return each.isEmpty() ? Optional.of(0) : each.get().integer(0, 1);
            });
    return without ? stamps : Optional.empty();
  }

  private static boolean isZero(YamlMapping mapping, String key) {
    Optional<YamlNode> node = mapping.get(key);
    if (node.isEmpty()) {
      return true;
    }
    Optional<Integer> number = node.get().integer(0, Integer.MAX_VALUE);
    if (number.isPresent() && number.get() > 0) {
      node.get().problem("a root that is made of certificates has no log; leave " + key + " out");
    }
    return number.equals(Optional.of(0));
  }
}
