package dev.portcullis.verify.sigstore;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.x509.HashFunction;
import java.util.List;
import java.util.Optional;

/**
 * A Sigstore bundle, well-formed but unverified (sigstore spec notes, 2.5).
 *
 * @param version the version that its media type names
 * @param material what the signature is to be verified with
 * @param logEntries the transparency-log entries, no two with the same log and index
 * @param timestamps the RFC 3161 responses, DER
 * @param content what was signed
 */
public record Bundle(
    Version version,
    Material material,
    List<LogEntry> logEntries,
    List<Bytes> timestamps,
    Content content) {
  /** Copies the lists. */
  public Bundle {
    logEntries = List.copyOf(logEntries);
    timestamps = List.copyOf(timestamps);
  }

  /** The versions of the format. */
  public enum Version {
    V0_1,
    V0_2,
    V0_3
  }

  /** The claimed signer: a certificate or a hint at a key. */
  public sealed interface Material {
    /**
     * One or more certificates.
     *
     * @param leaf the signer's certificate, DER
     * @param others what follows it in an {@code x509CertificateChain}, DER; never trusted
     */
    record Certificate(Bytes leaf, List<Bytes> others) implements Material {
      /** Copies the list. */
      public Certificate {
        others = List.copyOf(others);
      }
    }

    /**
     * A public key that the verifier must already have.
     *
     * @param hint which one, free text, may be empty; it never widens what is trusted
     */
    record KeyHint(String hint) implements Material {}
  }

  /** The signed thing and its signature. */
  public sealed interface Content {
    /** The raw signature. */
    Bytes signature();

    /**
     * A signature over the artifact's own bytes.
     *
     * @param digest the digest that the bearer claims for the artifact
     */
    record Message(Optional<MessageDigest> digest, Bytes signature) implements Content {}

    /**
     * A DSSE envelope with its single signature.
     *
     * @param payloadType the type of the payload
     * @param payload the signed bytes, decoded
     * @param keyId the signature's unauthenticated hint at a key, empty if absent
     */
    record Dsse(String payloadType, Bytes payload, String keyId, Bytes signature)
        implements Content {}
  }

  /**
   * A digest with its algorithm.
   *
   * @param algorithm the hash function
   * @param digest the hash
   */
  public record MessageDigest(HashFunction algorithm, Bytes digest) {}
}
