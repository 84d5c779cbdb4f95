package dev.portcullis.verify.sigstore;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.UntrustedSignature;
import dev.portcullis.verify.UntrustedSignature.Content;
import dev.portcullis.verify.x509.HashFunction;
import java.util.Base64;
import java.util.Optional;

/**
 * Compares the body of a Rekor v2 entry with the signature that it is said to hold (sigstore spec
 * notes, 2.7): the canonical JSON (RFC 8785) is built again from what is known and must be the
 * same, byte for byte. Nothing of the bearer's is parsed.
 */
final class RekorV2Body {
  private RekorV2Body() {}

  /** Whether {@code entry} claims one of the types of Rekor v2. */
  static boolean isType(LogEntry entry) {
    return entry.version().equals("0.0.2")
        && (entry.kind().equals("hashedrekord") || entry.kind().equals("dsse"));
  }

  /** Whether the body of {@code entry} differs; empty if it is about {@code signature}. */
  static Optional<Failure> mismatch(
      LogEntry entry, UntrustedSignature signature, LoggedSigner signer) {
    Optional<String> expected =
        entry.kind().equals("dsse") ? dsse(signature, signer) : hashedRekord(signature, signer);
    return expected.map(Bytes::utf8).equals(Optional.of(entry.body()))
        ? Optional.empty()
        : Optional.of(
            Failure.of(
                Code.LOG_ENTRY_MISMATCH,
                "the log entry is for another digest, signature or signer"));
  }

  private static Optional<String> hashedRekord(UntrustedSignature signature, LoggedSigner signer) {
    HashFunction function = signer.scheme().hash();
    return signature
        .content()
        .hash(function)
        .map(
            hash ->
                "{\"apiVersion\":\"0.0.2\",\"kind\":\"hashedrekord\",\"spec\":{"
                    + "\"hashedRekordV002\":{\"data\":"
                    + hash(function, hash)
                    + ",\"signature\":"
                    + signature(signature, signer)
                    + "}}}");
  }

  /** What early clients wrote for envelopes; Rekor itself has dropped it. */
  private static Optional<String> dsse(UntrustedSignature signature, LoggedSigner signer) {
    return signature.content() instanceof Content.Envelope envelope
        ? Optional.of(
            "{\"apiVersion\":\"0.0.2\",\"kind\":\"dsse\",\"spec\":{\"dsseV002\":{\"payloadHash\":"
                + hash(HashFunction.SHA256, HashFunction.SHA256.of(envelope.payload()))
                + ",\"signatures\":["
                + signature(signature, signer)
                + "]}}}")
        : Optional.empty();
  }

  private static String hash(HashFunction function, Bytes hash) {
    String name =
        switch (function) {
          case SHA256 -> "SHA2_256";
          case SHA384 -> "SHA2_384";
          case SHA512 -> "SHA2_512";
        };
    return "{\"algorithm\":\"" + name + "\",\"digest\":\"" + base64(hash) + "\"}";
  }

  private static String signature(UntrustedSignature signature, LoggedSigner signer) {
    return "{\"content\":\""
        + base64(signature.signature())
        + "\",\"verifier\":{\"keyDetails\":\""
        + LogKeys.details(signer.key(), signer.scheme())
        + "\",\""
        + (signer.certificate() ? "x509Certificate" : "publicKey")
        + "\":{\"rawBytes\":\""
        + base64(signer.der())
        + "\"}}}";
  }

  private static String base64(Bytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
