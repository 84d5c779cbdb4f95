package dev.portcullis.proxy.admission;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Manifest;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A manifest whose bytes the proxy holds, ready to be served or judged.
 *
 * @param digest the digest it is held under, computed from its bytes
 * @param manifest the parsed manifest; {@link Manifest#raw} is what is served
 */
public record HeldManifest(Digest digest, Manifest manifest) {
  /** Its digest under every algorithm: a revocation may name any of them. */
  Set<Digest> digests() {
    return Stream.of(Digest.Algorithm.values())
        .map(
            algorithm ->
                algorithm == digest.algorithm() ? digest : Digest.of(algorithm, manifest.raw()))
        .collect(Collectors.toUnmodifiableSet());
  }
}
