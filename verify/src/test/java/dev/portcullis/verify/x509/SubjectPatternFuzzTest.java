package dev.portcullis.verify.x509;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import java.nio.charset.StandardCharsets;

class SubjectPatternFuzzTest {
  @FuzzTest
  void pattern(byte[] text) {
    try {
      SubjectPattern.parse(new String(text, StandardCharsets.UTF_8), SubjectPattern.State.OPTIONAL);
    } catch (MalformedException e) {
      // The one declared way to refuse.
    }
  }

  @FuzzTest
  void name(byte[] der) {
    try {
      assert !DistinguishedName.parse(Bytes.copyOf(der)).toString().contains("\n");
    } catch (MalformedException e) {
      // The one declared way to refuse.
    }
  }
}
