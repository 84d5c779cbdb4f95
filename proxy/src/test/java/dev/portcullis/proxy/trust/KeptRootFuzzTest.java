package dev.portcullis.proxy.trust;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.lab.TufLab;

/**
 * The file in which a fetched root is kept, as anybody who can write to the disk might leave it.
 */
class KeptRootFuzzTest {
  private static final Bytes TARGET = Bytes.utf8("{}");
  private static final Bytes ROOT = TufLab.of(TARGET).file("1.root.json");

  @FuzzTest
  void kept(byte[] file) {
    try {
      KeptRoot kept = KeptRoot.decode(ROOT, Bytes.copyOf(file));
      if (kept.trustedRoot().isPresent() && !kept.trustedRoot().get().equals(TARGET)) {
        throw new AssertionError("a root that nobody signed was believed");
      }
    } catch (MalformedException e) {
      // The one declared way to refuse.
    }
  }
}
