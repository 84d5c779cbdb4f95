package dev.portcullis.policy.file;

import dev.portcullis.policy.KeylessIdentity;
import dev.portcullis.policy.Signer;
import dev.portcullis.policy.TextPattern;
import dev.portcullis.verify.sigstore.FulcioExtension;
import dev.portcullis.verify.sigstore.SubjectName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads the signers that are known by what short-lived certificates say of them. */
final class KeylessReader {
  private static final Map<String, SubjectName.Kind> KINDS =
      Map.of(
          "email", SubjectName.Kind.EMAIL,
          "uri", SubjectName.Kind.URI,
          "userName", SubjectName.Kind.USER_NAME);

  private final SigstoreReader roots;
  private final Map<KeylessIdentity, String> owners = new HashMap<>();

  KeylessReader(SigstoreReader roots) {
    this.roots = roots;
  }

  /** The signer {@code name}; {@code node} is the value of {@code keyless}. */
  Optional<Signer> read(String name, YamlNode node) {
    List<YamlNode> entries =
        node instanceof YamlList ? node.list().orElse(List.of()) : List.of(node);
    if (entries.isEmpty()) {
      node.problem("a signer needs an identity; write root, issuer and subject");
    }
    List<KeylessIdentity> identities = new ArrayList<>();
    for (YamlNode entry : entries) {
      Optional<KeylessIdentity> identity = entry.mapping().flatMap(this::identity);
      if (identity.isPresent() && isNew(identity.get(), name, entry)) {
        identities.add(identity.get());
      }
    }
    return identities.isEmpty() || identities.size() < entries.size()
        ? Optional.empty()
        : Optional.of(new Signer.Keyless(name, identities));
  }

  private boolean isNew(KeylessIdentity identity, String signer, YamlNode node) {
    String owner = owners.putIfAbsent(identity, signer);
    if (owner != null) {
      node.problem(
          owner.equals(signer)
              ? "this identity is listed twice; remove one of them"
              : "this identity already belongs to signer "
                  + owner
                  + "; an identity belongs to one signer, or one signature would count as two");
    }
    return owner == null;
  }

  private Optional<KeylessIdentity> identity(YamlMapping mapping) {
    Optional<String> root = mapping.require("root").flatMap(node -> roots.use(node, false));
    Optional<TextPattern> issuer = mapping.require("issuer").flatMap(KeylessReader::pattern);
    Optional<TextPattern> subject = mapping.require("subject").flatMap(KeylessReader::pattern);
    Optional<YamlNode> kindNode = mapping.get("subjectKind");
    Optional<SubjectName.Kind> kind = kindNode.flatMap(node -> node.word(KINDS));
    SortedMap<FulcioExtension, TextPattern> claims = new TreeMap<>();
    boolean whole = kindNode.isPresent() == kind.isPresent();
    for (FulcioExtension claim : FulcioExtension.values()) {
      Optional<YamlNode> node = mapping.get(claim.word());
      Optional<TextPattern> value = node.flatMap(KeylessReader::pattern);
      value.ifPresent(known -> claims.put(claim, known));
      whole &= node.isPresent() == value.isPresent();
    }
    if (!whole || root.isEmpty() || issuer.isEmpty() || subject.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new KeylessIdentity(
            root.get(), issuer.get(), subject.get(), kind.or(() -> kind(subject.get())), claims));
  }

  /** The kind that an exact subject is plainly of. */
  private static Optional<SubjectName.Kind> kind(TextPattern subject) {
    return switch (subject) {
      case TextPattern.Matching _ -> Optional.empty();
      case TextPattern.Exact(String text) -> {
        if (text.contains("://")) {
          yield Optional.of(SubjectName.Kind.URI);
        }
        if (text.contains("!")) {
          yield Optional.of(SubjectName.Kind.USER_NAME);
        }
        yield text.contains("@") ? Optional.of(SubjectName.Kind.EMAIL) : Optional.empty();
      }
    };
  }

  /** The text itself, or {@code {matches: EXPRESSION}}. */
  private static Optional<TextPattern> pattern(YamlNode node) {
    return node instanceof YamlMapping
        ? node.mapping()
            .flatMap(mapping -> mapping.require("matches"))
            .flatMap(expression -> expression.read(TextPattern::matching))
        : node.text().map(TextPattern.Exact::new);
  }
}
