package dev.portcullis.policy.file;

import dev.portcullis.oci.Limits;
import dev.portcullis.oci.Quoting;
import dev.portcullis.policy.Rule;
import dev.portcullis.policy.Signer;
import dev.portcullis.verify.TrustMaterial;
import dev.portcullis.verify.sigstore.SigstoreRoot;
import dev.portcullis.verify.x509.RevocationMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Reads {@code signers} and the {@code trust} that they rest on, and keeps account of who uses
 * them.
 */
final class SignersReader {
  private static final List<String> KINDS = List.of("keys", "keyless", "notation");

  /** The words for what follows from a revocation status that is not known. */
  private static final Map<String, RevocationMode> MODES =
      Map.of("hard", RevocationMode.HARD, "soft", RevocationMode.SOFT, "off", RevocationMode.OFF);

  private final SigstoreReader roots;
  private final NotationStores stores;
  private final KeysReader keys;
  private final KeylessReader keyless;
  private final NotationSignerReader notation;
  private final Map<String, Declared> signers = new LinkedHashMap<>();
  private final Set<String> used = new TreeSet<>();
  private RevocationMode revocation = RevocationMode.HARD;

  SignersReader(FileSource files) {
    this.roots = new SigstoreReader(files);
    this.stores = new NotationStores(files);
    this.keys = new KeysReader(files, roots);
    this.keyless = new KeylessReader(roots);
    this.notation = new NotationSignerReader(files, stores);
  }

  /** A signer and where its name stands; empty if something is wrong with it. */
  private record Declared(YamlNode name, Optional<Signer> signer) {}

  /**
   * Reads the anchors, and what holds for signers that do not say otherwise; both must come before
   * the signers.
   */
  void readTrust(YamlNode node) {
    Optional<YamlMapping> trust = node.mapping();
    revocation =
        trust
            .flatMap(all -> all.get("revocation"))
            .flatMap(YamlNode::mapping)
            .flatMap(all -> all.get("mode"))
            .flatMap(word -> word.word(MODES))
            .orElse(RevocationMode.HARD);
    trust.flatMap(all -> all.get("sigstore")).ifPresent(roots::read);
    trust.flatMap(all -> all.get("notation")).ifPresent(stores::read);
  }

  void read(YamlNode node) {
    for (YamlMapping.Entry entry : node.mapping().map(YamlMapping::entries).orElse(List.of())) {
      Optional<String> name = entry.key().text().filter(text -> isName(entry.key(), text));
      Optional<Signer> signer =
          entry.value().mapping().flatMap(mapping -> signer(name.orElse("unnamed"), mapping));
      name.ifPresent(known -> signers.put(known, new Declared(entry.key(), signer)));
    }
  }

  private Optional<Signer> signer(String name, YamlMapping mapping) {
    Optional<YamlNode> keyList = mapping.get("keys");
    Optional<YamlNode> identities = mapping.get("keyless");
    Optional<YamlNode> notary = mapping.get("notation");
    Optional<YamlNode> ownMode = mapping.get("revocation");
    RevocationMode mode = ownMode.flatMap(word -> word.word(MODES)).orElse(revocation);
    long kinds = KINDS.stream().filter(mapping::has).count();
    if (kinds != 1) {
      mapping.problem(
          (kinds == 0 ? "nothing says who this is" : "a signer is known by one thing only")
              + "; write exactly one of "
              + String.join(", ", KINDS));
      return Optional.empty();
    }
    Optional<Signer> signer =
        keyList
            .flatMap(list -> keys.read(name, mapping, list))
            .or(() -> identities.flatMap(node -> keyless.read(name, node, mode)))
            .or(() -> notary.flatMap(node -> notation.read(name, node, mode)));
    if (ownMode.isPresent()
        && (keyList.isPresent() || !signer.map(this::isRevocable).orElse(true))) {
      ownMode.get().problem("'revocation' is for signers with certificates that can be revoked");
    }
    return signer;
  }

  private boolean isRevocable(Signer signer) {
    return switch (signer) {
      case Signer.Keys _ -> false;
      case Signer.Keyless identities -> identities.isRevocable();
      case Signer.Notation _ -> true;
    };
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
    roots.noteUnused();
    stores.noteUnused();
  }

  Set<String> names() {
    return new TreeSet<>(signers.keySet());
  }

  TrustMaterial trust() {
    RevocationMode strictest =
        signers.values().stream()
            .flatMap(declared -> declared.signer().stream())
            .map(signer -> signer instanceof Signer.Notation own ? own.revocation() : revocation)
            .reduce(revocation, (one, other) -> one.compareTo(other) < 0 ? one : other);
    return new TrustMaterial(keys.trusted(), roots(), stores.trust(strictest));
  }

  /** The roots in use; those of own authorities with the strictest of what their signers demand. */
  private Map<String, SigstoreRoot> roots() {
    Map<String, SigstoreRoot> all = new TreeMap<>(roots.used());
    all.replaceAll(
        (name, root) -> root.own().isPresent() ? root.withRevocation(strictestOf(name)) : root);
    return all;
  }

  private RevocationMode strictestOf(String root) {
    return signers.values().stream()
        .flatMap(declared -> declared.signer().stream())
        .flatMap(
            signer ->
                signer instanceof Signer.Keyless keyless
                        && keyless.identities().stream().anyMatch(each -> each.root().equals(root))
                    ? Stream.of(keyless.revocation())
                    : Stream.empty())
        .min(Comparator.naturalOrder())
        .orElse(RevocationMode.HARD);
  }

  /** The roots that signers use and that were never fetched yet. */
  List<AwaitedRoot> awaited() {
    return roots.awaited();
  }

  /** What was left out of the anchors. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>(roots.warnings());
    warnings.addAll(stores.warnings());
    return warnings;
  }
}
