package dev.portcullis.verify.lab;

import dev.portcullis.oci.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Hashes that only fixtures may use. */
final class LabDigests {
  private LabDigests() {}

  static byte[] sha1(Bytes content) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      content.update(digest);
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
