package dev.portcullis.policy.file;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.policy.Signer;
import dev.portcullis.verify.notation.TrustPolicyDocument;
import dev.portcullis.verify.notation.TrustPolicyStatement;
import dev.portcullis.verify.notation.TrustStoreName;
import dev.portcullis.verify.notation.TrustStoreType;
import dev.portcullis.verify.notation.TrustedIdentities;
import dev.portcullis.verify.x509.RevocationMode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the signers that Notary Project trust stores vouch for (notation spec notes, 3). */
final class NotationSignerReader {
  private final FileSource files;
  private final NotationStores stores;

  NotationSignerReader(FileSource files, NotationStores stores) {
    this.files = files;
    this.stores = stores;
  }

  /**
   * The signer {@code name}; {@code node} is the value of {@code notation}.
   *
   * @param mode what follows from a revocation status that is not known
   */
  Optional<Signer> read(String name, YamlNode node, RevocationMode mode) {
    Optional<YamlMapping> mapping = node.mapping();
    if (mapping.isEmpty()) {
      return Optional.empty();
    }
    Optional<YamlNode> policy = mapping.get().get("trustPolicy");
    Optional<YamlNode> storeNames = mapping.get().get("stores");
    Optional<YamlNode> subjects = mapping.get().get("subjects");
    Optional<YamlNode> profiles = mapping.get().get("awsProfiles");
    boolean own = storeNames.isPresent() || subjects.isPresent() || profiles.isPresent();
    if (policy.isPresent() == own) {
      node.problem(
          own
              ? "trustPolicy says all of it; remove stores and subjects, or trustPolicy"
              : "write either stores and subjects, or trustPolicy");
      return Optional.empty();
    }
    if (!stores.declared(node)) {
      return Optional.empty();
    }
    return own
        ? ofStores(name, mapping.get(), storeNames, subjects, profiles, mode)
        : policy.flatMap(file -> ofDocument(name, file, mode));
  }

  private Optional<Signer> ofDocument(String name, YamlNode file, RevocationMode mode) {
    Optional<String> path = file.text();
    if (path.isEmpty()) {
      return Optional.empty();
    }
    try {
      Bytes content = files.load(path.get());
      TrustPolicyDocument document = TrustPolicyDocument.parse(content, stores.state());
      boolean complete = true;
      for (TrustPolicyStatement statement : document.statements()) {
        for (TrustStoreName store : statement.stores()) {
          complete &= stores.use(store, file);
        }
      }
      String revision = Digest.sha256(content).hex() + " " + stores.state() + " " + mode;
      return complete
          ? Optional.of(new Signer.Notation(name, document, path.get(), revision, mode))
          : Optional.empty();
    } catch (MalformedException e) {
      file.problem(
          "cannot use trust policy " + Quoting.shorten(path.get()) + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<Signer> ofStores(
      String name,
      YamlMapping mapping,
      Optional<YamlNode> storesNode,
      Optional<YamlNode> subjects,
      Optional<YamlNode> profiles,
      RevocationMode mode) {
    Set<TrustStoreName> named = stores(mapping, storesNode);
    Optional<TrustedIdentities> identities = identities(mapping, subjects, profiles);
    if (named.isEmpty() || identities.isEmpty()) {
      return Optional.empty();
    }
    if (named.stream().allMatch(store -> store.type() == TrustStoreType.TSA)) {
      storesNode
          .orElseThrow()
          .problem("a tsa store vouches for times only; name a ca or signingAuthority store too");
      return Optional.empty();
    }
    String label = named.stream().map(Object::toString).sorted().collect(Collectors.joining(", "));
    TrustPolicyStatement statement = TrustPolicyStatement.ofSigner(name, named, identities.get());
    return Optional.of(
        new Signer.Notation(
            name,
            new TrustPolicyDocument(List.of(statement)),
            label,
            label + " " + canonical(identities.get()) + " " + mode,
            mode));
  }

  private static String canonical(TrustedIdentities identities) {
    return identities.anyone()
        ? "anyone"
        : identities.subjects().stream().map(Object::toString).sorted().toList()
            + " "
            + identities.others().stream().sorted().toList();
  }

  private Set<TrustStoreName> stores(YamlMapping mapping, Optional<YamlNode> list) {
    if (list.isEmpty()) {
      mapping.problem("'stores' is missing");
      return Set.of();
    }
    Set<TrustStoreName> named = new LinkedHashSet<>();
    Optional<List<YamlNode>> entries = list.get().list();
    boolean complete = true;
    for (YamlNode entry : entries.orElse(List.of())) {
      Optional<TrustStoreName> store = entry.read(TrustStoreName::parse);
      complete &= store.isPresent() && stores.use(store.get(), entry);
      if (store.isPresent() && !named.add(store.get())) {
        entry.problem("this store is listed twice; remove one of them");
      }
    }
    if (entries.isPresent() && entries.get().isEmpty()) {
      list.get().problem("a signer needs a trust store, such as ca:acme");
    }
    return complete ? named : Set.of();
  }

  private Optional<TrustedIdentities> identities(
      YamlMapping mapping, Optional<YamlNode> subjects, Optional<YamlNode> profiles) {
    if (subjects.isEmpty() && profiles.isEmpty()) {
      mapping.problem("'subjects' is missing; list distinguished names, or \"*\" for anyone");
      return Optional.empty();
    }
    if (profiles.isPresent() && !stores.awsSigner()) {
      profiles.get().problem("awsProfiles need trust: {notation: {awsSigner: true}}");
    }
    List<String> names = texts(subjects);
    List<String> arns = texts(profiles);
    YamlNode place = subjects.or(() -> profiles).orElseThrow();
    if (names.isEmpty() && arns.isEmpty()) {
      place.problem("nobody is listed; name the signer, or \"*\" for anyone");
      return Optional.empty();
    }
    List<String> identities = new ArrayList<>(arns);
    names.forEach(each -> identities.add(each.equals("*") ? each : "x509.subject:" + each));
    try {
      return Optional.of(TrustedIdentities.parse(identities, stores.state()));
    } catch (MalformedException e) {
      place.problem(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private static List<String> texts(Optional<YamlNode> list) {
    List<String> texts = new ArrayList<>();
    list.flatMap(YamlNode::list)
        .orElse(List.of())
        .forEach(entry -> entry.text().ifPresent(texts::add));
    return texts;
  }
}
