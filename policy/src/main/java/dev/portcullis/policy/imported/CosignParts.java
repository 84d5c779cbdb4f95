package dev.portcullis.policy.imported;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.policy.file.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;

/** What the admission controllers that use cosign have in common: keys, identities, logs. */
final class CosignParts {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PUBLIC KEY-----[^-]*-----END PUBLIC KEY-----");
  private static final String REKOR = "https://rekor.sigstore.dev";
  private static final String FULCIO = "https://fulcio.sigstore.dev";

  private final SignerBook book;
  private final Warnings warnings;

  CosignParts(SignerBook book, Warnings warnings) {
    this.book = book;
    this.warnings = warnings;
  }

  /**
   * The keys in a text, one requirement each.
   *
   * @param leaf what is required of the signer of a name
   */
  List<Demand> keys(YamlNode at, String hint, Optional<String> log, Function<String, Demand> leaf) {
    String text = at.text().orElse("");
    List<Demand> all = new ArrayList<>();
    Matcher each = KEY.matcher(text);
    while (each.find()) {
      try {
        all.add(leaf.apply(book.key(at, hint, unindented(each.group()), log)));
      } catch (MalformedException e) {
        all.add(warnings.nothing(at, "this key cannot be used: " + e.getMessage()));
      }
    }
    if (all.isEmpty()) {
      all.add(
          warnings.nothing(
              at,
              "'"
                  + Quoting.shorten(text, 40)
                  + "' is no public key in PEM, but names one elsewhere"));
    }
    return all;
  }

  private static String unindented(String pem) {
    return pem.replaceAll("(?m)^[ \t]+", "");
  }

  /** The public log, if that is what {@code url} is of. */
  static Optional<String> log(String url) {
    return isSame(url, REKOR) ? Optional.of(SignerBook.PUBLIC_GOOD) : Optional.empty();
  }

  /** Whether {@code url} is of the public authority. */
  static boolean isPublicAuthority(String url) {
    return isSame(url, FULCIO);
  }

  private static boolean isSame(String url, String known) {
    return (url.endsWith("/") ? url.substring(0, url.length() - 1) : url).equals(known);
  }

  /**
   * The identity of the public instance that {@code fields} describe with {@code issuer} or {@code
   * issuerRegExp} and {@code subject} or {@code subjectRegExp}.
   *
   * @param wildcards whether {@code subject} may have {@code *} and {@code ?}
   * @param claims what else certificates must say
   */
  Demand identity(
      Fields fields,
      String hint,
      boolean wildcards,
      SortedMap<String, String> claims,
      Function<String, Demand> leaf) {
    Optional<String> subject = fields.text("subject");
    Optional<String> subjectPattern = fields.text("subjectRegExp");
    Optional<String> issuer = fields.text("issuer");
    Optional<String> issuerPattern = fields.text("issuerRegExp");
    if (subject.isPresent() == subjectPattern.isPresent() && (subject.isPresent() || !wildcards)) {
      return warnings.nothing(fields.node(), "an identity needs either subject or subjectRegExp");
    }
    if (issuer.isPresent() == issuerPattern.isPresent() && (issuer.isPresent() || !wildcards)) {
      return warnings.nothing(fields.node(), "an identity needs either issuer or issuerRegExp");
    }
    if (subject.or(() -> subjectPattern).or(() -> issuer).or(() -> issuerPattern).isEmpty()) {
      return warnings.nothing(fields.node(), "an identity without subject and issuer is anybody");
    }
    try {
      Identity.Words who =
          subjectPattern.isPresent()
              ? Identity.Words.containing(subjectPattern.get())
              : subject.isEmpty()
                  ? Identity.Words.any()
                  : wildcards
                      ? Identity.Words.wildcard(subject.get())
                      : new Identity.Words.Exactly(subject.get());
      Identity.Words whose =
          issuerPattern.isPresent()
              ? Identity.Words.containing(issuerPattern.get())
              : issuer
                  .<Identity.Words>map(Identity.Words.Exactly::new)
                  .orElse(Identity.Words.any());
      return leaf.apply(
          book.keyless(
              hint,
              new Identity(
                  SignerBook.PUBLIC_GOOD, Optional.of(whose), who, Optional.empty(), claims)));
    } catch (MalformedException e) {
      return warnings.nothing(fields.node(), String.valueOf(e.getMessage()));
    }
  }

  /** Notes the fields of {@code fields} that nobody knows; whether there are any. */
  Optional<Demand> unknown(Fields fields) {
    Optional<Demand> nothing = Optional.empty();
    for (var entry : fields.rest()) {
      nothing =
          Optional.of(
              warnings.nothing(
                  entry.key(), "'" + Quoting.shorten(entry.name()) + "' cannot be carried over"));
    }
    return nothing;
  }

  SignerBook book() {
    return book;
  }

  Warnings warnings() {
    return warnings;
  }
}
