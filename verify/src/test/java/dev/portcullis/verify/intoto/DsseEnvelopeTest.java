package dev.portcullis.verify.intoto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

class DsseEnvelopeTest {
  @Test
  void preAuthEncodingCountsBytesNotCharacters() {
    DsseEnvelope envelope = new DsseEnvelope("typé", Bytes.utf8("naïve €"), List.of());
    assertThat(envelope.preAuthEncoding().toUtf8()).isEqualTo("DSSEv1 5 typé 10 naïve €");
  }
}
