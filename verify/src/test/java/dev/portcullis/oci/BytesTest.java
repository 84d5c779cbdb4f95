package dev.portcullis.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BytesTest {
  @Test
  void copiesDoNotShareTheirArray() {
    byte[] array = {1, 2, 3};
    Bytes bytes = Bytes.copyOf(array);
    array[0] = 9;
    bytes.toByteArray()[1] = 9;
    assertThat(bytes.toHex()).isEqualTo("010203");
    assertThatThrownBy(() -> bytes.asByteBuffer().put(0, (byte) 9))
        .isInstanceOf(ReadOnlyBufferException.class);
  }

  @Test
  void comparedByContent() {
    Bytes bytes = Bytes.utf8("abc");
    assertThat(bytes).isEqualTo(Bytes.copyOf("abc".getBytes(StandardCharsets.UTF_8)));
    assertThat(bytes).hasSameHashCodeAs(Bytes.utf8("abc")).isNotEqualTo(Bytes.utf8("abd"));
    assertThat(bytes.slice(1, 3)).isEqualTo(Bytes.utf8("bc"));
  }

  @Test
  void contentDoesNotShowInLogs() {
    assertThat(Bytes.utf8("secret")).hasToString("Bytes[6]");
  }
}
