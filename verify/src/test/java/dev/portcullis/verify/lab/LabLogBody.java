package dev.portcullis.verify.lab;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.x509.HashFunction;
import java.util.List;
import java.util.Map;

/** The bodies that Rekor keeps, in canonical JSON, for each type of entry. */
public final class LabLogBody {
  private LabLogBody() {}

  /** A {@code hashedrekord} or {@code rekord} 0.0.1 of {@code signed}. */
  public static Bytes hashedRekord(String kind, Bytes signed, Bytes signature, String pem) {
    return v1(
        kind,
        "0.0.1",
        LabJson.object(
            "data",
            LabJson.object("hash", hash(signed)),
            "signature",
            LabJson.object(
                "content",
                LabJson.base64(signature),
                "publicKey",
                LabJson.object("content", text(pem)))));
  }

  /** A {@code dsse} 0.0.1. */
  public static Bytes dsse(LabEnvelope envelope, Bytes signature, String pem) {
    return v1(
        "dsse",
        "0.0.1",
        LabJson.object(
            "envelopeHash",
            hash(envelope.json()),
            "payloadHash",
            hash(envelope.payload()),
            "signatures",
            List.of(
                LabJson.object("signature", LabJson.base64(signature), "verifier", text(pem)))));
  }

  /** An {@code intoto} 0.0.1, which holds no signature. */
  public static Bytes intotoV1(LabEnvelope envelope, String pem) {
    return v1(
        "intoto",
        "0.0.1",
        LabJson.object(
            "content",
            LabJson.object("hash", hash(envelope.json()), "payloadHash", hash(envelope.payload())),
            "publicKey",
            text(pem)));
  }

  /** An {@code intoto} 0.0.2, which encodes the signature twice. */
  public static Bytes intotoV2(LabEnvelope envelope, Bytes signature, String pem) {
    return v1(
        "intoto",
        "0.0.2",
        LabJson.object(
            "content",
            LabJson.object(
                "envelope",
                LabJson.object(
                    "payloadType",
                    envelope.payloadType(),
                    "signatures",
                    List.of(
                        LabJson.object(
                            "publicKey", text(pem), "sig", text(LabJson.base64(signature))))),
                "hash",
                hash(envelope.json()),
                "payloadHash",
                hash(envelope.payload()))));
  }

  /** A {@code hashedrekord} 0.0.2 of Rekor v2; {@code signer} is as {@link #certificate} has it. */
  public static Bytes hashedRekordV2(
      HashFunction function, Bytes signed, Bytes signature, Map<String, Object> signer) {
    return v1(
        "hashedrekord",
        "0.0.2",
        LabJson.object(
            "hashedRekordV002",
            LabJson.object(
                "data",
                hashV2(function, signed),
                "signature",
                LabJson.object("content", LabJson.base64(signature), "verifier", signer))));
  }

  /** A {@code dsse} 0.0.2 of early clients of Rekor v2. */
  public static Bytes dsseV2(LabEnvelope envelope, Bytes signature, Map<String, Object> signer) {
    return v1(
        "dsse",
        "0.0.2",
        LabJson.object(
            "dsseV002",
            LabJson.object(
                "payloadHash",
                hashV2(HashFunction.SHA256, envelope.payload()),
                "signatures",
                List.of(
                    LabJson.object("content", LabJson.base64(signature), "verifier", signer)))));
  }

  /** The {@code verifier} of Rekor v2 for a certificate. */
  public static Map<String, Object> certificate(LabHolder holder) {
    return LabJson.object(
        "keyDetails",
        "PKIX_ECDSA_P256_SHA_256",
        "x509Certificate",
        LabJson.object("rawBytes", LabJson.base64(holder.certificate().der())));
  }

  /** The {@code verifier} of Rekor v2 for a key. */
  public static Map<String, Object> publicKey(LabKey key, String details) {
    return LabJson.object(
        "keyDetails", details, "publicKey", LabJson.object("rawBytes", LabJson.base64(key.spki())));
  }

  private static Bytes v1(String kind, String version, Map<String, Object> spec) {
    return LabJson.write(LabJson.object("apiVersion", version, "kind", kind, "spec", spec));
  }

  private static Map<String, Object> hash(Bytes content) {
    return LabJson.object("algorithm", "sha256", "value", HashFunction.SHA256.of(content).toHex());
  }

  private static Map<String, Object> hashV2(HashFunction function, Bytes content) {
    return LabJson.object(
        "algorithm",
        "SHA2_" + 8 * function.length(),
        "digest",
        LabJson.base64(function.of(content)));
  }

  private static String text(String text) {
    return LabJson.base64(Bytes.utf8(text));
  }
}
