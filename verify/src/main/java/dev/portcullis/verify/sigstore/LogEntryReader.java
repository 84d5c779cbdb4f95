package dev.portcullis.verify.sigstore;

import static dev.portcullis.verify.sigstore.BundleParser.require;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import java.util.List;
import java.util.Optional;

/** Reads the {@code TransparencyLogEntry} messages of a bundle (sigstore spec notes, 2.5). */
final class LogEntryReader {
  private static final int HASH_BYTES = 32;

  private LogEntryReader() {}

  static LogEntry entry(ProtoJson in) throws MalformedException {
    long logIndex = 0;
    Bytes logId = Bytes.empty();
    KindVersion kindVersion = new KindVersion("", "");
    long integratedTime = 0;
    Optional<Bytes> promise = Optional.empty();
    Optional<InclusionProof> proof = Optional.empty();
    Bytes body = Bytes.empty();
    for (ProtoJson.Fields fields = in.fields(); fields.next(); ) {
      switch (fields.name()) {
        case "logIndex" -> logIndex = index(in);
        case "logId" -> logId = VerificationMaterial.onlyBytes(in, "keyId", HASH_BYTES);
        case "kindVersion" -> kindVersion = kindVersion(in);
        case "integratedTime" -> integratedTime = in.int64();
        case "inclusionPromise" -> promise = promise(in);
        case "inclusionProof" -> proof = Optional.of(proof(in));
        case "canonicalizedBody" -> body = in.bytes();
        default -> throw fields.unknown();
      }
    }
    if (logId.length() != HASH_BYTES) {
      throw new MalformedException("a log entry's logId.keyId is not of 32 bytes");
    }
    if (integratedTime < 0) {
      throw new MalformedException("a log entry's integratedTime is negative");
    }
    if (body.isEmpty()) {
      throw new MalformedException("a log entry has no canonicalizedBody");
    }
    return new LogEntry(
        logIndex,
        logId,
        kindVersion.kind(),
        kindVersion.version(),
        integratedTime,
        promise,
        proof,
        body);
  }

  private record KindVersion(String kind, String version) {}

  private static KindVersion kindVersion(ProtoJson in) throws MalformedException {
    String kind = "";
    String version = "";
    for (ProtoJson.Fields fields = in.fields(); fields.next(); ) {
      switch (fields.name()) {
        case "kind" -> kind = in.string();
        case "version" -> version = in.string();
        default -> throw fields.unknown();
      }
    }
    return new KindVersion(kind, version);
  }

  private static Optional<Bytes> promise(ProtoJson in) throws MalformedException {
    Optional<Bytes> timestamp = Optional.empty();
    for (ProtoJson.Fields fields = in.fields(); fields.next(); ) {
      if (!fields.name().equals("signedEntryTimestamp")) {
        throw fields.unknown();
      }
      timestamp = Optional.of(in.bytes());
    }
    return timestamp;
  }

  private static InclusionProof proof(ProtoJson in) throws MalformedException {
    long logIndex = 0;
    Bytes rootHash = Bytes.empty();
    long treeSize = 0;
    List<Bytes> hashes = List.of();
    Optional<Bytes> checkpoint = Optional.empty();
    for (ProtoJson.Fields fields = in.fields(); fields.next(); ) {
      switch (fields.name()) {
        case "logIndex" -> logIndex = index(in);
        case "rootHash" -> rootHash = hash(in);
        case "treeSize" -> treeSize = in.int64();
        case "hashes" -> hashes = in.list(Limits.PROOF_HASHES, LogEntryReader::hash);
        case "checkpoint" -> checkpoint = Optional.of(checkpoint(in));
        default -> throw fields.unknown();
      }
    }
    if (treeSize < 1) {
      throw new MalformedException("an inclusion proof's treeSize is not positive");
    }
    if (rootHash.isEmpty()) {
      throw new MalformedException("an inclusion proof has no rootHash");
    }
    return new InclusionProof(logIndex, rootHash, treeSize, hashes, checkpoint);
  }

  private static Bytes checkpoint(ProtoJson in) throws MalformedException {
    Optional<String> envelope = Optional.empty();
    for (ProtoJson.Fields fields = in.fields(); fields.next(); ) {
      if (!fields.name().equals("envelope")) {
        throw fields.unknown();
      }
      envelope = Optional.of(in.string());
    }
    Bytes note = Bytes.utf8(require(envelope, "checkpoint.envelope"));
    if (note.length() > Limits.CHECKPOINT_BYTES) {
      throw MalformedException.overLimit(
          "a checkpoint of " + note.length() + " bytes is over " + Limits.CHECKPOINT_BYTES);
    }
    return note;
  }

  private static Bytes hash(ProtoJson in) throws MalformedException {
    Bytes hash = in.bytes();
    if (hash.length() != HASH_BYTES) {
      throw new MalformedException("a hash of an inclusion proof is not of 32 bytes");
    }
    return hash;
  }

  private static long index(ProtoJson in) throws MalformedException {
    long index = in.int64();
    if (index < 0) {
      throw new MalformedException("a log entry's logIndex is negative");
    }
    return index;
  }
}
