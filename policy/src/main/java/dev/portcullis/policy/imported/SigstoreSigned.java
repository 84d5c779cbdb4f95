package dev.portcullis.policy.imported;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.policy.file.FileSource;
import dev.portcullis.policy.file.YamlNode;
import dev.portcullis.verify.sigstore.OwnRoot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Carries over requirements of type {@code sigstoreSigned} of containers-policy.json(5). */
final class SigstoreSigned {
  private static final Tree PULLED = new Tree.Text("pulled");
  private static final String[] KNOWN = {
    "type",
    "keyPath",
    "keyPaths",
    "keyData",
    "keyDatas",
    "fulcio",
    "pki",
    "signedIdentity",
    "rekorPublicKeyPath",
    "rekorPublicKeyPaths",
    "rekorPublicKeyData",
    "rekorPublicKeyDatas"
  };

  private final SignerBook book;
  private final FileSource files;
  private final ImportOptions options;
  private final Warnings warnings;

  SigstoreSigned(SignerBook book, FileSource files, ImportOptions options, Warnings warnings) {
    this.book = book;
    this.files = files;
    this.options = options;
    this.warnings = warnings;
  }

  /** What is demanded, and under which name images must be signed. */
  record Signed(Demand demand, Tree signedAs) {}

  /** Part of it cannot be carried over. */
  private static final class UnableException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient YamlNode at;

    UnableException(YamlNode at, String what) {
      super(what, null, false, false);
      this.at = at;
    }
  }

  /** The requirement {@code fields} of the scope {@code name}. */
  Signed read(Fields fields, String name) {
    fields.without(KNOWN);
    Demand demand;
    Tree signedAs = PULLED;
    try {
      signedAs = signedAs(fields);
      demand = demand(fields, name);
    } catch (UnableException e) {
      demand = warnings.nothing(e.at, String.valueOf(e.getMessage()));
    }
    if (!fields.rest().isEmpty()) {
      YamlNode unknown = fields.rest().getFirst().key();
      unknown.problem("unknown key '" + Quoting.shorten(unknown.literal().orElse("")) + "'");
    }
    return new Signed(demand, signedAs);
  }

  private Demand demand(Fields fields, String name) throws UnableException {
    List<String> logKeys = contents(fields, "rekorPublicKey", "Paths", "Datas");
    Optional<Fields> fulcio = fields.fields("fulcio");
    Optional<Fields> pki = fields.fields("pki");
    List<YamlNode> paths = values(fields, "keyPath", "keyPaths");
    List<YamlNode> datas = values(fields, "keyData", "keyDatas");
    long kinds =
        Stream.of(!paths.isEmpty(), !datas.isEmpty(), fulcio.isPresent(), pki.isPresent())
            .filter(each -> each)
            .count();
    if (kinds != 1) {
      fields
          .node()
          .problem(
              "exactly one of keyPath, keyPaths, keyData, keyDatas, fulcio, pki must be there");
      return new Demand.Nothing("");
    }
    if (fulcio.isPresent()) {
      return fulcio(fulcio.get(), logKeys, name);
    }
    if (pki.isPresent()) {
      if (!logKeys.isEmpty()) {
        throw new UnableException(
            pki.get().node(), "certificates of an own authority that must be in a log, too");
      }
      return pki(pki.get(), name);
    }
    Optional<String> log =
        logKeys.isEmpty() ? Optional.empty() : Optional.of(root(fields.node(), List.of(), logKeys));
    List<Demand> any = new ArrayList<>();
    for (YamlNode path : paths) {
      any.add(Demand.signature(book.keyFile(path, baseName(path), path.text().orElse(""), log)));
    }
    for (YamlNode data : datas) {
      try {
        any.add(Demand.signature(book.key(data, name, decoded(data), log)));
      } catch (MalformedException e) {
        throw new UnableException(data, "this key cannot be used: " + e.getMessage());
      }
    }
    return Demand.any(any);
  }

  private static String root(YamlNode at, List<String> authorities, List<String> logKeys)
      throws UnableException {
    try {
      return SigstoreRoots.of(authorities, logKeys);
    } catch (MalformedException e) {
      throw new UnableException(at, "its authority or log cannot be used: " + e.getMessage());
    }
  }

  private Demand fulcio(Fields fulcio, List<String> logKeys, String name) throws UnableException {
    List<String> authorities = contents(fulcio, "ca", "Path", "Data");
    Optional<String> issuer = fulcio.required("oidcIssuer");
    Optional<String> email = fulcio.text("subjectEmail");
    Optional<String> builder = fulcio.text("buildSignerURI");
    if (authorities.isEmpty() || logKeys.isEmpty() || (email.isEmpty() && builder.isEmpty())) {
      fulcio
          .node()
          .problem(
              "fulcio needs caPath or caData, subjectEmail or buildSignerURI, and a"
                  + " rekorPublicKey beside it");
    }
    SortedMap<String, String> claims = new TreeMap<>();
    builder.ifPresent(uri -> claims.put("buildSigner", uri));
    Identity identity =
        new Identity(
            root(fulcio.node(), authorities, logKeys),
            issuer.map(Identity.Words.Exactly::new),
            email.<Identity.Words>map(Identity.Words.Exactly::new).orElse(Identity.Words.any()),
            email.map(each -> "email"),
            claims);
    return Demand.signature(book.keyless(email.or(() -> builder).orElse(name), identity));
  }

  private Demand pki(Fields pki, String name) throws UnableException {
    List<YamlNode> rootPaths = values(pki, "caRootsPath", "caRootsPath");
    Optional<String> email = pki.text("subjectEmail");
    Optional<String> host = pki.text("subjectHostname");
    if (email.isPresent() && host.isPresent()) {
      throw new UnableException(
          pki.node(), "a certificate that must have an e-mail address and a host name");
    }
    Optional<String> subject = email.or(() -> host);
    if (subject.isEmpty()) {
      pki.node().problem("subjectEmail or subjectHostname is missing");
      return new Demand.Nothing("");
    }
    boolean hasMore = pki.has("caIntermediatesPath") || pki.has("caIntermediatesData");
    String file;
    if (!rootPaths.isEmpty() && !hasMore) {
      file = rootPaths.getFirst().text().orElse("");
    } else {
      List<String> all = new ArrayList<>(contents(pki, "caRoots", "Path", "Data"));
      all.addAll(contents(pki, "caIntermediates", "Path", "Data"));
      file = book.file("trust", name, ".pem", authority(pki.node(), String.join("\n", all)));
    }
    String root = book.root(name + "-authority", new Tree.Keyed().with("certificates", file));
    warnings.add(
        pki.node(),
        "certificates that name a revocation list or responder are checked there, which"
            + " containers' policy does not do; write revocation: off at the signer to leave it");
    Identity identity =
        new Identity(
            root,
            Optional.empty(),
            new Identity.Words.Exactly(subject.get()),
            Optional.of(email.isPresent() ? "email" : "dns"),
            new TreeMap<>());
    return Demand.signature(book.keyless(subject.get(), identity));
  }

  /**
   * {@code pem}, which is then known to hold certificates and nothing that was to stay where it is.
   */
  private static String authority(YamlNode at, String pem) throws UnableException {
    try {
      OwnRoot.parse("own", Bytes.utf8(pem), Optional.empty(), 0);
      return pem;
    } catch (MalformedException e) {
      throw new UnableException(at, "these certificates are no authority: " + e.getMessage());
    }
  }

  private Tree signedAs(Fields fields) throws UnableException {
    Optional<Fields> identity = fields.fields("signedIdentity");
    String type = identity.flatMap(each -> each.required("type")).orElse("matchRepoDigestOrExact");
    YamlNode at = identity.map(Fields::node).orElse(fields.node());
    Tree name =
        switch (type) {
          case "matchExact", "matchRepoDigestOrExact", "matchRepository" -> PULLED;
          case "exactReference" ->
              repository(identity.flatMap(each -> each.required("dockerReference")), true);
          case "exactRepository" ->
              repository(identity.flatMap(each -> each.required("dockerRepository")), false);
          case "remapIdentity" -> {
            String prefix = identity.flatMap(each -> each.required("prefix")).orElse("");
            String as = identity.flatMap(each -> each.required("signedPrefix")).orElse("");
            yield prefix.equals(as)
                ? PULLED
                : new Tree.Keyed().with("prefix", prefix).with("as", as);
          }
          default -> throw new UnableException(at, "this signedIdentity is not known");
        };
    boolean isForTags = !type.equals("matchRepository") && !type.equals("exactRepository");
    if (isForTags && !options.ignoreTags()) {
      throw new UnableException(
          at,
          type
              + (identity.isEmpty() ? " (the usual signedIdentity)" : "")
              + " compares the tag that is pulled with the one that is signed, and a verdict is"
              + " about a digest; --ignore-tags compares the repositories only");
    }
    if (isForTags) {
      warnings.add(at, type + ": the tag in signatures is not looked at, as --ignore-tags says");
    }
    return name;
  }

  private static Tree repository(Optional<String> reference, boolean hasTag) {
    String text = reference.orElse("");
    int at = text.indexOf('@');
    String name = at < 0 ? text : text.substring(0, at);
    int colon = name.lastIndexOf(':');
    return new Tree.Keyed()
        .with(
            "repository",
            hasTag && colon > name.lastIndexOf('/') ? name.substring(0, colon) : name);
  }

  private static List<YamlNode> values(Fields fields, String one, String several) {
    List<YamlNode> all = new ArrayList<>(fields.get(one).stream().toList());
    if (!several.equals(one)) {
      all.addAll(fields.list(several));
    }
    return all;
  }

  /** What files and fields hold that are called {@code stem} and then this or that. */
  private List<String> contents(Fields fields, String stem, String paths, String datas)
      throws UnableException {
    List<String> all = new ArrayList<>();
    boolean isSeveral = paths.endsWith("s");
    String path = isSeveral ? stem + paths.substring(0, paths.length() - 1) : stem + paths;
    String data = isSeveral ? stem + datas.substring(0, datas.length() - 1) : stem + datas;
    for (YamlNode each : values(fields, path, isSeveral ? stem + paths : path)) {
      all.add(loaded(each));
    }
    for (YamlNode each : values(fields, data, isSeveral ? stem + datas : data)) {
      all.add(decoded(each));
    }
    return all;
  }

  private String loaded(YamlNode path) throws UnableException {
    String text = path.text().orElse("");
    try {
      return files.load(text).toUtf8();
    } catch (MalformedException e) {
      throw new UnableException(
          path, "the file " + Quoting.shorten(text) + " cannot be read: " + e.getMessage());
    }
  }

  private static String decoded(YamlNode data) throws UnableException {
    try {
      byte[] bytes = Base64.getMimeDecoder().decode(data.text().orElse(""));
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new UnableException(data, "this is not Base64");
    }
  }

  private static String baseName(YamlNode path) {
    String text = path.text().orElse("");
    String name = text.substring(text.lastIndexOf('/') + 1);
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }
}
