package dev.portcullis.verify;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Manifest;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.verify.x509.HashFunction;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a decision is about: the manifest whose bytes are held and would be served.
 *
 * @param repository the canonical repository that it is pulled from
 * @param tag the tag by which it was asked for; empty for a pull by digest
 * @param digest the digest that the client asked for or that the tag resolved to, computed from
 *     {@code manifest.raw()}
 * @param manifest the parsed manifest or index
 * @param isSupposed whether nobody holds the bytes: {@code manifest} only says what conditions ask
 *     about, and no permit can come of it
 */
public record Subject(
    RepositoryName repository,
    Optional<String> tag,
    Digest digest,
    Manifest manifest,
    boolean isSupposed)
    implements Artifact {

  /** Checks that {@code digest} is the digest of the manifest's bytes, unless it is supposed. */
  public Subject {
    if (!isSupposed && !digest.matches(manifest.raw())) {
      throw new IllegalArgumentException("digest is not that of the manifest");
    }
  }

  /** A manifest that is held. */
  public Subject(
      RepositoryName repository, Optional<String> tag, Digest digest, Manifest manifest) {
    this(repository, tag, digest, manifest, false);
  }

  /** The bytes that would be served. */
  public Bytes content() {
    return manifest.raw();
  }

  @Override
  public Optional<Bytes> hash(HashFunction function) {
    return Optional.of(
        function.prefix().equals(digest.algorithm().prefix())
            ? digest.bytes()
            : function.of(content()));
  }

  @Override
  public Optional<UntrustedSignature.Content> message() {
    return Optional.of(new UntrustedSignature.Content.Message(content()));
  }

  /** The same under the name of another repository. */
  public Subject in(RepositoryName other) {
    return repository.equals(other) ? this : new Subject(other, tag, digest, manifest, isSupposed);
  }

  /** The media type that would be served. */
  public String mediaType() {
    return manifest.mediaType();
  }

  /** The number of bytes that would be served. */
  public long size() {
    return manifest.raw().length();
  }

  /**
   * Whether {@code claimed} names this subject: the same digest, or by the other algorithm the
   * digest of the same bytes.
   */
  public boolean isNamedBy(Digest claimed) {
    return (isSupposed || claimed.algorithm() == digest.algorithm())
        ? claimed.equals(digest)
        : claimed.matches(content());
  }

  /** Its digests by every algorithm; of what is only supposed the one that is known. */
  public Stream<Digest> digests() {
    return isSupposed
        ? Stream.of(digest)
        : Stream.of(Digest.Algorithm.values()).map(algorithm -> Digest.of(algorithm, content()));
  }
}
