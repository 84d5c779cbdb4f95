package dev.portcullis.proxy.prefetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NotificationTest {
  private static final String DIGEST = "sha256:" + "a".repeat(64);
  private static final String OTHER = "sha256:" + "b".repeat(64);

  /** As distribution's documentation has it, shortened. */
  private static final String DISTRIBUTION =
      """
      {"events": [{
        "id": "320678d8-ca14-430f-8bb6-4ca139cd83f7",
        "timestamp": "2016-03-09T14:44:26.402973972-08:00",
        "action": "%s",
        "target": {
          "mediaType": "%s", "size": 708, "digest": "%s", "length": 708,
          "repository": "prod/api", "url": "http://192.168.100.227:5000/v2/prod/api/manifests/x",
          "tag": "%s"},
        "request": {"id": "6df24a34", "addr": "192.168.64.11:42961",
          "host": "registry.acme.io:5000", "method": "PUT", "useragent": "curl/7.38.0"},
        "actor": {}, "source": {"addr": "xtal.local:5000"}}]}
      """;

  /** As Harbor's documentation has it, shortened. */
  private static final String HARBOR =
      """
      {"type": "%s", "occur_at": 1586922308, "operator": "admin", "event_data": {
        "resources": [{"digest": "%s", "tag": "latest",
          "resource_url": "hub.harbor.com/test-webhook/debian:latest"}],
        "repository": {"date_created": 1586922308, "name": "debian", "namespace": "test-webhook",
          "repo_full_name": "test-webhook/debian", "repo_type": "private"}}}
      """;

  private static List<String> images(String json) throws MalformedException {
    return images(json, Optional.empty());
  }

  private static List<String> images(String json, Optional<String> registry)
      throws MalformedException {
    return Notification.parse(Bytes.utf8(json), registry).stream().map(Object::toString).toList();
  }

  private static String pushed(String mediaType, String tag) {
    return DISTRIBUTION.formatted("push", mediaType, DIGEST, tag);
  }

  @Test
  void listOfImagesIsReadAsPeopleTypeThem() throws MalformedException {
    assertThat(
            images(
                """
                {"images": ["registry.acme.io/prod/api:1.0", "alpine", "alpine",
                            "r.io/a@%s"]}
                """
                    .formatted(DIGEST)))
        .containsExactly(
            "registry.acme.io/prod/api:1.0", "docker.io/library/alpine:latest", "r.io/a@" + DIGEST);
  }

  @Test
  void distributionSaysWhatWasPushedByDigest() throws MalformedException {
    String event = pushed("application/vnd.oci.image.manifest.v1+json", "1.0");

    assertThat(images(event)).containsExactly("registry.acme.io:5000/prod/api@" + DIGEST);
    assertThat(images(event, Optional.of("registry.acme.io")))
        .containsExactly("registry.acme.io/prod/api@" + DIGEST);
  }

  @Test
  void blobsPullsAndDeletionsAreNoImages() throws MalformedException {
    assertThat(images(pushed("application/octet-stream", "x"))).isEmpty();
    for (String action : List.of("pull", "delete", "mount")) {
      assertThat(
              images(
                  DISTRIBUTION.formatted(
                      action, "application/vnd.oci.image.index.v1+json", DIGEST, "x")))
          .isEmpty();
    }
    assertThat(images(HARBOR.formatted("DELETE_ARTIFACT", DIGEST))).isEmpty();
  }

  @Test
  void signatureThatWasPushedNamesTheImageThatItSigns() throws MalformedException {
    for (String suffix : List.of(".sig", ".att", "")) {
      String tag = OTHER.replace(':', '-') + suffix;

      assertThat(images(pushed("application/vnd.oci.image.manifest.v1+json", tag)))
          .containsExactly("registry.acme.io:5000/prod/api@" + OTHER);
    }
  }

  @Test
  void harborSaysWhatWasPushed() throws MalformedException {
    String event = HARBOR.formatted("PUSH_ARTIFACT", DIGEST);

    assertThat(images(event)).containsExactly("hub.harbor.com/test-webhook/debian@" + DIGEST);
    assertThat(images(event, Optional.of("harbor.acme.io")))
        .containsExactly("harbor.acme.io/test-webhook/debian@" + DIGEST);
  }

  @Test
  void anythingElseIsRefusedWithAReason() {
    refused("{}", "neither");
    refused("[]", "not an object");
    refused("{\"images\": [1]}", "not a string");
    refused("{\"images\": [\"r.io/UPPER\"]}", "UPPER");
    refused("{\"images\": [], \"more\": 1}", "unknown member 'more'");
    refused(
        pushed("application/vnd.oci.image.manifest.v1+json", "x").replace("prod/api", "../x"), "x");
    refused(HARBOR.formatted("PUSH_ARTIFACT", "sha256:short"), "is not a digest");
    refused("{\"images\": [" + "\"a\",".repeat(256) + "\"a\"]}", "more than the limit of 256");
  }

  private static void refused(String json, String reason) {
    assertThatThrownBy(() -> images(json))
        .as(json)
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(reason);
  }
}
