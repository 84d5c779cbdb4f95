package dev.portcullis.verify.cosign;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.portcullis.oci.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

class LayerAnnotationsFuzzTest {
  @FuzzTest
  void parse(byte[] text) {
    String value = new String(text, StandardCharsets.UTF_8);
    for (String name :
        new String[] {
          LayerAnnotations.CERTIFICATE, LayerAnnotations.LOG_BUNDLE, LayerAnnotations.TIMESTAMP
        }) {
      try {
        LayerAnnotations annotations = LayerAnnotations.parse(Map.of(name, value));
        assertThat(annotations.logEntries()).hasSizeLessThan(2);
      } catch (MalformedException e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
  }
}
