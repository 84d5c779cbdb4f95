package dev.portcullis.proxy.evidence;

import dev.portcullis.oci.Bytes;

/**
 * A piece of content whose digest was checked.
 *
 * @param content the bytes
 * @param mediaType the type that a manifest was served with; empty for a blob
 */
record Held(Bytes content, String mediaType) {}
