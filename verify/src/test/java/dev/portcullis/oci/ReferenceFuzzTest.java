package dev.portcullis.oci;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

class ReferenceFuzzTest {
  @FuzzTest
  void parse(byte[] text) throws MalformedException {
    Reference reference;
    try {
      reference = Reference.parse(new String(text, StandardCharsets.UTF_8));
    } catch (MalformedException e) {
      return;
    }
    assertThat(Reference.parse(reference.toString())).isEqualTo(reference);
  }
}
