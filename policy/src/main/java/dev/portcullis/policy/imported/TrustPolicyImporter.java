package dev.portcullis.policy.imported;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.policy.ImagePattern;
import dev.portcullis.policy.Mode;
import dev.portcullis.policy.file.YamlNode;
import dev.portcullis.verify.notation.TrustPolicyDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Carries over Notary Project trust policy documents for OCI artifacts, version 1.0 (notation spec
 * notes, 3.1). Statements that enforce everything become signers of ours; of any other the document
 * itself goes on judging.
 */
final class TrustPolicyImporter {
  private static final String DOCUMENT = "trustpolicy.json";
  private static final String SUBJECT = "x509.subject:";
  private static final String ANY = "*";

  private final ImportOptions options;
  private final Warnings warnings;
  private final SignerBook book;
  private final Set<String> registries;

  private TrustPolicyImporter(ImportOptions options, Warnings warnings) {
    this.options = options;
    this.warnings = warnings;
    this.book = new SignerBook(warnings);
    this.registries = new TreeSet<>(options.registries());
  }

  /** The rules of {@code document}, whose text is {@code content}; wrong if notation refuses it. */
  static Optional<Imported> read(
      String from, Fields document, Bytes content, ImportOptions options, Warnings warnings) {
    List<Fields> statements = document.list("trustPolicies").stream().map(Fields::of).toList();
    boolean isForBlobs =
        !statements.isEmpty() && statements.stream().noneMatch(each -> each.has("registryScopes"));
    if (isForBlobs) {
      document
          .node()
          .problem(
              "this trust policy is for files (it has no registryScopes), which no registry serves;"
                  + " import trustpolicy.oci.json");
      return Optional.empty();
    }
    try {
      TrustPolicyDocument.parse(content);
    } catch (MalformedException e) {
      document.node().problem(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
    return Optional.of(new TrustPolicyImporter(options, warnings).rules(from, statements, content));
  }

  private Imported rules(String from, List<Fields> statements, Bytes content) {
    for (Fields each : statements) {
      each.texts("registryScopes").stream()
          .filter(scope -> !scope.equals(ANY))
          .forEach(scope -> registries.add(host(scope)));
    }
    book.file(DOCUMENT, content.toUtf8());
    List<Composed> rules = new ArrayList<>();
    for (Fields each : statements) {
      List<ImagePattern> images = images(each);
      if (!images.isEmpty()) {
        String name = each.text("name").orElse("statement");
        rules.add(new Composed(name, images, Mode.ENFORCE, demand(name, each), Optional.empty()));
      }
    }
    return ResultWriter.write(from, rules, false, book, warnings);
  }

  /** The registry of a scope, in lower case, as notation compares it. */
  private static String host(String scope) {
    return scope.substring(0, scope.indexOf('/')).toLowerCase(Locale.ROOT);
  }

  private List<ImagePattern> images(Fields statement) {
    List<ImagePattern> images = new ArrayList<>();
    for (YamlNode scope : statement.list("registryScopes")) {
      String text = scope.text().orElse("");
      if (!text.equals(ANY)) {
        pattern(scope, host(text) + text.substring(text.indexOf('/'))).ifPresent(images::add);
        continue;
      }
      warnings.add(
          scope,
          "scope '*' is for any registry; carried over for "
              + (registries.isEmpty() ? "none, since none is named" : String.join(", ", registries))
              + ", and what comes from any other is refused; name more with --registry");
      registries.forEach(registry -> pattern(scope, registry + "/**").ifPresent(images::add));
    }
    return images;
  }

  private Optional<ImagePattern> pattern(YamlNode scope, String text) {
    try {
      return Optional.of(ImagePattern.parse(text));
    } catch (MalformedException e) {
      warnings.add(scope, "scope '" + Quoting.shorten(text) + "' is left out: " + e.getMessage());
      return Optional.empty();
    }
  }

  private Demand demand(String name, Fields statement) {
    Fields verification = statement.fields("signatureVerification").orElseThrow();
    String level = verification.text("level").orElse("");
    if (level.equals("skip")) {
      return Demand.anything();
    }
    List<String> stores = statement.texts("trustStores");
    List<String> identities = statement.texts("trustedIdentities");
    boolean isStrict =
        level.equals("strict")
            && verification.fields("override").filter(each -> !each.entries().isEmpty()).isEmpty()
            && !verification.text("verifyTimestamp").equals(Optional.of("afterCertExpiry"))
            && identities.stream().allMatch(each -> each.equals(ANY) || each.startsWith(SUBJECT))
            && !stores.stream().allMatch(each -> each.startsWith("tsa:"));
    if (!isStrict) {
      return Demand.signature(
          book.notary(
              "trustpolicy", new Tree.Keyed().with("trustPolicy", DOCUMENT), options.trustStore()));
    }
    List<String> subjects =
        identities.stream()
            .map(each -> each.equals(ANY) ? ANY : each.substring(SUBJECT.length()).strip())
            .toList();
    return Demand.signature(
        book.notary(
            name,
            new Tree.Keyed()
                .with("stores", Tree.Items.ofTexts(stores))
                .with("subjects", Tree.Items.ofTexts(subjects)),
            options.trustStore()));
  }
}
