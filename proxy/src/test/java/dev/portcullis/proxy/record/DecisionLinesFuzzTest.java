package dev.portcullis.proxy.record;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.portcullis.oci.MalformedException;
import java.nio.charset.StandardCharsets;

class DecisionLinesFuzzTest {
  /** A line that somebody has changed is read or refused. */
  @FuzzTest
  void read(byte[] input) {
    try {
      DecisionLines.read(new String(input, StandardCharsets.UTF_8));
    } catch (MalformedException e) {
      if (e.getMessage() == null || e.getMessage().isEmpty()) {
        throw new IllegalStateException("refused without a reason", e);
      }
    }
  }
}
