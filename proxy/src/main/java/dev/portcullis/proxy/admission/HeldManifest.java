package dev.portcullis.proxy.admission;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Manifest;

/**
 * A manifest whose bytes the proxy holds, ready to be served or judged.
 *
 * @param digest the digest it is held under, computed from its bytes
 * @param manifest the parsed manifest; {@link Manifest#raw} is what is served
 */
public record HeldManifest(Digest digest, Manifest manifest) {}
