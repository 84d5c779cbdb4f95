package dev.portcullis.verify;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.verify.x509.HashFunction;
import java.util.Optional;

/** What a signature may be about: bytes that are held, or a digest whose bytes are elsewhere. */
public sealed interface Artifact permits Subject, Artifact.File, Artifact.Named {
  /** The digest by which it is known. */
  Digest digest();

  /** Its hash by {@code function}; empty if the bytes that it takes are not held. */
  Optional<Bytes> hash(HashFunction function);

  /** It, as what a signature over its own bytes is over; empty if that cannot be verified. */
  Optional<UntrustedSignature.Content> message();

  /**
   * Any bytes.
   *
   * @param content the bytes
   * @param digest their SHA-256
   */
  record File(Bytes content, Digest digest) implements Artifact {
    /** The bytes with their digest. */
    public static File of(Bytes content) {
      return new File(content, Digest.sha256(content));
    }

    @Override
    public Optional<Bytes> hash(HashFunction function) {
      return Optional.of(function.of(content));
    }

    @Override
    public Optional<UntrustedSignature.Content> message() {
      return Optional.of(new UntrustedSignature.Content.Message(content));
    }
  }

  /**
   * Bytes that only their digest is known of.
   *
   * @param digest the digest
   */
  record Named(Digest digest) implements Artifact {
    @Override
    public Optional<Bytes> hash(HashFunction function) {
      return function.prefix().equals(digest.algorithm().prefix())
          ? Optional.of(digest.bytes())
          : Optional.empty();
    }

    @Override
    public Optional<UntrustedSignature.Content> message() {
      for (HashFunction function : HashFunction.values()) {
        Optional<Bytes> hash = hash(function);
        if (hash.isPresent()) {
          return Optional.of(new UntrustedSignature.Content.Hashed(function, hash.get()));
        }
      }
      return Optional.empty();
    }
  }
}
