package dev.portcullis.policy.file;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.policy.Signer;
import dev.portcullis.verify.LogDemand;
import dev.portcullis.verify.SignatureScheme;
import dev.portcullis.verify.TrustedKey;
import dev.portcullis.verify.VerificationKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads the signers that have keys, and keeps account of whose key is whose. */
final class KeysReader {
  private static final Map<String, Boolean> SCHEMES = Map.of("pss", true);
  private static final Map<String, Log> LOGS =
      Map.of("off", Log.OFF, "optional", Log.OPTIONAL, "required", Log.REQUIRED);

  private final FileSource files;
  private final SigstoreReader roots;
  private final Map<String, Owner> owners = new TreeMap<>();

  KeysReader(FileSource files, SigstoreReader roots) {
    this.files = files;
    this.roots = roots;
  }

  private enum Log {
    OFF,
    OPTIONAL,
    REQUIRED
  }

  /** A key and the signer that it belongs to. */
  private record Owner(TrustedKey key, String signer, String label) {}

  /** The signer {@code name}, of which {@code list} is the value of {@code keys}. */
  Optional<Signer> read(String name, YamlMapping signer, YamlNode list) {
    LogDemand log = log(signer);
    Optional<List<YamlNode>> entries = list.list();
    List<Signer.SignerKey> keys = new ArrayList<>();
    entries.orElse(List.of()).forEach(entry -> key(entry, name, log).ifPresent(keys::add));
    if (entries.isPresent() && entries.get().isEmpty()) {
      list.problem("a signer needs a key; name a file with a PEM public key");
    }
    return keys.isEmpty() || keys.size() < entries.orElse(List.of()).size()
        ? Optional.empty()
        : Optional.of(new Signer.Keys(name, keys));
  }

  private LogDemand log(YamlMapping signer) {
    Optional<YamlNode> root = signer.get("root");
    Optional<YamlNode> demanded = signer.get("log");
    Optional<Log> word = demanded.flatMap(node -> node.word(LOGS));
    if (demanded.isPresent() && word.isEmpty()) {
      return new LogDemand.Off();
    }
    Log log = word.orElse(Log.OFF);
    if (log == Log.OFF) {
      root.ifPresent(
          node -> node.problem("a root says whose log is meant; write log: required beside it"));
      return new LogDemand.Off();
    }
    if (root.isEmpty()) {
      demanded
          .orElseThrow()
          .problem(
              "say whose log: write root: NAME beside it, the name of a root under trust.sigstore"
                  + " or "
                  + SigstoreReader.BUILT_IN);
      return new LogDemand.Off();
    }
    Optional<String> name = root.flatMap(node -> roots.use(node, log == Log.REQUIRED));
    return name.map(known -> demand(log, known)).orElseGet(LogDemand.Off::new);
  }

  private static LogDemand demand(Log log, String root) {
    return switch (log) {
      case OFF -> new LogDemand.Off();
      case OPTIONAL -> new LogDemand.IfPresent(root);
      case REQUIRED -> new LogDemand.Required(root);
    };
  }

  private Optional<Signer.SignerKey> key(YamlNode node, String signer, LogDemand log) {
    if (!(node instanceof YamlMapping)) {
      return key(node, signer, log, Optional.empty(), Optional.empty(), false);
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
    return file.flatMap(name -> key(name, signer, log, from, until, pss));
  }

  private Optional<Signer.SignerKey> key(
      YamlNode file,
      String signer,
      LogDemand log,
      Optional<Instant> from,
      Optional<Instant> until,
      boolean pss) {
    Optional<String> path = file.text();
    Optional<VerificationKey> key = path.flatMap(text -> load(file, text, pss));
    if (key.isEmpty() || path.isEmpty()) {
      return Optional.empty();
    }
    String fingerprint = key.get().fingerprint();
    Owner owner =
        owners.putIfAbsent(
            fingerprint, new Owner(new TrustedKey(key.get(), log), signer, path.get()));
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

  /** Every key of every signer. */
  List<TrustedKey> trusted() {
    return owners.values().stream().map(Owner::key).toList();
  }
}
