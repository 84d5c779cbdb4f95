package dev.portcullis.verify.sigstore;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.verify.x509.HashFunction;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads Sigstore bundles (sigstore spec notes, 2.5): versions 0.1 to 0.3, nothing unknown outside
 * the DSSE envelope, every bound of {@link Limits} held. What a version demands of its log entries
 * is checked where they are verified, so that the reason can be told.
 */
public final class BundleParser {
  private BundleParser() {}

  /**
   * The bundle that {@code json} holds.
   *
   * @throws MalformedException if it is not one; the message says what is wrong
   */
  public static Bundle parse(Bytes json) throws MalformedException {
    return ProtoJson.read(json, Limits.BUNDLE_BYTES, BundleParser::bundle);
  }

  private static Bundle bundle(ProtoJson in) throws MalformedException {
    Optional<Bundle.Version> version = Optional.empty();
    Optional<VerificationMaterial> material = Optional.empty();
    Optional<Bundle.Content> content = Optional.empty();
    for (ProtoJson.Fields fields = in.fields(); fields.next(); ) {
      switch (fields.name()) {
        case "mediaType" -> version = Optional.of(version(in.string()));
        case "verificationMaterial" -> material = Optional.of(VerificationMaterial.read(in));
        case "messageSignature" -> {
          requireFirst(content, "content");
          content = Optional.of(messageSignature(in));
        }
        case "dsseEnvelope" -> {
          requireFirst(content, "content");
          content = Optional.of(envelope(in));
        }
        default -> throw fields.unknown();
      }
    }
    Bundle.Version known = require(version, "mediaType");
    VerificationMaterial all = require(material, "verificationMaterial");
    if (known == Bundle.Version.V0_3 && all.chain()) {
      throw new MalformedException("a bundle of version 0.3 must not hold a certificate chain");
    }
    return new Bundle(
        known,
        all.material(),
        all.logEntries(),
        all.timestamps(),
        require(content, "messageSignature or dsseEnvelope"));
  }

  private static Bundle.Version version(String mediaType) throws MalformedException {
    return switch (mediaType) {
      case "application/vnd.dev.sigstore.bundle+json;version=0.1" -> Bundle.Version.V0_1;
      case "application/vnd.dev.sigstore.bundle+json;version=0.2" -> Bundle.Version.V0_2;
      case "application/vnd.dev.sigstore.bundle+json;version=0.3",
          "application/vnd.dev.sigstore.bundle.v0.3+json" ->
          Bundle.Version.V0_3;
      default ->
          throw new MalformedException(
              "unknown bundle media type '" + Quoting.shorten(mediaType) + "'");
    };
  }

  private static Bundle.Content messageSignature(ProtoJson in) throws MalformedException {
    Optional<Bundle.MessageDigest> digest = Optional.empty();
    Bytes signature = Bytes.empty();
    for (ProtoJson.Fields fields = in.fields(); fields.next(); ) {
      switch (fields.name()) {
        case "messageDigest" -> digest = Optional.of(messageDigest(in));
        case "signature" -> signature = in.bytes();
        default -> throw fields.unknown();
      }
    }
    return new Bundle.Content.Message(digest, requireSignature(signature, "messageSignature"));
  }

  private static Bundle.MessageDigest messageDigest(ProtoJson in) throws MalformedException {
    Optional<HashFunction> algorithm = Optional.empty();
    Bytes digest = Bytes.empty();
    for (ProtoJson.Fields fields = in.fields(); fields.next(); ) {
      switch (fields.name()) {
        case "algorithm" -> algorithm = Optional.of(hashFunction(in.enumValue()));
        case "digest" -> digest = in.bytes();
        default -> throw fields.unknown();
      }
    }
    HashFunction function = require(algorithm, "messageDigest.algorithm");
    if (digest.length() != function.length()) {
      throw new MalformedException(
          "messageDigest has " + digest.length() + " bytes, not " + function.length());
    }
    return new Bundle.MessageDigest(function, digest);
  }

  /** The hash function by its name or number in Sigstore's {@code HashAlgorithm}. */
  static HashFunction hashFunction(String value) throws MalformedException {
    return switch (value) {
      case "SHA2_256", "1" -> HashFunction.SHA256;
      case "SHA2_384", "2" -> HashFunction.SHA384;
      case "SHA2_512", "3" -> HashFunction.SHA512;
      default ->
          throw new MalformedException(
              "hash algorithm '" + Quoting.shorten(value) + "' is not accepted");
    };
  }

  private static Bundle.Content envelope(ProtoJson in) throws MalformedException {
    Optional<String> payloadType = Optional.empty();
    Optional<Bytes> payload = Optional.empty();
    List<Signature> signatures = List.of();
    for (ProtoJson.Fields fields = in.fields(); fields.next(); ) {
      switch (fields.name()) {
        case "payloadType" -> payloadType = Optional.of(in.string());
        case "payload" -> payload = Optional.of(in.manyBytes());
        case "signatures" -> signatures = in.list(1, BundleParser::signature);
        default -> in.skip();
      }
    }
    if (signatures.isEmpty()) {
      throw new MalformedException("dsseEnvelope has no signature");
    }
    Signature only = signatures.getFirst();
    return new Bundle.Content.Dsse(
        require(payloadType, "dsseEnvelope.payloadType"),
        require(payload, "dsseEnvelope.payload"),
        only.keyId(),
        requireSignature(only.signature(), "dsseEnvelope"));
  }

  private record Signature(Bytes signature, String keyId) {}

  private static Signature signature(ProtoJson in) throws MalformedException {
    Bytes signature = Bytes.empty();
    String keyId = "";
    for (ProtoJson.Fields fields = in.fields(); fields.next(); ) {
      switch (fields.name()) {
        case "sig" -> signature = in.bytes();
        case "keyid" -> keyId = in.string();
        default -> in.skip();
      }
    }
    return new Signature(signature, keyId);
  }

  private static Bytes requireSignature(Bytes signature, String where) throws MalformedException {
    if (signature.isEmpty()) {
      throw new MalformedException(where + " has an empty signature");
    }
    return signature;
  }

  /** Refuses a second member of a {@code oneof}. */
  static void requireFirst(Optional<?> earlier, String group) throws MalformedException {
    if (earlier.isPresent()) {
      throw new MalformedException("more than one kind of " + group);
    }
  }

  /** The value of a field that must be present. */
  static <T> T require(Optional<T> field, String name) throws MalformedException {
    return field.orElseThrow(() -> new MalformedException("field '" + name + "' is missing"));
  }

  /** Refuses two entries with the same log and index: each counts once. */
  static void requireDistinct(List<LogEntry> entries) throws MalformedException {
    record Place(Bytes logId, long logIndex) {}
    Set<Place> places = new HashSet<>();
    for (LogEntry entry : entries) {
      if (!places.add(new Place(entry.logId(), entry.logIndex()))) {
        throw new MalformedException("two log entries claim the same log and index");
      }
    }
  }
}
