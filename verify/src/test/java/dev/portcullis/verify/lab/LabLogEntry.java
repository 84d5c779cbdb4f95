package dev.portcullis.verify.lab;

import dev.portcullis.oci.Bytes;
import java.util.Map;

/**
 * A log entry as a bundle holds it; methods make copies that differ in one thing.
 *
 * @param members the entry's JSON
 */
public record LabLogEntry(Map<String, Object> members) {
  /** With the value at a dotted path set or replaced: {@code inclusionProof.treeSize}. */
  public LabLogEntry with(String path, Object value) {
    return new LabLogEntry(LabJson.with(members, path, value));
  }

  /** Without the member at a dotted path. */
  public LabLogEntry without(String path) {
    return new LabLogEntry(LabJson.without(members, path));
  }

  /** The value at a dotted path. */
  public String text(String path) {
    return (String) LabJson.at(members, path);
  }

  /** The bytes at a dotted path. */
  public Bytes bytes(String path) {
    return LabJson.bytes(text(path));
  }

  /** The annotation {@code dev.sigstore.cosign/bundle} with the same facts. */
  public String annotation() {
    return LabJson.write(
            LabJson.object(
                "SignedEntryTimestamp",
                text("inclusionPromise.signedEntryTimestamp"),
                "Payload",
                LabJson.object(
                    "body",
                    text("canonicalizedBody"),
                    "integratedTime",
                    Long.valueOf(text("integratedTime")),
                    "logIndex",
                    Long.valueOf(text("logIndex")),
                    "logID",
                    bytes("logId.keyId").toHex())))
        .toUtf8();
  }
}
