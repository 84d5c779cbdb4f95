package dev.portcullis.proxy.relay;

import dev.portcullis.policy.Permit;
import dev.portcullis.proxy.upstream.Caller;
import java.util.Optional;

/**
 * A blob that is to be relayed.
 *
 * @param permit leave to do so; names the repository and the digest
 * @param size its size in bytes by the admitted manifest, if known
 * @param caller on whose behalf
 * @param head whether only the headers are wanted
 * @param secure whether the client came over TLS, and must not be sent on without it
 * @param range the part that is wanted; all of it, if absent
 */
public record BlobRequest(
    Permit permit,
    Optional<Long> size,
    Caller caller,
    boolean head,
    boolean secure,
    Optional<ByteRange> range) {}
