package dev.portcullis.verify.sigstore;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.SignatureScheme;
import dev.portcullis.verify.x509.DerReader;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A certificate transparency log's promise to hold a certificate (RFC 6962, section 3.2).
 *
 * @param logId the log's identifier, 32 bytes
 * @param milliseconds when it was given, since 1970
 * @param extensions what the log added, which its signature covers
 * @param scheme how it is signed; empty for an algorithm that is not accepted
 * @param signature the signature
 */
record SignedCertificateTimestamp(
    Bytes logId,
    long milliseconds,
    Bytes extensions,
    Optional<SignatureScheme> scheme,
    Bytes signature) {
  private static final int LOG_ID_BYTES = 32;
  private static final int SHA256 = 4;
  private static final int RSA = 1;
  private static final int ECDSA = 3;

  /** When it was given. */
  Instant time() {
    return Instant.ofEpochMilli(milliseconds);
  }

  /**
   * Reads the value of the extension with embedded timestamps: an OCTET STRING that holds a TLS
   * list of at least one.
   *
   * @throws MalformedException if it is anything else
   */
  static List<SignedCertificateTimestamp> readList(Bytes extension) throws MalformedException {
    DerReader reader = DerReader.of(extension);
    ByteBuffer list = reader.content(DerReader.OCTET_STRING).asByteBuffer();
    reader.requireEnd();
    try {
      if (unsignedShort(list) != list.remaining() || !list.hasRemaining()) {
        throw new MalformedException("the SCT list is empty or not as long as it says");
      }
      List<SignedCertificateTimestamp> timestamps = new ArrayList<>();
      while (list.hasRemaining()) {
        if (timestamps.size() == Limits.SCTS) {
          throw MalformedException.overLimit("there are more than " + Limits.SCTS + " SCTs");
        }
        timestamps.add(read(ByteBuffer.wrap(opaque(list, unsignedShort(list)))));
      }
      return timestamps;
    } catch (BufferUnderflowException e) {
      throw new MalformedException("the SCT list ends too early");
    }
  }

  private static SignedCertificateTimestamp read(ByteBuffer sct) throws MalformedException {
    if (sct.get() != 0) {
      throw new MalformedException("an SCT is not of version 1");
    }
    Bytes logId = Bytes.wrap(opaque(sct, LOG_ID_BYTES));
    long milliseconds = sct.getLong();
    if (milliseconds < 0) {
      throw new MalformedException("an SCT's time is out of range");
    }
    Bytes extensions = Bytes.wrap(opaque(sct, unsignedShort(sct)));
    Optional<SignatureScheme> scheme = scheme(sct.get(), sct.get());
    Bytes signature = Bytes.wrap(opaque(sct, unsignedShort(sct)));
    if (sct.hasRemaining()) {
      throw new MalformedException("an SCT has bytes too many");
    }
    return new SignedCertificateTimestamp(logId, milliseconds, extensions, scheme, signature);
  }

  private static Optional<SignatureScheme> scheme(byte hash, byte signature) {
    if (hash != SHA256) {
      return Optional.empty();
    }
    return switch (signature) {
      case RSA -> Optional.of(SignatureScheme.RSA_PKCS1_SHA256);
      case ECDSA -> Optional.of(SignatureScheme.ECDSA_SHA256);
      default -> Optional.empty();
    };
  }

  private static int unsignedShort(ByteBuffer buffer) {
    return buffer.getShort() & 0xffff;
  }

  private static byte[] opaque(ByteBuffer buffer, int length) {
    if (length > buffer.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    buffer.get(bytes);
    return bytes;
  }
}
