package dev.portcullis.verify.lab;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.intoto.DsseEnvelope;
import dev.portcullis.verify.x509.HashFunction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A log that grows: what Rekor does with a proposed entry, in both generations. It keeps what it is
 * sent in the form that Rekor makes canonical, and does not look whether the signature is right.
 * Thread-safe.
 */
final class LabRekor {
  private final LabLog log;
  private final List<Bytes> leaves = new ArrayList<>();

  LabRekor(LabLog log) {
    this.log = log;
    leaves.add(Bytes.utf8("the first leaf"));
  }

  /** {@code POST /api/v1/log/entries}: the answer's members. */
  Map<String, Object> enterV1(Map<String, Object> proposed, Instant now) {
    String kind = (String) LabJson.at(proposed, "kind");
    String version = (String) LabJson.at(proposed, "apiVersion");
    Object spec = LabJson.at(proposed, "spec");
    Bytes body =
        switch (kind + " " + version) {
          case "hashedrekord 0.0.1" -> hashedRekord(spec);
          case "dsse 0.0.1" -> dsse(spec);
          case "intoto 0.0.1" -> intotoV1(spec);
          case "intoto 0.0.2" -> intotoV2(spec);
          default -> throw new IllegalArgumentException("unknown kind " + kind + " " + version);
        };
    LabLogEntry entry = append(kind, version, body, now);
    String leaf = HashFunction.SHA256.of(Bytes.wrap(new byte[1]), body).toHex();
    return LabJson.object(Long.toHexString(LabLog.TREE_ID) + leaf, answerV1(entry));
  }

  private static Map<String, Object> answerV1(LabLogEntry entry) {
    Map<String, Object> members = entry.members();
    List<?> hashes = (List<?>) LabJson.at(members, "inclusionProof.hashes");
    return LabJson.object(
        "body",
        entry.text("canonicalizedBody"),
        "integratedTime",
        Long.valueOf(entry.text("integratedTime")),
        "logID",
        entry.bytes("logId.keyId").toHex(),
        "logIndex",
        Long.valueOf(entry.text("logIndex")),
        "verification",
        LabJson.object(
            "inclusionProof",
            LabJson.object(
                "checkpoint",
                entry.text("inclusionProof.checkpoint.envelope"),
                "hashes",
                hashes.stream().map(hash -> LabJson.bytes((String) hash).toHex()).toList(),
                "logIndex",
                Long.valueOf(entry.text("inclusionProof.logIndex")),
                "rootHash",
                entry.bytes("inclusionProof.rootHash").toHex(),
                "treeSize",
                Long.valueOf(entry.text("inclusionProof.treeSize"))),
            "signedEntryTimestamp",
            entry.text("inclusionPromise.signedEntryTimestamp")));
  }

  /** {@code POST /api/v2/log/entries}: the answer's members. */
  Map<String, Object> enterV2(Map<String, Object> request, Instant now) {
    if (request.containsKey("hashedRekordRequestV002")) {
      String digest = "hashedRekordRequestV002.digest";
      String signature = "hashedRekordRequestV002.signature";
      Map<String, Object> spec =
          LabJson.object(
              "hashedRekordV002",
              LabJson.object(
                  "data",
                  LabJson.object("algorithm", "SHA2_256", "digest", LabJson.at(request, digest)),
                  "signature",
                  LabJson.object(
                      "content",
                      LabJson.at(request, signature + ".content"),
                      "verifier",
                      verifier(LabJson.at(request, signature + ".verifier")))));
      return append("hashedrekord", "0.0.2", body("hashedrekord", "0.0.2", spec), now).members();
    }
    String envelope = "dsseRequestV002.envelope";
    Bytes payload = LabJson.bytes((String) LabJson.at(request, envelope + ".payload"));
    Map<String, Object> spec =
        LabJson.object(
            "dsseV002",
            LabJson.object(
                "payloadHash",
                LabJson.object(
                    "algorithm",
                    "SHA2_256",
                    "digest",
                    LabJson.base64(HashFunction.SHA256.of(payload))),
                "signatures",
                List.of(
                    LabJson.object(
                        "content",
                        LabJson.at(request, envelope + ".signatures.0.sig"),
                        "verifier",
                        verifier(LabJson.at(request, "dsseRequestV002.verifiers.0"))))));
    return append("dsse", "0.0.2", body("dsse", "0.0.2", spec), now).members();
  }

  /** In the order of canonical JSON. */
  private static Map<String, Object> verifier(Object sent) {
    Map<String, Object> members = LabJson.members(sent);
    Map<String, Object> verifier = LabJson.object("keyDetails", LabJson.at(sent, "keyDetails"));
    for (String form : List.of("publicKey", "x509Certificate")) {
      if (members.containsKey(form)) {
        verifier.put(form, LabJson.at(sent, form));
      }
    }
    return verifier;
  }

  /** The head of the tree, as a signed note. */
  synchronized String checkpoint() {
    return log.checkpoint(leaves.size(), LabMerkle.root(leaves));
  }

  /** {@code GET /api/v1/log}: the answer's members. */
  synchronized Map<String, Object> head() {
    return LabJson.object(
        "rootHash",
        LabMerkle.root(leaves).toHex(),
        "treeSize",
        leaves.size(),
        "signedTreeHead",
        checkpoint(),
        "treeID",
        Long.toString(LabLog.TREE_ID),
        "inactiveShards",
        List.of());
  }

  private synchronized LabLogEntry append(String kind, String version, Bytes body, Instant now) {
    leaves.add(body);
    return log.entry(kind, version, leaves, leaves.size() - 1, now);
  }

  private static Bytes hashedRekord(Object spec) {
    return body(
        "hashedrekord",
        "0.0.1",
        LabJson.object(
            "data",
            LabJson.object("hash", LabJson.at(spec, "data.hash")),
            "signature",
            LabJson.object(
                "content",
                LabJson.at(spec, "signature.content"),
                "publicKey",
                LabJson.object("content", LabJson.at(spec, "signature.publicKey.content")))));
  }

  private static Bytes dsse(Object spec) {
    String envelope = (String) LabJson.at(spec, "proposedContent.envelope");
    Object read = LabJson.read(envelope);
    return body(
        "dsse",
        "0.0.1",
        LabJson.object(
            "envelopeHash",
            sha256(Bytes.utf8(envelope)),
            "payloadHash",
            sha256(LabJson.bytes((String) LabJson.at(read, "payload"))),
            "signatures",
            List.of(
                LabJson.object(
                    "signature",
                    LabJson.at(read, "signatures.0.sig"),
                    "verifier",
                    LabJson.at(spec, "proposedContent.verifiers.0")))));
  }

  private static Bytes intotoV1(Object spec) {
    String envelope = (String) LabJson.at(spec, "content.envelope");
    Object read = LabJson.read(envelope);
    return body(
        "intoto",
        "0.0.1",
        LabJson.object(
            "content",
            LabJson.object(
                "hash",
                sha256(Bytes.utf8(envelope)),
                "payloadHash",
                sha256(LabJson.bytes((String) LabJson.at(read, "payload")))),
            "publicKey",
            LabJson.at(spec, "publicKey")));
  }

  /** The envelope's parts are encoded once more than in the envelope. */
  private static Bytes intotoV2(Object spec) {
    Object envelope = LabJson.at(spec, "content.envelope");
    Bytes payload = LabJson.bytes(LabJson.bytes((String) LabJson.at(envelope, "payload")).toUtf8());
    Map<String, Object> signature = new LinkedHashMap<>();
    signature.put("publicKey", LabJson.at(envelope, "signatures.0.publicKey"));
    signature.put("sig", LabJson.at(envelope, "signatures.0.sig"));
    return body(
        "intoto",
        "0.0.2",
        LabJson.object(
            "content",
            LabJson.object(
                "envelope",
                LabJson.object(
                    "payloadType", DsseEnvelope.IN_TOTO, "signatures", List.of(signature)),
                "hash",
                LabJson.at(spec, "content.hash"),
                "payloadHash",
                sha256(payload))));
  }

  private static Map<String, Object> sha256(Bytes content) {
    return LabJson.object("algorithm", "sha256", "value", HashFunction.SHA256.of(content).toHex());
  }

  private static Bytes body(String kind, String version, Map<String, Object> spec) {
    return LabJson.write(LabJson.object("apiVersion", version, "kind", kind, "spec", spec));
  }
}
