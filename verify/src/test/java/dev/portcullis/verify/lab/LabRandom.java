package dev.portcullis.verify.lab;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import java.security.SecureRandom;

/** A source of bytes that depends on a label only: for fixtures, never for secrets. */
final class LabRandom extends SecureRandom {
  private static final long serialVersionUID = 1L;

  private final String label;
  private long counter;

  LabRandom(String label) {
    super();
    this.label = label;
  }

  /** {@code length} bytes that depend on {@code label} only. */
  static byte[] bytes(String label, int length) {
    byte[] bytes = new byte[length];
    new LabRandom(label).nextBytes(bytes);
    return bytes;
  }

  @Override
  public synchronized void nextBytes(byte[] target) {
    for (int at = 0; at < target.length; counter++) {
      Bytes block = Digest.sha256(Bytes.utf8(label + "#" + counter)).bytes();
      for (int i = 0; i < block.length() && at < target.length; i++) {
        target[at++] = block.at(i);
      }
    }
  }
}
