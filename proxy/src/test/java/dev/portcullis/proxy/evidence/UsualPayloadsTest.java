package dev.portcullis.proxy.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Descriptor;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.oci.RepositoryName;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** The payloads are spelt out as cosign 2.6 writes them. */
class UsualPayloadsTest {
  private static final Digest IMAGE = Digest.sha256(Bytes.utf8("image"));
  private static final URI UPSTREAM = URI.create("https://registry-1.docker.io");

  private final UsualPayloads payloads =
      new UsualPayloads(new RepositoryName("docker.io", "library/app"), UPSTREAM, IMAGE);

  private static Bytes signed(String reference, Digest image, String optional) {
    return Bytes.utf8(
        """
        {"critical":{"identity":{"docker-reference":"%s"},\
        "image":{"docker-manifest-digest":"%s"},\
        "type":"cosign container image signature"},"optional":%s}\
        """
            .formatted(reference, image, optional));
  }

  private static Descriptor layer(Bytes content) {
    return Descriptor.of(MediaTypes.SIMPLE_SIGNING, Digest.sha256(content), content.length());
  }

  @Test
  void payloadUnderEachNameOfTheRepositoryIsKnownByItsDigest() {
    for (String name :
        new String[] {
          "docker.io/library/app",
          "index.docker.io/library/app",
          "registry-1.docker.io/library/app",
          ""
        }) {
      Bytes payload = signed(name, IMAGE, "null");
      assertThat(payloads.of(layer(payload))).as(name).contains(payload);
    }
  }

  @Test
  void payloadAboutAnotherImageOrWithMoreInItIsNotKnown() {
    Digest other = Digest.sha256(Bytes.utf8("other"));
    assertThat(payloads.of(layer(signed("", other, "null")))).isEmpty();
    assertThat(payloads.of(layer(signed("", IMAGE, "{\"a\":\"b\"}")))).isEmpty();
    assertThat(payloads.of(layer(signed("another.name/app", IMAGE, "null")))).isEmpty();
  }

  @Test
  void layerThatStatesAnotherSizeIsNotKnown() {
    Bytes payload = signed("", IMAGE, "null");
    Descriptor wrong =
        Descriptor.of(MediaTypes.SIMPLE_SIGNING, Digest.sha256(payload), payload.length() + 1L);
    assertThat(payloads.of(wrong)).isEmpty();
  }
}
