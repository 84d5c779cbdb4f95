package dev.portcullis.verify.lab;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A TUF repository of the lab: keys for each role, and the files that it publishes by their path.
 * Every role's keys, version, expiry and body can be made wrong on its own; {@link #put} puts any
 * file in place of the right one. Mutable, for one test.
 */
public final class TufLab {
  /** An expiry far enough away for every test. */
  public static final String FAR = "2040-01-01T00:00:00Z";

  /** The target that a Sigstore instance hands out. */
  public static final String TARGET = "trusted_root.json";

  private final Map<String, Bytes> files = new LinkedHashMap<>();
  private final Map<String, Role> roles = new LinkedHashMap<>();
  private final Map<String, Object> targets = new LinkedHashMap<>();
  private boolean consistent = true;
  private boolean announceHashes = true;

  /** What one role is at the moment. */
  public static final class Role {
    private List<LabKey> keys;
    private int threshold;
    private long version;
    private String expires = FAR;

    private Role(int threshold, LabKey... keys) {
      this.keys = List.of(keys);
      this.threshold = threshold;
    }

    /** Exchanges the keys. */
    public Role keys(int needed, LabKey... others) {
      this.threshold = needed;
      this.keys = List.of(others);
      return this;
    }

    /** Sets the version that was published last; the next one is one more. */
    public Role version(long last) {
      this.version = last;
      return this;
    }

    /** Sets when the next file expires. */
    public Role expires(String time) {
      this.expires = time;
      return this;
    }

    /** The version that was published last. */
    public long version() {
      return version;
    }

    /** Who signs. */
    public List<LabKey> keys() {
      return keys;
    }
  }

  private TufLab() {
    roles.put("root", new Role(2, key("root-a"), key("root-b"), key("root-c")));
    roles.put("timestamp", new Role(1, key("timestamp")));
    roles.put("snapshot", new Role(1, key("snapshot")));
    roles.put("targets", new Role(1, key("targets")));
  }

  /** A repository with version 1 of everything, of which the target has this content. */
  public static TufLab of(Bytes target) {
    TufLab lab = new TufLab();
    lab.publishRoot();
    lab.publish(target);
    return lab;
  }

  /** A key of this lab. */
  public static LabKey key(String label) {
    return LabKey.p256("tuf/" + label);
  }

  /** One of {@code root}, {@code timestamp}, {@code snapshot}, {@code targets}. */
  public Role role(String name) {
    return Optional.ofNullable(roles.get(name)).orElseThrow();
  }

  /** Whether names carry versions and hashes, from the next root on. */
  public TufLab consistent(boolean value) {
    consistent = value;
    return this;
  }

  /** Whether metadata announces length and hashes of other metadata. */
  public TufLab announceHashes(boolean value) {
    announceHashes = value;
    return this;
  }

  /** The files by path. */
  public Map<String, Bytes> files() {
    return files;
  }

  /** A file. */
  public Bytes file(String path) {
    return Optional.ofNullable(files.get(path)).orElseThrow();
  }

  /** Puts any file in its place. */
  public TufLab put(String path, Bytes content) {
    files.put(path, content);
    return this;
  }

  /** Publishes the next root, signed by its keys and by these. */
  public TufLab publishRoot(LabKey... also) {
    List<LabKey> signers =
        Stream.concat(role("root").keys.stream(), Stream.of(also)).distinct().toList();
    Bytes file = sign(rootBody(), signers);
    return put(role("root").version + ".root.json", file);
  }

  /** The signed part of the next root, for tests that sign it in ways of their own. */
  public Map<String, Object> rootBody() {
    Map<String, Object> keys = new LinkedHashMap<>();
    Map<String, Object> in = new LinkedHashMap<>();
    roles.forEach(
        (name, role) -> {
          role.keys.forEach(key -> keys.put(keyId(key), keyObject(key)));
          in.put(
              name,
              LabJson.object(
                  "keyids",
                  role.keys.stream().map(TufLab::keyId).toList(),
                  "threshold",
                  role.threshold));
        });
    return body("root", "consistent_snapshot", consistent, "keys", keys, "roles", in);
  }

  /** The object that is a member of another. */
  public static Map<String, Object> in(Map<String, Object> object, String name) {
    return LabJson.members(LabJson.at(object, name));
  }

  /** Publishes new targets with this content, and a snapshot and timestamp that lead to them. */
  public TufLab publish(Bytes target) {
    targets.clear();
    return list(TARGET, target).publishTargets().publishSnapshot().publishTimestamp();
  }

  /** Lists a target, from the next targets on, and puts it where it belongs. */
  public TufLab list(String name, Bytes content) {
    targets.put(
        name,
        LabJson.object(
            "length",
            content.length(),
            "hashes",
            LabJson.object("sha256", Digest.sha256(content).hex())));
    String prefix = consistent ? Digest.sha256(content).hex() + "." : "";
    return put("targets/" + prefix + name, content);
  }

  /** Publishes the next targets. */
  public TufLab publishTargets(Object... more) {
    Map<String, Object> body = body("targets", "targets", Map.copyOf(targets));
    body.putAll(LabJson.object(more));
    return put(path("targets"), sign(body, role("targets").keys));
  }

  /** Publishes the next snapshot. */
  public TufLab publishSnapshot() {
    return publishSnapshot(LabJson.object("targets.json", announce("targets")));
  }

  /** Publishes the next snapshot with these files in it. */
  public TufLab publishSnapshot(Map<String, Object> meta) {
    Map<String, Object> body = body("snapshot", "meta", meta);
    return put(path("snapshot"), sign(body, role("snapshot").keys));
  }

  /** Publishes the next timestamp. */
  public TufLab publishTimestamp() {
    Map<String, Object> meta = LabJson.object("snapshot.json", announce("snapshot"));
    return put("timestamp.json", sign(body("timestamp", "meta", meta), role("timestamp").keys));
  }

  /** What another file says about the newest file of a role. */
  public Map<String, Object> announce(String name) {
    Map<String, Object> said = LabJson.object("version", role(name).version);
    if (announceHashes) {
      Bytes content = file(path(name));
      said.put("length", content.length());
      said.put("hashes", LabJson.object("sha512", digest512(content)));
    }
    return said;
  }

  /** Where the newest file of a role is. */
  public String path(String name) {
    return (consistent ? role(name).version + "." : "") + name + ".json";
  }

  private Map<String, Object> body(String name, Object... members) {
    Role role = role(name);
    role.version++;
    Map<String, Object> body =
        LabJson.object(
            "_type",
            name,
            "spec_version",
            "1.0.31",
            "version",
            role.version,
            "expires",
            role.expires);
    body.putAll(LabJson.object(members));
    return body;
  }

  /** A metadata file: {@code signed}, with a signature over its canonical form by each key. */
  public static Bytes sign(Map<String, Object> signed, List<LabKey> signers) {
    List<Object> signatures = new ArrayList<>();
    for (LabKey key : signers) {
      signatures.add(signature(keyId(key), key, signed));
    }
    return envelope(signed, signatures);
  }

  /** One signature under any identifier. */
  public static Map<String, Object> signature(String id, LabKey key, Map<String, Object> signed) {
    return LabJson.object("keyid", id, "sig", key.sign(Bytes.utf8(canonical(signed))).toHex());
  }

  /** A metadata file with any signatures. */
  public static Bytes envelope(Map<String, Object> signed, List<Object> signatures) {
    return LabJson.write(LabJson.object("signatures", signatures, "signed", signed));
  }

  /** The identifier of a key: the hash of its object. */
  public static String keyId(LabKey key) {
    return Digest.sha256(Bytes.utf8(canonical(keyObject(key)))).hex();
  }

  private static Map<String, Object> keyObject(LabKey key) {
    return switch (key.scheme().family()) {
      case ECDSA -> keyObject("ecdsa", "ecdsa-sha2-nistp256", key.pem());
      case ED25519, ED25519PH ->
          keyObject(
              "ed25519",
              "ed25519",
              key.spki().slice(key.spki().length() - 32, key.spki().length()).toHex());
      case RSA_PKCS1, RSA_PSS -> keyObject("rsa", "rsassa-pss-sha256", key.pem());
    };
  }

  /** A key object of any type. */
  public static Map<String, Object> keyObject(String type, String scheme, String publicKey) {
    return LabJson.object(
        "keytype", type, "scheme", scheme, "keyval", LabJson.object("public", publicKey));
  }

  private static String digest512(Bytes content) {
    return HexFormat.of()
        .formatHex(Digest.of(Digest.Algorithm.SHA512, content).bytes().toByteArray());
  }

  /** OLPC canonical JSON of maps with ASCII names, lists, strings, whole numbers and booleans. */
  public static String canonical(Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, Object> sorted = new TreeMap<>(LabJson.members(map));
        List<String> members = new ArrayList<>();
        sorted.forEach((name, each) -> members.add(canonical(name) + ":" + canonical(each)));
        yield "{" + String.join(",", members) + "}";
      }
      case List<?> list ->
          "[" + String.join(",", list.stream().map(TufLab::canonical).toList()) + "]";
      case String text -> "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
      default -> String.valueOf(value);
    };
  }
}
