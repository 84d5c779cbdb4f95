package dev.portcullis.verify.lab;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.SignatureScheme;
import dev.portcullis.verify.x509.HashFunction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A transparency log of the lab: Rekor of either generation, or a certificate log.
 *
 * @param host the host of its URL, which is also its checkpoints' origin in Rekor v2
 * @param key its key
 * @param second whether it is of Rekor's second generation
 */
public record LabLog(String host, LabKey key, boolean second) {
  private static final int OTHER_LEAVES = 10;
  private static final int LOCAL_INDEX = 6;
  private static final long SHARD_START = 1_000_000;

  /** The tree of a log of the first generation. */
  static final long TREE_ID = 1193050959916656506L;

  /** The identifier by which entries and SCTs name it. */
  public Bytes id() {
    Bytes spki = key.spki();
    return second && key.scheme() == SignatureScheme.ED25519
        ? HashFunction.SHA256.of(
            Bytes.utf8(host + "\n\u0001"), spki.slice(spki.length() - 32, spki.length()))
        : HashFunction.SHA256.of(spki);
  }

  /** The log's place in a trusted root. */
  public Map<String, Object> trusted() {
    return LabJson.object(
        "baseUrl",
        "https://" + host,
        "hashAlgorithm",
        "SHA2_256",
        "publicKey",
        LabJson.object(
            "rawBytes",
            LabJson.base64(key.spki()),
            "keyDetails",
            key.scheme() == SignatureScheme.ED25519 ? "PKIX_ED25519" : "PKIX_ECDSA_P256_SHA_256",
            "validFor",
            LabJson.object("start", "2024-01-01T00:00:00Z")),
        "logId",
        LabJson.object("keyId", LabJson.base64(id())));
  }

  /** The entry that the log makes of {@code body}, as a bundle holds it. */
  public LabLogEntry enter(String kind, String version, Bytes body, Instant time) {
    List<Bytes> leaves = new ArrayList<>();
    for (int i = 0; i < OTHER_LEAVES; i++) {
      leaves.add(Bytes.utf8("leaf " + i));
    }
    leaves.add(LOCAL_INDEX, body);
    return entry(kind, version, leaves, LOCAL_INDEX, time);
  }

  /** The entry for the leaf at an index of a log with these leaves. */
  public LabLogEntry entry(
      String kind, String version, List<Bytes> leaves, int index, Instant time) {
    Bytes body = leaves.get(index);
    Bytes root = LabMerkle.root(leaves);
    long logIndex = second ? index : SHARD_START + index;
    Map<String, Object> entry =
        LabJson.object(
            "logIndex",
            Long.toString(logIndex),
            "logId",
            LabJson.object("keyId", LabJson.base64(id())),
            "kindVersion",
            LabJson.object("kind", kind, "version", version));
    if (!second) {
      entry.put("integratedTime", Long.toString(time.getEpochSecond()));
      entry.put(
          "inclusionPromise",
          LabJson.object(
              "signedEntryTimestamp", LabJson.base64(promise(body, time, logIndex, key))));
    }
    entry.put(
        "inclusionProof",
        LabJson.object(
            "logIndex",
            Integer.toString(index),
            "rootHash",
            LabJson.base64(root),
            "treeSize",
            Integer.toString(leaves.size()),
            "hashes",
            LabMerkle.path(index, leaves).stream().map(LabJson::base64).toList(),
            "checkpoint",
            LabJson.object("envelope", checkpoint(leaves.size(), root))));
    entry.put("canonicalizedBody", LabJson.base64(body));
    return new LabLogEntry(entry);
  }

  /** The signed entry timestamp over these facts, by any key. */
  public Bytes promise(Bytes body, Instant time, long logIndex, LabKey signer) {
    return signer.sign(
        LabJson.write(
            LabJson.object(
                "body",
                LabJson.base64(body),
                "integratedTime",
                time.getEpochSecond(),
                "logID",
                id().toHex(),
                "logIndex",
                logIndex)));
  }

  /** The signed note for a tree head. */
  public String checkpoint(long size, Bytes root) {
    String text =
        (second ? host : host + " - " + TREE_ID) + "\n" + size + "\n" + LabJson.base64(root) + "\n";
    return text + "\n" + line(host, id(), key, text);
  }

  /** A signature line of a signed note, by any key under any name. */
  public static String line(String name, Bytes id, LabKey signer, String text) {
    Bytes signature = signer.sign(Bytes.utf8(text));
    byte[] value = new byte[4 + signature.length()];
    signature.copyTo(value, id.slice(0, 4).copyTo(value, 0));
    return "\u2014 " + name + " " + LabJson.base64(Bytes.wrap(value)) + "\n";
  }
}
