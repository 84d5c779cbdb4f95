package dev.portcullis.proxy.attacks;

import static dev.portcullis.proxy.AttackedProxy.KEY;
import static dev.portcullis.proxy.AttackedProxy.STORE_KEY;
import static dev.portcullis.proxy.AttackedProxy.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.proxy.AttackedProxy;
import dev.portcullis.proxy.demo.Misbehaviour;
import dev.portcullis.proxy.demo.Operation;
import dev.portcullis.proxy.demo.Reply;
import dev.portcullis.proxy.demo.SeenRequest;
import dev.portcullis.verify.lab.LabArtifact;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The registry shows one thing to be judged and another to be served. */
class SubstitutionAttacksTest {
  private final LabArtifact good = LabArtifact.image("app");
  private final LabArtifact evil = LabArtifact.image("evil");
  private final AttackedProxy proxy;

  SubstitutionAttacksTest(@TempDir Path folder) throws Exception {
    proxy = new AttackedProxy(folder);
    proxy.push("shop/app", "v1", good);
    proxy.push("shop/app", "evil", evil);
    proxy.sign("shop/app", good.digest(), KEY);
  }

  @AfterEach
  void close() {
    proxy.close();
  }

  private void alter(Predicate<SeenRequest> which, UnaryOperator<Reply> change) {
    proxy
        .registry()
        .misbehave(
            request ->
                which.test(request)
                    ? Optional.of(new Misbehaviour.Alter(change))
                    : Optional.empty());
  }

  private static boolean isManifestGet(SeenRequest request) {
    return request.operation() == Operation.MANIFEST_GET;
  }

  private void assertServed(HttpResponse<byte[]> response, LabArtifact artifact) {
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(Bytes.wrap(response.body())).isEqualTo(artifact.manifest().raw());
    assertThat(response.headers().firstValue("Docker-Content-Digest"))
        .contains(artifact.digest().toString());
  }

  private static void assertNotServed(HttpResponse<byte[]> response, int status) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(text(response)).doesNotContain("schemaVersion");
  }

  @Test
  void cve202247633ATagThatChangesAfterItWasJudgedServesWhatWasJudged() throws Exception {
    assertServed(proxy.pull("shop/app", "v1"), good);
    proxy.registry().tag("shop/app", "v1", evil.digest());

    assertNotServed(proxy.pull("shop/app", "v1"), 403);
    assertServed(proxy.pull("shop/app", good.digest()), good);
  }

  @Test
  void ghsaWfqxOtherBytesOnTheSecondRequestAreNotServed() throws Exception {
    alter(
        request -> isManifestGet(request) && request.reference().equals(good.digest().toString()),
        right -> right.withBody(evil.manifest().raw()));

    assertNotServed(proxy.pull("shop/app", "v1"), 503);
    proxy.registry().behave();
    assertServed(proxy.pull("shop/app", "v1"), good);
  }

  @Test
  void ghsaMf7qADigestThatWasJudgedIsTheOneThatIsServed() throws Exception {
    alter(
        request -> request.operation() == Operation.MANIFEST_HEAD,
        right -> right.withHeader("Docker-Content-Digest", good.digest().toString()));

    assertServed(proxy.pull("shop/app", "evil"), good);
  }

  @Test
  void cve202347630TheDigestHeaderIsAClaim() throws Exception {
    alter(
        SubstitutionAttacksTest::isManifestGet,
        right -> right.withHeader("Docker-Content-Digest", good.digest().toString()));
    assertNotServed(proxy.pull("shop/app", evil.digest()), 503);

    alter(
        request -> isManifestGet(request) && request.reference().equals(good.digest().toString()),
        right ->
            right
                .withBody(evil.manifest().raw())
                .withHeader("Docker-Content-Digest", good.digest().toString()));
    assertNotServed(proxy.pull("shop/app", good.digest()), 503);
  }

  @Test
  void cve2026122321AVerdictBelongsToADigestUnderARuleAndNotToATag() throws Exception {
    assertServed(proxy.pull("shop/app", "v1"), good);
    proxy.push("shop/other", "v1", evil);
    proxy.push("store/app", "v1", good);
    proxy.registry().tag("shop/app", "v2", evil.digest());

    assertNotServed(proxy.pull("shop/other", "v1"), 403);
    assertNotServed(proxy.pull("store/app", "v1"), 403);
    assertNotServed(proxy.pull("shop/app", "v2"), 403);
    proxy.sign("store/app", evil.digest(), STORE_KEY);
    proxy.registry().tag("store/app", "v1", evil.digest());
    proxy.push("store/app", "v1", evil);
    assertServed(proxy.pull("store/app", "v1"), evil);
    assertNotServed(proxy.pull("shop/app", evil.digest()), 403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"schemaVersion\":2,\"mediaType\":\"%1$s\",\"manifests\":[],\"config\":%2$s,\"layers\":[]}",
        "{\"schemaVersion\":2,\"mediaType\":\"%3$s\",\"manifests\":[],\"layers\":[]}",
        "{\"schemaVersion\":2,\"manifests\":[],\"config\":%2$s,\"layers\":[]}",
        "{\"schemaVersion\":2,\"mediaType\":\"%3$s\",\"manifests\":[]}",
        "{\"schemaVersion\":2,\"mediaType\":\"%1$s\",\"config\":%2$s,\"layers\":[],\"Layers\":[]}",
        "{\"schemaVersion\":2,\"mediaType\":\"%1$s\",\"config\":%2$s,\"layers\":[],\"layers\":[]}",
      })
  void cve202141190AManifestThatCanBeReadInTwoWaysIsRefusedThoughItIsSigned(String template)
      throws Exception {
    String config =
        "{\"mediaType\":\"%s\",\"size\":2,\"digest\":\"%s\"}"
            .formatted(MediaTypes.OCI_CONFIG, Digest.sha256(Bytes.utf8("{}")));
    Bytes raw =
        Bytes.utf8(template.formatted(MediaTypes.OCI_MANIFEST, config, MediaTypes.OCI_INDEX));
    Digest digest = Digest.sha256(raw);
    proxy.registry().manifest("shop/app", "two", MediaTypes.OCI_MANIFEST, raw);
    proxy.sign("shop/app", digest, KEY);

    assertNotServed(proxy.pull("shop/app", "two"), 403);
    assertNotServed(proxy.pull("shop/app", digest), 403);
  }

  @Test
  void cve202333959TheBlobsThatLeaveAreThoseOfTheManifestThatWasJudged() throws Exception {
    Digest evilLayer = evil.manifest().references().skip(1).findFirst().orElseThrow().digest();
    Digest goodLayer = good.manifest().references().skip(1).findFirst().orElseThrow().digest();
    assertServed(proxy.pull("shop/app", "v1"), good);

    assertThat(proxy.blob("shop/app", goodLayer).statusCode()).isEqualTo(200);
    assertThat(proxy.blob("shop/app", evilLayer).statusCode()).isEqualTo(403);
    assertThat(proxy.blob("shop/app", evil.digest()).statusCode()).isEqualTo(403);
  }
}
