package dev.portcullis.policy.file;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.verify.notation.NotationOptions;
import dev.portcullis.verify.notation.NotationTrust;
import dev.portcullis.verify.notation.TrustStore;
import dev.portcullis.verify.notation.TrustStoreName;
import dev.portcullis.verify.x509.Certificate;
import dev.portcullis.verify.x509.CodeSigningChain.Leniency;
import dev.portcullis.verify.x509.RevocationMode;
import dev.portcullis.verify.x509.SubjectPattern;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads {@code trust.notation}: Notary Project's own folder of trust stores, {@code
 * x509/TYPE/NAME/} with certificates in PEM or DER (notation spec notes, 3.3).
 */
final class NotationStores {
  private static final String X509 = "x509";

  /** The folders on the way to a certificate. */
  private static final int DEPTH = 3;

  private final FileSource files;
  private final Map<TrustStoreName, TrustStore> stores = new LinkedHashMap<>();
  private final Map<TrustStoreName, String> unusable = new TreeMap<>(NotationStores::compare);
  private final List<String> warnings = new ArrayList<>();
  private Optional<YamlNode> place = Optional.empty();
  private String folder = "";
  private boolean awsSigner;
  private Leniency leniency = Leniency.NONE;
  private SubjectPattern.State state = SubjectPattern.State.REQUIRED;
  private boolean used;

  NotationStores(FileSource files) {
    this.files = files;
  }

  private static int compare(TrustStoreName a, TrustStoreName b) {
    return a.toString().compareTo(b.toString());
  }

  void read(YamlNode node) {
    place = Optional.of(node);
    Optional<YamlMapping> mapping = node.mapping();
    awsSigner = mapping.flatMap(all -> flag(all, "awsSigner")).orElse(false);
    leniency =
        mapping.flatMap(all -> flag(all, "nonCriticalBasicConstraints")).orElse(false)
            ? Leniency.NON_CRITICAL_BASIC_CONSTRAINTS
            : Leniency.NONE;
    state =
        mapping.flatMap(all -> flag(all, "subjectsWithoutState")).orElse(false)
            ? SubjectPattern.State.OPTIONAL
            : SubjectPattern.State.REQUIRED;
    Optional<YamlNode> path = mapping.flatMap(all -> all.require("trustStore"));
    path.flatMap(YamlNode::text).ifPresent(text -> load(path.get(), text));
  }

  private static Optional<Boolean> flag(YamlMapping mapping, String key) {
    return mapping.get(key).flatMap(YamlNode::bool);
  }

  private void load(YamlNode node, String path) {
    folder = path;
    Map<TrustStoreName, Map<String, Bytes>> found = new LinkedHashMap<>();
    try {
      FileSource.Tree tree = files.tree(path, DEPTH);
      tree.tooDeep().forEach(each -> warn(each + " is a folder in a trust store and is ignored"));
      tree.files().forEach((file, content) -> sort(file, content, found));
    } catch (MalformedException e) {
      node.problem("cannot read trust store " + Quoting.shorten(path) + ": " + e.getMessage());
      return;
    }
    found.forEach(this::load);
    if (stores.isEmpty() && unusable.isEmpty()) {
      node.problem(
          "there is no trust store in "
              + Quoting.shorten(path)
              + "; it must hold certificates as x509/TYPE/NAME/FILE, TYPE being ca,"
              + " signingAuthority or tsa");
    }
  }

  private void sort(String file, Bytes content, Map<TrustStoreName, Map<String, Bytes>> found) {
    String[] names = file.split("/", -1);
    if (names.length != DEPTH + 1 || !names[0].equals(X509)) {
      warn(file + " is in no trust store and is ignored");
      return;
    }
    try {
      TrustStoreName name = TrustStoreName.parse(names[1] + ":" + names[2]);
      found.computeIfAbsent(name, store -> new LinkedHashMap<>()).put(file, content);
    } catch (MalformedException e) {
      warn(file + " is ignored: " + e.getMessage());
    }
  }

  private void load(TrustStoreName name, Map<String, Bytes> contents) {
    List<Certificate> certificates = new ArrayList<>();
    String reading = "";
    try {
      for (Map.Entry<String, Bytes> file : contents.entrySet()) {
        reading = file.getKey() + ": ";
        certificates.addAll(TrustStore.readFile(file.getValue()));
      }
      reading = "";
      stores.put(name, TrustStore.of(name, certificates));
    } catch (MalformedException e) {
      unusable.put(name, reading + e.getMessage());
    }
  }

  private void warn(String warning) {
    warnings.add("trust store " + Quoting.shorten(folder) + ": " + Quoting.shorten(warning, 240));
  }

  /** Whether there are stores; a problem is noted at {@code node} if not. */
  boolean declared(YamlNode node) {
    if (place.isEmpty()) {
      node.problem(
          "a notation signer needs trust stores; write trust: {notation: {trustStore:"
              + " FOLDER}}");
    }
    used = true;
    return place.isPresent();
  }

  /**
   * Whether {@code name} is a store that can be used; a problem is noted at {@code node} if not.
   */
  boolean use(TrustStoreName name, YamlNode node) {
    if (stores.containsKey(name)) {
      return true;
    }
    if (stores.isEmpty() && unusable.isEmpty()) {
      return false; // the folder's own problem is noted
    }
    String why = unusable.get(name);
    node.problem(
        why != null
            ? "trust store " + name + " cannot be used: " + Quoting.shorten(why, 240)
            : "there is no trust store "
                + name
                + "; "
                + Spelling.closest(name.toString(), names())
                    .map(known -> "did you mean '" + known + "'?")
                    .orElseGet(() -> "known: " + String.join(", ", names())));
    return false;
  }

  private List<String> names() {
    return stores.keySet().stream().map(TrustStoreName::toString).sorted().toList();
  }

  /** Whether subjects must name a state. */
  SubjectPattern.State state() {
    return state;
  }

  /** Whether signatures by AWS Signer are understood. */
  boolean awsSigner() {
    return awsSigner;
  }

  void noteUnused() {
    if (!used) {
      place.ifPresent(node -> node.problem("no signer uses trust.notation; use it or remove it"));
    }
  }

  /** What was left out. */
  List<String> warnings() {
    List<String> all = new ArrayList<>(warnings);
    unusable.forEach((name, why) -> all.add("trust store " + name + " is ignored: " + why));
    return all;
  }

  /**
   * All stores; empty if no signer uses them.
   *
   * @param strictest the strictest mode of any signer: what it asks for is known to all
   */
  Optional<NotationTrust> trust(RevocationMode strictest) {
    NotationOptions strict = NotationOptions.STRICT;
    return used
        ? Optional.of(
            new NotationTrust(
                List.copyOf(stores.values()),
                new NotationOptions(strictest, strict.rules(), leniency, awsSigner)))
        : Optional.empty();
  }
}
