package dev.portcullis.policy.imported;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.policy.file.YamlNode;
import dev.portcullis.verify.VerificationKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The signers of the result and the files that they need. One key, and one identity, is one signer,
 * however often the original names it. Not thread-safe.
 */
final class SignerBook {
  /** The public Sigstore instance, which needs no file. */
  static final String PUBLIC_GOOD = "public-good";

  private final Warnings warnings;
  private final Names names = new Names();
  private final SequencedMap<String, Tree> signers = new LinkedHashMap<>();
  private final SequencedMap<String, Tree> roots = new LinkedHashMap<>();
  private final SortedMap<String, String> files = new TreeMap<>();
  private final Map<String, String> byWhat = new LinkedHashMap<>();
  private final Map<String, String> logs = new LinkedHashMap<>();
  private Optional<Tree> notation = Optional.empty();

  SignerBook(Warnings warnings) {
    this.warnings = warnings;
  }

  /**
   * The signer with the key in a file that is already there.
   *
   * @param log the root whose log must hold its signatures
   */
  String keyFile(YamlNode at, String hint, String path, Optional<String> log) {
    return key(at, "file " + path, hint, path, log);
  }

  /**
   * The signer with a key that the original holds.
   *
   * @param log the root whose log must hold its signatures
   * @throws MalformedException if it is no key that can be used
   */
  String key(YamlNode at, String hint, String pem, Optional<String> log) throws MalformedException {
    VerificationKey key = VerificationKey.fromPem(pem);
    String path = "keys/" + Names.fit(hint) + "-" + key.fingerprint().substring(0, 8) + ".pub";
    String known = byWhat.get(key.fingerprint());
    if (known == null) {
      files.put(path, pem.strip() + "\n");
    }
    return key(at, key.fingerprint(), hint, path, log);
  }

  private String key(YamlNode at, String what, String hint, String path, Optional<String> log) {
    String known = byWhat.get(what);
    if (known == null) {
      String name = names.unique(hint);
      byWhat.put(what, name);
      signers.put(name, keys(path, log));
      log.ifPresent(root -> logs.put(name, root));
      return name;
    }
    Optional<String> before = Optional.ofNullable(logs.get(known));
    if (!before.equals(log)) {
      warnings.add(
          at,
          "this key is used with and without a transparency log, or with two; it must be in "
              + before.or(() -> log).orElseThrow()
              + "'s wherever it is used, which is stricter");
      if (before.isEmpty()) {
        logs.put(known, log.orElseThrow());
        signers.computeIfPresent(
            known, (name, tree) -> withLog((Tree.Keyed) tree, log.orElseThrow()));
      }
    }
    return known;
  }

  private static Tree keys(String path, Optional<String> log) {
    Tree.Keyed tree = new Tree.Keyed().with("keys", Tree.Items.ofTexts(List.of(path)));
    return log.map(root -> withLog(tree, root)).orElse(tree);
  }

  private static Tree.Keyed withLog(Tree.Keyed tree, String root) {
    return tree.with("log", "required").with("root", root);
  }

  /** The signer with an identity in certificates. */
  String keyless(String hint, Identity identity) {
    String known = byWhat.get(identity.toString());
    if (known != null) {
      return known;
    }
    String name = names.unique(hint);
    byWhat.put(identity.toString(), name);
    Tree.Keyed keyless = new Tree.Keyed().with("root", identity.root());
    if (identity.issuer().isPresent()) {
      keyless = keyless.with("issuer", identity.issuer().get().tree());
    }
    keyless = keyless.with("subject", identity.subject().tree());
    if (identity.kind().isPresent()) {
      keyless = keyless.with("subjectKind", identity.kind().get());
    }
    for (Map.Entry<String, String> claim : identity.claims().entrySet()) {
      keyless = keyless.with(claim.getKey(), claim.getValue());
    }
    signers.put(name, new Tree.Keyed().with("keyless", keyless));
    return name;
  }

  /** The signer that {@code tree} describes, whose trust stores are in {@code folder}. */
  String notary(String hint, Tree tree, String folder) {
    String what = "notation " + tree;
    String known = byWhat.get(what);
    if (known != null) {
      return known;
    }
    notation = Optional.of(new Tree.Keyed().with("trustStore", folder));
    String name = names.unique(hint);
    byWhat.put(what, name);
    signers.put(name, new Tree.Keyed().with("notation", tree));
    return name;
  }

  /** The root that {@code tree} describes; the same one under one name only. */
  String root(String hint, Tree tree) {
    String known = byWhat.get("root " + tree);
    if (known != null) {
      return known;
    }
    String name = names.unique(hint);
    byWhat.put("root " + tree, name);
    roots.put(name, tree);
    return name;
  }

  /** A file beside the result, named by its content; its path. */
  String file(String folder, String hint, String suffix, String content) {
    String hash = Digest.sha256(Bytes.utf8(content)).hex().substring(0, 8);
    String path = folder + "/" + Names.fit(hint) + "-" + hash + suffix;
    files.put(path, content);
    return path;
  }

  /** A file beside the result. */
  void file(String path, String content) {
    files.put(path, content);
  }

  SortedMap<String, String> files() {
    return files;
  }

  /** The part {@code trust} of the result; without entries if it needs none. */
  Tree.Keyed trust() {
    Tree.Keyed trust = new Tree.Keyed();
    if (!roots.isEmpty()) {
      trust = trust.with("sigstore", new Tree.Keyed(roots));
    }
    return notation.isPresent() ? trust.with("notation", notation.get()) : trust;
  }

  /** The part {@code signers} of the result. */
  Tree.Keyed signers() {
    return new Tree.Keyed(signers);
  }
}
