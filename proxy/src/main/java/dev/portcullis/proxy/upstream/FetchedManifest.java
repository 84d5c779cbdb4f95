package dev.portcullis.proxy.upstream;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;

/**
 * A manifest as it came.
 *
 * @param content the bytes, after any content coding was undone
 * @param contentType the media type, without parameters
 * @param digest computed here from {@code content}; for a fetch by digest by that digest's
 *     algorithm and equal to it
 */
public record FetchedManifest(Bytes content, String contentType, Digest digest) {}
