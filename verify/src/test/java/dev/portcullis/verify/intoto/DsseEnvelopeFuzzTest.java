package dev.portcullis.verify.intoto;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;

class DsseEnvelopeFuzzTest {
  @FuzzTest
  void parse(byte[] json) {
    try {
      DsseEnvelope envelope = DsseEnvelope.parse(Bytes.copyOf(json));
      assertThat(envelope.signatures()).isNotEmpty();
      assertThat(envelope.preAuthEncoding().length()).isGreaterThan(envelope.payload().length());
    } catch (MalformedException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }
}
