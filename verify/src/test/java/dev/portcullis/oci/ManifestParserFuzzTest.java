package dev.portcullis.oci;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;

class ManifestParserFuzzTest {
  @FuzzTest
  void parse(byte[] body) {
    Bytes raw = Bytes.copyOf(body);
    int readings = 0;
    for (String type :
        List.of(
            MediaTypes.OCI_MANIFEST,
            MediaTypes.OCI_INDEX,
            MediaTypes.DOCKER_MANIFEST,
            MediaTypes.DOCKER_LIST)) {
      try {
        Manifest manifest = ManifestParser.parse(raw, type);
        assertThat(manifest.raw()).isEqualTo(raw);
        assertThat(manifest.mediaType()).isEqualTo(type);
        assertThat(manifest instanceof Manifest.Index).isEqualTo(MediaTypes.isIndex(type));
        assertThat(manifest.references()).allMatch(descriptor -> descriptor.size() >= 0);
        readings |= MediaTypes.isIndex(type) ? 1 : 2;
      } catch (MalformedException e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
    assertThat(readings).as("never both a manifest and an index").isNotEqualTo(3);
  }
}
