package dev.portcullis.verify.x509;

import dev.portcullis.oci.Bytes;
import java.util.List;

/** Puts DER elements around bytes that are DER already. */
final class DerWriter {
  private DerWriter() {}

  /** The element with {@code tag} whose content is the concatenation of {@code parts}. */
  static Bytes element(int tag, List<Bytes> parts) {
    int length = 0;
    for (Bytes part : parts) {
      length += part.length();
    }
    int lengthBytes =
        length < 0x80 ? 0 : (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
    byte[] element = new byte[2 + lengthBytes + length];
    int at = 0;
    element[at++] = (byte) tag;
    element[at++] = (byte) (lengthBytes == 0 ? length : 0x80 | lengthBytes);
    for (int i = lengthBytes - 1; i >= 0; i--) {
      element[at++] = (byte) (length >>> (8 * i));
    }
    for (Bytes part : parts) {
      at = part.copyTo(element, at);
    }
    return Bytes.wrap(element);
  }
}
