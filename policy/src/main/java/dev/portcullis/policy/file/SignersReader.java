package dev.portcullis.policy.file;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.policy.Rule;
import dev.portcullis.policy.Signer;
import dev.portcullis.verify.SignatureScheme;
import dev.portcullis.verify.TrustMaterial;
import dev.portcullis.verify.VerificationKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads {@code signers}, and keeps account of who uses them. */
final class SignersReader {
  private static final Map<String, Boolean> SCHEMES = Map.of("pss", true);

  private final FileSource files;
  private final Map<String, Declared> signers = new LinkedHashMap<>();
  private final Map<String, Owner> owners = new TreeMap<>();
  private final Set<String> used = new TreeSet<>();

  SignersReader(FileSource files) {
    this.files = files;
  }

  /** A signer and where its name stands; empty if something is wrong with it. */
  private record Declared(YamlNode name, Optional<Signer> signer) {}

  /** A key and the signer that it belongs to. */
  private record Owner(VerificationKey key, String signer, String label, boolean pss) {}

  void read(YamlNode node) {
    for (YamlMapping.Entry entry : node.mapping().map(YamlMapping::entries).orElse(List.of())) {
      Optional<String> name = entry.key().text().filter(text -> isName(entry.key(), text));
      Optional<List<Signer.SignerKey>> keys =
          entry
              .value()
              .mapping()
              .flatMap(signer -> signer.require("keys"))
              .flatMap(list -> keys(list, name.orElse("?")));
      name.ifPresent(
          known ->
              signers.put(
                  known, new Declared(entry.key(), keys.map(all -> new Signer.Keys(known, all)))));
    }
  }

  /** Whether {@code text} may name a rule or signer; a problem is noted if not. */
  static boolean isName(YamlNode node, String text) {
    if (!Rule.isName(text)) {
      node.problem(
          "'"
              + Quoting.shorten(text)
              + "' cannot be a name; use up to "
              + Limits.RULE_NAME_LENGTH
              + " letters, digits, dots, hyphens and underscores, a letter or digit first");
      return false;
    }
    return true;
  }

  private Optional<List<Signer.SignerKey>> keys(YamlNode node, String signer) {
    Optional<List<YamlNode>> entries = node.list();
    List<Signer.SignerKey> keys = new ArrayList<>();
    entries.orElse(List.of()).forEach(entry -> key(entry, signer).ifPresent(keys::add));
    if (entries.isPresent() && entries.get().isEmpty()) {
      node.problem("a signer needs a key; name a file with a PEM public key");
    }
    return keys.isEmpty() || keys.size() < entries.orElse(List.of()).size()
        ? Optional.empty()
        : Optional.of(keys);
  }

  private Optional<Signer.SignerKey> key(YamlNode node, String signer) {
    if (!(node instanceof YamlMapping)) {
      return key(node, signer, Optional.empty(), Optional.empty(), false);
    }
    YamlMapping mapping = node.mapping().orElseThrow();
    Optional<YamlNode> file = mapping.require("file");
    Optional<Instant> from = mapping.get("notBefore").flatMap(YamlNode::instant);
    Optional<YamlNode> notAfter = mapping.get("notAfter");
    Optional<Instant> until = notAfter.flatMap(YamlNode::instant);
    boolean pss = mapping.get("scheme").flatMap(word -> word.word(SCHEMES)).orElse(false);
    if (from.isPresent() && until.isPresent() && until.get().isBefore(from.get())) {
      notAfter.get().problem("notAfter is before notBefore; the key could never vouch");
      return Optional.empty();
    }
    return file.flatMap(name -> key(name, signer, from, until, pss));
  }

  private Optional<Signer.SignerKey> key(
      YamlNode file, String signer, Optional<Instant> from, Optional<Instant> until, boolean pss) {
    Optional<String> path = file.text();
    Optional<VerificationKey> key = path.flatMap(text -> load(file, text, pss));
    if (key.isEmpty() || path.isEmpty()) {
      return Optional.empty();
    }
    String fingerprint = key.get().fingerprint();
    Owner owner = owners.putIfAbsent(fingerprint, new Owner(key.get(), signer, path.get(), pss));
    if (owner != null) {
      file.problem(
          owner.signer().equals(signer)
              ? "this is the same key as " + owner.label() + "; remove one of them"
              : "this key already belongs to signer "
                  + owner.signer()
                  + " ("
                  + owner.label()
                  + "); a key belongs to one signer, or one signature would count as two");
      return Optional.empty();
    }
    return Optional.of(new Signer.SignerKey(fingerprint, path.get(), from, until));
  }

  private Optional<VerificationKey> load(YamlNode file, String path, boolean pss) {
    try {
      Bytes content = files.load(path);
      if (content.length() > Limits.KEY_BYTES) {
        throw new MalformedException("longer than " + Limits.KEY_BYTES + " bytes");
      }
      VerificationKey key = VerificationKey.fromPem(content.toUtf8());
      if (pss && key.type() != VerificationKey.Type.RSA) {
        throw new MalformedException("scheme pss is for RSA keys, and this one is " + key.type());
      }
      return Optional.of(pss ? key.pinnedTo(SignatureScheme.RSA_PSS_SHA256) : key);
    } catch (MalformedException e) {
      file.problem("cannot use key " + Quoting.shorten(path) + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  /** The signer that {@code node} names, which is then used. */
  Optional<Signer> use(YamlNode node) {
    Optional<String> name = node.text();
    if (name.isPresent() && !signers.containsKey(name.get())) {
      node.problem(
          "there is no signer '"
              + Quoting.shorten(name.get())
              + "'; "
              + Spelling.closest(name.get(), signers.keySet())
                  .map(known -> "did you mean '" + known + "'?")
                  .orElseGet(this::known));
    }
    name.ifPresent(used::add);
    return name.flatMap(text -> Optional.ofNullable(signers.get(text))).flatMap(Declared::signer);
  }

  private String known() {
    return signers.isEmpty() ? "declare it under signers" : "known: " + String.join(", ", names());
  }

  void noteUnused() {
    signers.forEach(
        (name, declared) -> {
          if (!used.contains(name)) {
            declared.name().problem("no rule uses signer '" + name + "'; use it or remove it");
          }
        });
  }

  Set<String> names() {
    return new TreeSet<>(signers.keySet());
  }

  TrustMaterial trust() {
    return TrustMaterial.ofKeys(owners.values().stream().map(Owner::key).toList());
  }

  String trustRevision() {
    StringBuilder text = new StringBuilder("keys 1\n");
    owners.forEach(
        (fingerprint, owner) -> text.append(fingerprint).append(owner.pss() ? " pss\n" : "\n"));
    return Digest.sha256(Bytes.utf8(text.toString())).hex();
  }
}
