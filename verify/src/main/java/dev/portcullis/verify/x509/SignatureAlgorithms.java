package dev.portcullis.verify.x509;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.SignatureScheme;
import java.util.Map;
import java.util.Optional;

/**
 * The algorithm identifiers that are accepted in certificates and CMS (RFC 5754, RFC 5758, RFC
 * 8410, RFC 4055): ECDSA and RSA with SHA-2, Ed25519. SHA-1 and MD5 have no entry.
 */
final class SignatureAlgorithms {
  private static final Oid RSA_ENCRYPTION = Oid.of("1.2.840.113549.1.1.1");
  private static final Oid RSASSA_PSS = Oid.of("1.2.840.113549.1.1.10");
  private static final Oid MGF1 = Oid.of("1.2.840.113549.1.1.8");
  private static final Oid EC_PUBLIC_KEY = Oid.of("1.2.840.10045.2.1");

  private static final Map<Oid, HashFunction> HASHES =
      Map.of(
          Oid.of("2.16.840.1.101.3.4.2.1"), HashFunction.SHA256,
          Oid.of("2.16.840.1.101.3.4.2.2"), HashFunction.SHA384,
          Oid.of("2.16.840.1.101.3.4.2.3"), HashFunction.SHA512);

  private static final Map<Oid, SignatureScheme> WITH_HASH =
      Map.of(
          Oid.of("1.2.840.10045.4.3.2"), SignatureScheme.ECDSA_SHA256,
          Oid.of("1.2.840.10045.4.3.3"), SignatureScheme.ECDSA_SHA384,
          Oid.of("1.2.840.10045.4.3.4"), SignatureScheme.ECDSA_SHA512,
          Oid.of("1.2.840.113549.1.1.11"), SignatureScheme.RSA_PKCS1_SHA256,
          Oid.of("1.2.840.113549.1.1.12"), SignatureScheme.RSA_PKCS1_SHA384,
          Oid.of("1.2.840.113549.1.1.13"), SignatureScheme.RSA_PKCS1_SHA512,
          Oid.of("1.3.101.112"), SignatureScheme.ED25519);

  private SignatureAlgorithms() {}

  /** The scheme that a DER AlgorithmIdentifier names; empty if it is not accepted. */
  static Optional<SignatureScheme> scheme(Bytes algorithm) {
    try {
      DerReader reader = DerReader.of(algorithm);
      DerReader identifier = reader.enter(DerReader.SEQUENCE);
      reader.requireEnd();
      Oid oid = identifier.oid();
      if (oid.equals(RSASSA_PSS)) {
        return pss(identifier);
      }
      requireNoParameters(identifier);
      return Optional.ofNullable(WITH_HASH.get(oid));
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }

  /**
   * The scheme of a CMS signer, whose signature algorithm may name the key only and leave the hash
   * to the digest algorithm (RFC 5652, section 5.3); empty if it is not accepted.
   */
  static Optional<SignatureScheme> scheme(Bytes algorithm, HashFunction digest) {
    Optional<SignatureScheme> named = scheme(algorithm);
    if (named.isPresent()) {
      return named;
    }
    try {
      DerReader identifier = DerReader.of(algorithm).enter(DerReader.SEQUENCE);
      Oid oid = identifier.oid();
      requireNoParameters(identifier);
      if (oid.equals(RSA_ENCRYPTION)) {
        return Optional.of(rsaPkcs1(digest));
      }
      return oid.equals(EC_PUBLIC_KEY) ? Optional.of(ecdsa(digest)) : Optional.empty();
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }

  /**
   * The hash function that the next element, an AlgorithmIdentifier, names; moves past it.
   *
   * @throws MalformedException if it names another one, SHA-1 for example
   */
  static HashFunction hash(DerReader reader) throws MalformedException {
    DerReader identifier = reader.enter(DerReader.SEQUENCE);
    Oid oid = identifier.oid();
    requireNoParameters(identifier);
    HashFunction hash = HASHES.get(oid);
    if (hash == null) {
      throw new MalformedException("hash algorithm " + oid + " is not accepted");
    }
    return hash;
  }

  private static void requireNoParameters(DerReader identifier) throws MalformedException {
    if (identifier.hasNext() && !identifier.content(DerReader.NULL).isEmpty()) {
      throw new MalformedException("NULL is not empty");
    }
    identifier.requireEnd();
  }

  private static Optional<SignatureScheme> pss(DerReader identifier) throws MalformedException {
    DerReader parameters = identifier.enter(DerReader.SEQUENCE);
    identifier.requireEnd();
    HashFunction hash = hash(parameters.enter(DerReader.constructed(0)));
    DerReader mask = parameters.enter(DerReader.constructed(1)).enter(DerReader.SEQUENCE);
    boolean sameHash = mask.oid().equals(MGF1) && hash(mask) == hash;
    int salt = parameters.enter(DerReader.constructed(2)).smallInteger();
    boolean trailer =
        !parameters.hasNext() || parameters.enter(DerReader.constructed(3)).smallInteger() == 1;
    parameters.requireEnd();
    return sameHash && trailer && salt == hash.length()
        ? Optional.of(rsaPss(hash))
        : Optional.empty();
  }

  private static SignatureScheme ecdsa(HashFunction hash) {
    return switch (hash) {
      case SHA256 -> SignatureScheme.ECDSA_SHA256;
      case SHA384 -> SignatureScheme.ECDSA_SHA384;
      case SHA512 -> SignatureScheme.ECDSA_SHA512;
    };
  }

  private static SignatureScheme rsaPkcs1(HashFunction hash) {
    return switch (hash) {
      case SHA256 -> SignatureScheme.RSA_PKCS1_SHA256;
      case SHA384 -> SignatureScheme.RSA_PKCS1_SHA384;
      case SHA512 -> SignatureScheme.RSA_PKCS1_SHA512;
    };
  }

  private static SignatureScheme rsaPss(HashFunction hash) {
    return switch (hash) {
      case SHA256 -> SignatureScheme.RSA_PSS_SHA256;
      case SHA384 -> SignatureScheme.RSA_PSS_SHA384;
      case SHA512 -> SignatureScheme.RSA_PSS_SHA512;
    };
  }
}
