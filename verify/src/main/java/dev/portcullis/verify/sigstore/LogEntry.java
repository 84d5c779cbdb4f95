package dev.portcullis.verify.sigstore;

import dev.portcullis.oci.Bytes;
import java.util.Optional;

/**
 * An entry of a transparency log as its bearer presents it; nothing in it is verified (sigstore
 * spec notes, 2.5 to 2.7).
 *
 * @param logIndex the index that the log gave out, 0 or more
 * @param logId the log's identifier, {@code logId.keyId}
 * @param kind the entry type that {@code kindVersion} claims
 * @param version the version of that type
 * @param integratedTime seconds since 1970, 0 if absent; attacker's data unless a verified {@code
 *     signedEntryTimestamp} covers it
 * @param signedEntryTimestamp the log's promise to include the entry
 * @param inclusionProof the path from the entry to a tree head
 * @param body the canonicalised entry, the bytes that the log holds
 */
public record LogEntry(
    long logIndex,
    Bytes logId,
    String kind,
    String version,
    long integratedTime,
    Optional<Bytes> signedEntryTimestamp,
    Optional<InclusionProof> inclusionProof,
    Bytes body) {}
