package dev.portcullis.policy.file;

import dev.portcullis.policy.KeylessIdentity;
import dev.portcullis.policy.Signer;
import dev.portcullis.policy.TextPattern;
import dev.portcullis.verify.sigstore.FulcioExtension;
import dev.portcullis.verify.sigstore.SubjectName;
import dev.portcullis.verify.x509.RevocationMode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads the signers that are known by what certificates say of them. */
final class KeylessReader {
  private static final Map<String, SubjectName.Kind> KINDS =
      Map.of(
          "email", SubjectName.Kind.EMAIL,
          "uri", SubjectName.Kind.URI,
          "userName", SubjectName.Kind.USER_NAME,
          "dns", SubjectName.Kind.DNS,
          "ip", SubjectName.Kind.IP);

  private static final Set<SubjectName.Kind> OWN_KINDS =
      EnumSet.of(SubjectName.Kind.DNS, SubjectName.Kind.IP);

  private final SigstoreReader roots;
  private final Map<KeylessIdentity, String> owners = new HashMap<>();

  KeylessReader(SigstoreReader roots) {
    this.roots = roots;
  }

  /**
   * The signer {@code name}; {@code node} is the value of {@code keyless}, {@code revocation} what
   * follows from an unknown status of a certificate that can be revoked.
   */
  Optional<Signer> read(String name, YamlNode node, RevocationMode revocation) {
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
        : Optional.of(new Signer.Keyless(name, identities, revocation));
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
    boolean own = root.isPresent() && roots.isOwn(root.get());
    Optional<YamlNode> issuerNode =
        own || root.isEmpty() ? mapping.get("issuer") : mapping.require("issuer");
    Optional<TextPattern> issuer = issuerNode.flatMap(KeylessReader::pattern);
    Optional<TextPattern> subject = mapping.require("subject").flatMap(KeylessReader::pattern);
    Optional<YamlNode> kindNode = mapping.get("subjectKind");
    Optional<SubjectName.Kind> kind = kindNode.flatMap(node -> node.word(KINDS));
    SortedMap<FulcioExtension, TextPattern> claims = new TreeMap<>();
    boolean whole =
        kindNode.isPresent() == kind.isPresent() && (!own || isLeftOut(issuerNode, "issuer"));
    if (!own && kind.filter(OWN_KINDS::contains).isPresent()) {
      kindNode
          .get()
          .problem("only certificates of an own authority are for DNS names and IP addresses");
      whole = false;
    }
    for (FulcioExtension claim : FulcioExtension.values()) {
      Optional<YamlNode> node = mapping.get(claim.word());
      if (own) {
        whole &= isLeftOut(node, claim.word());
        continue;
      }
      Optional<TextPattern> value = node.flatMap(KeylessReader::pattern);
      value.ifPresent(known -> claims.put(claim, known));
      whole &= node.isPresent() == value.isPresent();
    }
    if (!whole || root.isEmpty() || (!own && issuer.isEmpty()) || subject.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new KeylessIdentity(
            root.get(), issuer, subject.get(), kind.or(() -> kind(subject.get())), claims));
  }

  /** Whether {@code node} is absent, as it must be for a root of own authorities. */
  private static boolean isLeftOut(Optional<YamlNode> node, String word) {
    node.ifPresent(
        each ->
            each.problem(
                "certificates of an own authority have no "
                    + word
                    + "; leave it out, or name a Sigstore root"));
    return node.isEmpty();
  }

  /** The kind that an exact subject is plainly of. */
  private static Optional<SubjectName.Kind> kind(TextPattern subject) {
    return switch (subject) {
      case TextPattern.Matching _ -> Optional.empty();
      case TextPattern.Exact(String text) -> kind(text);
    };
  }

  /** The kind that the name {@code text} is plainly of. */
  static Optional<SubjectName.Kind> kind(String text) {
    if (text.contains("://")) {
      return Optional.of(SubjectName.Kind.URI);
    }
    if (text.contains("!")) {
      return Optional.of(SubjectName.Kind.USER_NAME);
    }
    return text.contains("@") ? Optional.of(SubjectName.Kind.EMAIL) : Optional.empty();
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
