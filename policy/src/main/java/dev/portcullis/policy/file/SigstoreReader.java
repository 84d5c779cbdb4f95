package dev.portcullis.policy.file;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.verify.sigstore.PublicGoodRoot;
import dev.portcullis.verify.sigstore.SigstoreRoot;
import dev.portcullis.verify.sigstore.Thresholds;
import dev.portcullis.verify.sigstore.TrustedRootParser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads {@code trust.sigstore}, and keeps account of which roots are used. */
final class SigstoreReader {
  /** The name of the public Sigstore instance, whose root is part of the program. */
  static final String BUILT_IN = "public-good";

  private static final int MOST = 16;

  private final FileSource files;
  private final Map<String, Declared> declared = new LinkedHashMap<>();
  private final Map<String, SigstoreRoot> used = new TreeMap<>();
  private final Map<String, AwaitedRoot> awaited = new TreeMap<>();

  SigstoreReader(FileSource files) {
    this.files = files;
  }

  /** What there is of a root that is declared. */
  private sealed interface Content {
    record Held(SigstoreRoot root) implements Content {}

    record Awaited(AwaitedRoot root) implements Content {}
  }

  /** A root and where its name stands; empty if something is wrong with it. */
  private record Declared(YamlNode name, Optional<Content> content) {}

  void read(YamlNode node) {
    for (YamlMapping.Entry entry : node.mapping().map(YamlMapping::entries).orElse(List.of())) {
      Optional<String> name = entry.key().text().filter(text -> isName(entry.key(), text));
      Optional<Content> content =
          entry.value().mapping().flatMap(mapping -> content(name.orElse("unnamed"), mapping));
      name.ifPresent(known -> declared.put(known, new Declared(entry.key(), content)));
    }
  }

  private static boolean isName(YamlNode key, String text) {
    return SignersReader.isName(key, text);
  }

  private Optional<Content> content(String name, YamlMapping mapping) {
    if (mapping.has(OwnRootReader.CERTIFICATES)) {
      return OwnRootReader.read(name, mapping, files).map(Content.Held::new);
    }
    Optional<YamlNode> tuf = mapping.get("tuf");
    Optional<YamlNode> authority = mapping.get("authority");
    Optional<YamlNode> thresholds = mapping.get("thresholds");
    if (tuf.isPresent()) {
      if (mapping.has("trustedRoot")) {
        mapping.get("trustedRoot");
        tuf.get().problem("a root comes by tuf or from a file; write tuf or trustedRoot, not both");
        return Optional.empty();
      }
      authority.ifPresent(
          node -> node.problem("a root that comes by tuf is one only; leave authority out"));
      return byTuf(name, tuf.get(), thresholds);
    }
    Optional<YamlNode> file = mapping.require("trustedRoot");
    Optional<String> path = file.flatMap(YamlNode::text);
    Optional<Bytes> document = path.flatMap(text -> document(file.get(), text, authority));
    return document.flatMap(json -> parsed(name, file.get(), path.get(), json, thresholds));
  }

  private static Optional<Content> parsed(
      String name, YamlNode place, String from, Bytes json, Optional<YamlNode> thresholds) {
    try {
      Thresholds offered = TrustedRootParser.describe(json).offered();
      Optional<Thresholds> demanded = thresholds(thresholds, offered);
      return demanded.isPresent()
          ? Optional.of(new Content.Held(TrustedRootParser.parse(name, json, demanded.get())))
          : Optional.empty();
    } catch (MalformedException e) {
      unusable(place, from, e);
      return Optional.empty();
    }
  }

  private Optional<Content> byTuf(String name, YamlNode node, Optional<YamlNode> thresholds) {
    Optional<YamlMapping> mapping = node.mapping();
    Optional<String> url = mapping.flatMap(all -> all.require("url")).flatMap(YamlNode::text);
    Optional<String> root = mapping.flatMap(all -> all.require("root")).flatMap(YamlNode::text);
    Optional<YamlNode> cache = mapping.flatMap(all -> all.get("cache"));
    Optional<String> folder = cache.flatMap(YamlNode::text);
    if (url.isEmpty() || root.isEmpty() || cache.isPresent() != folder.isPresent()) {
      return Optional.empty();
    }
    try {
      Optional<Bytes> json =
          files.trustedRoot(new TufRepository(name, url.get(), root.get(), folder));
      if (json.isPresent()) {
        return parsed(name, node, "from " + url.get(), json.get(), thresholds);
      }
      return thresholds(thresholds, Thresholds.PUBLIC)
          .map(checked -> new Content.Awaited(new AwaitedRoot(name, url.get())));
    } catch (MalformedException e) {
      node.problem("cannot use tuf for root '" + name + "': " + e.getMessage());
      return Optional.empty();
    }
  }

  private static void unusable(YamlNode node, String path, MalformedException why) {
    node.problem("cannot use trusted root " + Quoting.shorten(path) + ": " + why.getMessage());
  }

  /** The one document of the file that is meant. */
  private Optional<Bytes> document(YamlNode node, String path, Optional<YamlNode> authority) {
    Optional<String> wanted = authority.flatMap(YamlNode::text);
    if (authority.isPresent() && wanted.isEmpty()) {
      return Optional.empty();
    }
    try {
      List<Bytes> all = TrustedRootParser.documents(files.load(path));
      List<Bytes> meant = new ArrayList<>();
      TreeSet<String> known = new TreeSet<>();
      for (Bytes each : all) {
        List<String> authorities = TrustedRootParser.describe(each).authorities();
        known.addAll(authorities);
        if (wanted.isEmpty() || authorities.stream().anyMatch(uri -> isSame(uri, wanted.get()))) {
          meant.add(each);
        }
      }
      if (meant.size() == 1) {
        return Optional.of(meant.getFirst());
      }
      authority
          .orElse(node)
          .problem(
              (meant.isEmpty()
                      ? "no trusted root in " + Quoting.shorten(path) + " is of this authority"
                      : "there are "
                          + meant.size()
                          + " trusted roots in "
                          + Quoting.shorten(path)
                          + (wanted.isPresent() ? " of this authority" : ", one on each line"))
                  + "; write authority: URI beside it to choose one: "
                  + Quoting.shorten(String.join(", ", known), 400));
    } catch (MalformedException e) {
      unusable(node, path, e);
    }
    return Optional.empty();
  }

  /** Whether both are the same URL, with or without its scheme. */
  private static boolean isSame(String uri, String wanted) {
    return bare(uri).equals(bare(wanted));
  }

  private static String bare(String uri) {
    String https = "https://";
    return uri.startsWith(https) ? uri.substring(https.length()) : uri;
  }

  private static Optional<Thresholds> thresholds(Optional<YamlNode> node, Thresholds offered) {
    if (node.isEmpty()) {
      return Optional.of(offered);
    }
    Optional<YamlMapping> mapping = node.get().mapping();
    Optional<Integer> logs = mapping.flatMap(all -> number(all, "logs", offered.logs()));
    Optional<Integer> scts = mapping.flatMap(all -> number(all, "scts", offered.scts()));
    Optional<Integer> stamps =
        mapping.flatMap(all -> number(all, "timestamps", offered.timestamps()));
    return logs.isPresent() && scts.isPresent() && stamps.isPresent()
        ? Optional.of(new Thresholds(logs.get(), scts.get(), stamps.get()))
        : Optional.empty();
  }

  private static Optional<Integer> number(YamlMapping mapping, String key, int usual) {
    Optional<YamlNode> node = mapping.get(key);
    return node.isEmpty() ? Optional.of(usual) : node.get().integer(0, MOST);
  }

  /**
   * The name of the root that {@code node} names, which is then used.
   *
   * @param forLog whether a transparency log of it is needed
   */
  Optional<String> use(YamlNode node, boolean forLog) {
    Optional<String> name = node.text();
    if (name.isEmpty()) {
      return Optional.empty();
    }
    if (!declared.containsKey(name.get()) && name.get().equals(BUILT_IN)) {
      used.computeIfAbsent(BUILT_IN, PublicGoodRoot::named);
      return name;
    }
    Declared root = declared.get(name.get());
    if (root == null) {
      TreeSet<String> known = new TreeSet<>(declared.keySet());
      known.add(BUILT_IN);
      node.problem(
          "there is no root '"
              + Quoting.shorten(name.get())
              + "' under trust.sigstore; "
              + Spelling.closest(name.get(), known)
                  .map(each -> "did you mean '" + each + "'?")
                  .orElse("known: " + String.join(", ", known)));
      return Optional.empty();
    }
    return root.content().isPresent() && isUsable(node, root.content().get(), forLog)
        ? name
        : Optional.empty();
  }

  /** Whether the root {@code name} is made of an owner's own authorities. */
  boolean isOwn(String name) {
    return Optional.ofNullable(used.get(name)).flatMap(SigstoreRoot::own).isPresent();
  }

  private boolean isUsable(YamlNode node, Content content, boolean forLog) {
    return switch (content) {
      case Content.Awaited(AwaitedRoot root) -> {
        awaited.put(root.name(), root);
        yield true;
      }
      case Content.Held(SigstoreRoot root) -> {
        used.put(root.name(), root);
        if (forLog && root.logs().isEmpty()) {
          node.problem(
              "root '" + root.name() + "' has no transparency log, so none can be demanded");
          yield false;
        }
        yield true;
      }
    };
  }

  void noteUnused() {
    declared.forEach(
        (name, root) -> {
          if (!used.containsKey(name) && !awaited.containsKey(name)) {
            root.name().problem("no signer uses root '" + name + "'; use it or remove it");
          }
        });
  }

  /** The roots that signers use and that were never fetched yet. */
  List<AwaitedRoot> awaited() {
    return List.copyOf(awaited.values());
  }

  /** The roots that signers use, by name. */
  Map<String, SigstoreRoot> used() {
    return used;
  }

  /** What was left out of the roots that are used. */
  List<String> warnings() {
    return used.values().stream()
        .flatMap(root -> root.warnings().stream().map(each -> "root " + root.name() + ": " + each))
        .toList();
  }
}
