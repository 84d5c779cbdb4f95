package dev.portcullis.policy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.portcullis.oci.MalformedException;
import java.nio.charset.StandardCharsets;

class RecollectionReaderFuzzTest {
  /** Findings of a record that somebody has changed are read or refused. */
  @FuzzTest
  void read(byte[] input) {
    try {
      RecollectionReader.read(new String(input, StandardCharsets.UTF_8));
    } catch (MalformedException e) {
      if (e.getMessage() == null || e.getMessage().isEmpty()) {
        throw new IllegalStateException("refused without a reason", e);
      }
    }
  }
}
