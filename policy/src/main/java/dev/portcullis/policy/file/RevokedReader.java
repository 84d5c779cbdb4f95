package dev.portcullis.policy.file;

import com.google.re2j.Pattern;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.policy.DenyList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a file of revocations. Each entry is what is revoked, or a mapping that also says why:
 *
 * <pre>
 * digests:
 *   - sha256:4f1c...
 *   - {digest: "sha256:9e2d...", reason: INC-4711}
 * signers:
 *   - {signer: release, reason: key lost}
 * keys:
 *   - {key: 64 hexadecimal digits of the SHA-256 of the public key, reason: laptop stolen}
 * certificates:
 *   - {certificate: 64 hexadecimal digits of the SHA-256 of the certificate, reason: INC-4711}
 * logEntries:
 *   - rekor.sigstore.dev/123456789
 * </pre>
 */
public final class RevokedReader {
  private static final int HEX_DIGITS = 64;
  private static final Pattern LOG_ENTRY =
      Pattern.compile("[a-z0-9](?:[a-z0-9.:-]{0,253}[a-z0-9])?/(?:0|[1-9][0-9]{0,17})");

  private RevokedReader() {}

  /**
   * Reads all of {@code document}.
   *
   * @param signers the signers that there are; naming any other is a mistake, since the revocation
   *     would be of no effect
   * @return what could be read; {@link YamlDocument#check} reports what could not
   */
  public static DenyList read(YamlDocument document, Set<String> signers) {
    return read(document.root(), signers);
  }

  /** As {@link #read(YamlDocument, Set)}, of what stands inside of another document. */
  static DenyList read(YamlMapping root, Set<String> signers) {
    return DenyList.of(
        entries(root.get("digests"), "digest", Digest::parse),
        entries(root.get("signers"), "signer", name -> signer(name, signers)),
        entries(root.get("keys"), "key", RevokedReader::key),
        entries(root.get("certificates"), "certificate", RevokedReader::certificate),
        entries(root.get("logEntries"), "entry", RevokedReader::logEntry));
  }

  private static <T> Map<T, String> entries(
      Optional<YamlNode> list, String key, YamlNode.Reader<T> reader) {
    Map<T, String> entries = new LinkedHashMap<>();
    for (YamlNode entry : list.flatMap(YamlNode::list).orElse(List.of())) {
      Optional<YamlNode> value = Optional.of(entry);
      String reason = "";
      if (entry instanceof YamlMapping) {
        YamlMapping mapping = entry.mapping().orElseThrow();
        value = mapping.require(key);
        reason = mapping.get("reason").flatMap(YamlNode::text).orElse("");
      }
      Optional<T> revoked = value.flatMap(node -> node.read(reader));
      if (revoked.isPresent() && entries.put(revoked.get(), reason) != null) {
        entry.problem("this is listed twice; remove one of them");
      }
    }
    return entries;
  }

  private static String signer(String name, Set<String> signers) throws MalformedException {
    if (!signers.contains(name)) {
      throw new MalformedException(
          "there is no signer '"
              + Quoting.shorten(name)
              + "' to revoke; "
              + Spelling.closest(name, signers)
                  .map(known -> "did you mean '" + known + "'?")
                  .orElse("known: " + String.join(", ", signers)));
    }
    return name;
  }

  /**
   * The fingerprint of a certificate; colons and capitals, as other tools print it, are taken.
   *
   * @throws MalformedException if it is none; the message says what one looks like
   */
  public static String certificate(String text) throws MalformedException {
    return fingerprint(text.replace(":", "").toLowerCase(Locale.ROOT), "a certificate's");
  }

  /**
   * The fingerprint of a key.
   *
   * @throws MalformedException if it is none; the message says what one looks like
   */
  public static String key(String text) throws MalformedException {
    return fingerprint(text, "a key's");
  }

  /**
   * An entry of a transparency log, {@code HOST/INDEX}.
   *
   * @throws MalformedException if it is none; the message says what one looks like
   */
  public static String logEntry(String text) throws MalformedException {
    if (!LOG_ENTRY.matcher(text).matches()) {
      throw new MalformedException(
          "'"
              + Quoting.shorten(text)
              + "' is not an entry of a log: HOST/INDEX, such as rekor.sigstore.dev/123456789");
    }
    return text;
  }

  private static String fingerprint(String text, String whose) throws MalformedException {
    boolean hex = text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    if (text.length() != HEX_DIGITS || !hex) {
      throw new MalformedException(
          "'"
              + Quoting.shorten(text)
              + "' is not "
              + whose
              + " fingerprint: 64 lower-case hexadecimal digits");
    }
    return text;
  }
}
