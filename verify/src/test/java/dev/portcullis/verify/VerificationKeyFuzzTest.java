package dev.portcullis.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import java.nio.charset.StandardCharsets;

class VerificationKeyFuzzTest {
  @FuzzTest
  void fromPem(byte[] pem) {
    try {
      use(VerificationKey.fromPem(new String(pem, StandardCharsets.UTF_8)));
    } catch (MalformedException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  @FuzzTest
  void fromSpki(byte[] der) {
    try {
      use(VerificationKey.fromSpki(Bytes.copyOf(der)));
    } catch (MalformedException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  private static void use(VerificationKey key) {
    Bytes signature = key.spki();
    assertThat(key.verify(VerificationKey.SignedForm.MESSAGE, Bytes.empty(), signature)).isEmpty();
  }
}
