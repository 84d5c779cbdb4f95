package dev.portcullis.verify.sigstore;

import dev.portcullis.oci.Base64Text;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.JsonObject;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.UntrustedSignature;
import dev.portcullis.verify.UntrustedSignature.Content;
import dev.portcullis.verify.x509.HashFunction;
import dev.portcullis.verify.x509.PemBlock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Compares the body of a Rekor v1 entry, field by field, with the signature that it is said to hold
 * (sigstore spec notes, 2.6). An entry proves something about a signature only if it holds this
 * digest, this signature and this key (CVE-2022-23649, CVE-2022-36056, CVE-2026-22703).
 */
final class RekorV1Body {
  private final JsonObject spec;
  private final UntrustedSignature signature;
  private final LoggedSigner signer;

  private RekorV1Body(JsonObject spec, UntrustedSignature signature, LoggedSigner signer) {
    this.spec = spec;
    this.signature = signature;
    this.signer = signer;
  }

  /** In what the body of {@code entry} differs; empty if it is about {@code signature}. */
  static Optional<Failure> mismatch(
      LogEntry entry, UntrustedSignature signature, LoggedSigner signer) {
    try {
      JsonObject body = JsonObject.parse(entry.body(), Limits.LOG_BUNDLE_BYTES);
      if (!body.text("kind").equals(entry.kind())
          || !body.text("apiVersion").equals(entry.version())) {
        return differs("type");
      }
      RekorV1Body compared = new RekorV1Body(body.object("spec"), signature, signer);
      return switch (entry.kind() + " " + entry.version()) {
        case "hashedrekord 0.0.1", "rekord 0.0.1" -> compared.hashedRekord();
        case "dsse 0.0.1" -> compared.dsse();
        case "intoto 0.0.1" -> compared.intotoV1();
        case "intoto 0.0.2" -> compared.intotoV2();
        default ->
            mismatch(
                "a log entry of type '%s %s' is not accepted"
                    .formatted(Quoting.shorten(entry.kind()), Quoting.shorten(entry.version())));
      };
    } catch (MalformedException e) {
      return mismatch("the log entry cannot be read: " + e.getMessage());
    }
  }

  private Optional<Failure> hashedRekord() throws MalformedException {
    JsonObject logged = spec.object("signature");
    JsonObject hash = spec.object("data").object("hash");
    Optional<HashFunction> function = function(hash);
    if (function.isEmpty()
        || !signature
            .content()
            .hash(function.get())
            .map(Bytes::toHex)
            .equals(Optional.of(hash.text("value")))) {
      return differs("digest");
    }
    if (!Base64Text.decode(logged.text("content")).equals(signature.signature())) {
      return differs("signature");
    }
    return isSigner(logged.object("publicKey").text("content"))
        ? Optional.empty()
        : differs("signer");
  }

  private Optional<Failure> dsse() throws MalformedException {
    if (!(signature.content() instanceof Content.Envelope envelope)) {
      return differs("type");
    }
    if (!isHashOf(spec.object("payloadHash"), envelope.payload())) {
      return differs("payload");
    }
    if (envelope.json().isPresent()
        && !isHashOf(spec.object("envelopeHash"), envelope.json().get())) {
      return differs("envelope");
    }
    List<JsonObject> signatures = spec.objects("signatures", 1);
    if (signatures.isEmpty()
        || !Base64Text.decode(signatures.getFirst().text("signature"))
            .equals(signature.signature())) {
      return differs("signature");
    }
    return isSigner(signatures.getFirst().text("verifier")) ? Optional.empty() : differs("signer");
  }

  /** The body holds no signature: the hash of the whole envelope is the only tie to it. */
  private Optional<Failure> intotoV1() throws MalformedException {
    if (!(signature.content() instanceof Content.Envelope envelope) || envelope.json().isEmpty()) {
      return differs("type");
    }
    JsonObject content = spec.object("content");
    if (!isHashOf(content.object("hash"), envelope.json().get())) {
      return differs("envelope");
    }
    if (content.hasValue("payloadHash")
        && !isHashOf(content.object("payloadHash"), envelope.payload())) {
      return differs("payload");
    }
    return isSigner(spec.text("publicKey")) ? Optional.empty() : differs("signer");
  }

  private Optional<Failure> intotoV2() throws MalformedException {
    if (!(signature.content() instanceof Content.Envelope envelope)) {
      return differs("type");
    }
    JsonObject content = spec.object("content");
    JsonObject logged = content.object("envelope");
    if (!isHashOf(content.object("payloadHash"), envelope.payload())
        || !logged.text("payloadType").equals(envelope.payloadType())) {
      return differs("payload");
    }
    if (envelope.json().isPresent() && !isHashOf(content.object("hash"), envelope.json().get())) {
      return differs("envelope");
    }
    List<JsonObject> signatures = logged.objects("signatures", 1);
    if (signatures.isEmpty() || !isSignatureTwiceEncoded(signatures.getFirst().text("sig"))) {
      return differs("signature");
    }
    return isSigner(signatures.getFirst().text("publicKey")) ? Optional.empty() : differs("signer");
  }

  private boolean isSignatureTwiceEncoded(String twice) throws MalformedException {
    return Base64Text.decode(Base64Text.decode(twice).toUtf8()).equals(signature.signature());
  }

  private static boolean isHashOf(JsonObject hash, Bytes content) throws MalformedException {
    Optional<HashFunction> function = function(hash);
    return function.isPresent() && function.get().of(content).toHex().equals(hash.text("value"));
  }

  private static Optional<HashFunction> function(JsonObject hash) throws MalformedException {
    String algorithm = hash.text("algorithm");
    return Stream.of(HashFunction.values())
        .filter(function -> function.prefix().equals(algorithm))
        .findFirst();
  }

  private boolean isSigner(String base64Pem) throws MalformedException {
    List<PemBlock> blocks = PemBlock.parse(Base64Text.decode(base64Pem).toUtf8(), 1);
    return blocks.equals(List.of(new PemBlock(signer.pemLabel(), signer.der())));
  }

  private static Optional<Failure> differs(String what) {
    return mismatch("the log entry is for another " + what);
  }

  private static Optional<Failure> mismatch(String message) {
    return Optional.of(Failure.of(Code.LOG_ENTRY_MISMATCH, message));
  }
}
