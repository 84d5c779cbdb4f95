package dev.portcullis.proxy.upstream;

import dev.portcullis.oci.Digest;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an upstream says of a tag without sending the manifest. All of it is a claim: only bytes
 * that were fetched and hashed here are a fact.
 *
 * @param digest the {@code Docker-Content-Digest}; empty where the upstream sends none, or none of
 *     a known algorithm, and the manifest has to be fetched to learn it
 * @param mediaType the {@code Content-Type} without parameters; empty if there was none
 * @param size the {@code Content-Length} in bytes
 */
public record Resolved(Optional<Digest> digest, String mediaType, OptionalLong size) {}
