package dev.portcullis.verify.cosign;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;

class SimpleSigningPayloadFuzzTest {
  @FuzzTest
  void parse(byte[] json) {
    try {
      SimpleSigningPayload payload = SimpleSigningPayload.parse(Bytes.copyOf(json));
      assertThat(payload.manifestDigest()).isNotNull();
    } catch (MalformedException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }
}
