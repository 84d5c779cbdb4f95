package dev.portcullis.verify.sbom;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;

class DescribedImagesFuzzTest {
  /** A document says which images it describes, each of which it spells, or is refused. */
  @FuzzTest
  void described(byte[] input) {
    try {
      for (Digest digest : DescribedImages.of(Bytes.copyOf(input))) {
        if (digest.algorithm() != Digest.Algorithm.SHA256) {
          throw new IllegalStateException("described by another algorithm");
        }
      }
    } catch (MalformedException e) {
      if (String.valueOf(e.getMessage()).isEmpty()) {
        throw new IllegalStateException("refused without a reason", e);
      }
    }
  }
}
