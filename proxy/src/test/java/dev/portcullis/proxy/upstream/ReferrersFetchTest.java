package dev.portcullis.proxy.upstream;

import static dev.portcullis.proxy.upstream.TestUpstream.PATH;
import static dev.portcullis.proxy.upstream.TestUpstream.assertTrouble;
import static dev.portcullis.proxy.upstream.TestUpstream.found;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Descriptor;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.proxy.demo.Misbehaviour;
import dev.portcullis.proxy.demo.Operation;
import dev.portcullis.proxy.demo.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReferrersFetchTest {
  private final TestUpstream upstream = new TestUpstream();
  private final Digest digest = upstream.image("v1");

  @AfterEach
  void close() {
    upstream.close();
  }

  private Fetch<Referrers> referrers() {
    return upstream.client.referrers(upstream.caller, PATH, digest);
  }

  private Digest referrer(String name) {
    String subject =
        ",\"subject\":{\"mediaType\":\""
            + MediaTypes.OCI_MANIFEST
            + "\",\"digest\":\""
            + digest
            + "\",\"size\":1}}";
    String image = TestUpstream.imageBytes(name).toUtf8();
    return upstream.registry.manifest(
        PATH,
        MediaTypes.OCI_MANIFEST,
        Bytes.utf8(image.substring(0, image.length() - 1) + subject));
  }

  private void alter(UnaryOperator<Reply> change) {
    upstream.registry.misbehave(request -> Optional.of(new Misbehaviour.Alter(change)));
  }

  private int asked() {
    return upstream.registry.log().count(Operation.REFERRERS);
  }

  @Test
  void emptyListIsFound() {
    assertThat(found(referrers()).entries()).isEmpty();
    assertThat(found(referrers()).complete()).isTrue();
  }

  @Test
  void allPagesAreFollowedWithoutAFilter() {
    upstream.registry.referrersPageSize(2);
    var expected = new ArrayList<Digest>();
    for (int i = 0; i < 5; i++) {
      expected.add(referrer("r" + i));
    }
    Referrers all = found(referrers());
    assertThat(all.entries()).extracting(Descriptor::digest).hasSameElementsAs(expected);
    assertThat(all.complete()).isTrue();
    assertThat(asked()).isEqualTo(3);
    assertThat(upstream.registry.log().of(Operation.REFERRERS))
        .allMatch(request -> request.parameter("artifactType").isEmpty());
  }

  @Test
  void listThatNeverEndsIsCutOffAndSaysSo() {
    alter(right -> right.withHeader("Link", "<?from=0>; rel=\"next\""));
    Referrers all = found(referrers());
    assertThat(all.complete()).isFalse();
    assertThat(asked()).isEqualTo(Limits.REFERRERS_PAGES);
  }

  @Test
  void linkToAnotherHostIsNotFollowed() {
    alter(right -> right.withHeader("Link", "<http://169.254.169.254/x>; rel=\"next\""));
    assertTrouble(referrers(), Fetch.Kind.UNTRUSTWORTHY, "next page elsewhere");
    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void ofALinkOnlyTheQueryIsUsed() {
    upstream.registry.referrersPageSize(1);
    Digest one = referrer("one");
    Digest two = referrer("two");
    alter(
        right ->
            right.headers().containsKey("Link")
                ? right.withHeader("Link", "<https://127.0.0.1:1/other/path?from=1>; rel=\"next\"")
                : right);
    assertThat(found(referrers()).entries())
        .extracting(Descriptor::digest)
        .containsExactlyInAnyOrder(one, two);
  }

  @Test
  void brokenLinkIsUntrustworthy() {
    alter(right -> right.withHeader("Link", "<?from=0; rel=next"));
    assertTrouble(referrers(), Fetch.Kind.UNTRUSTWORTHY, "malformed");
  }

  @Test
  void lackOfTheApiIsRememberedForAnHour() {
    upstream.registry.referrersApi(false);
    assertThat(referrers()).isInstanceOf(Fetch.Absent.class);
    assertThat(referrers()).isInstanceOf(Fetch.Absent.class);
    assertThat(asked()).isEqualTo(1);
    upstream.registry.referrersApi(true);
    upstream.ticker.advance(Duration.ofMinutes(61));
    assertThat(referrers()).isInstanceOf(Fetch.Found.class);
  }

  @Test
  void missingRepositoryIsNotTakenForALackOfTheApi() {
    assertThat(upstream.client.referrers(upstream.caller, "not/yet", digest))
        .isEqualTo(new Fetch.Absent<Referrers>("NAME_UNKNOWN"));
    upstream.registry.manifest(
        "not/yet", "v1", MediaTypes.OCI_MANIFEST, TestUpstream.imageBytes("v1"));
    assertThat(upstream.client.referrers(upstream.caller, "not/yet", digest))
        .isInstanceOf(Fetch.Found.class);
  }

  @Test
  void lackInOneRepositorySaysNothingOfAnother() {
    alter(right -> Reply.of(406));
    assertThat(upstream.client.referrers(upstream.caller, "old/repo", digest))
        .isInstanceOf(Fetch.Absent.class);
    upstream.registry.behave();
    assertThat(referrers()).isInstanceOf(Fetch.Found.class);
  }

  @Test
  void htmlAndRedirectsCountAsLackOfTheApi() {
    alter(right -> right.withHeader("Content-Type", "text/html"));
    assertThat(referrers()).isInstanceOf(Fetch.Absent.class);
    upstream.ticker.advance(Duration.ofMinutes(61));
    upstream.registry.misbehave(
        request -> Optional.of(Misbehaviour.redirect(303, "https://github.invalid/login")));
    assertThat(referrers()).isInstanceOf(Fetch.Absent.class);
  }

  @Test
  void serverErrorIsTroubleAndNotRemembered() {
    alter(right -> Reply.of(502));
    assertTrouble(referrers(), Fetch.Kind.UPSTREAM_ERROR, "502");
    upstream.registry.behave();
    assertThat(referrers()).isInstanceOf(Fetch.Found.class);
  }

  @Test
  void unreadableEntryDoesNotHideTheOthers() {
    Digest good = referrer("good");
    alter(
        right ->
            right.withBody(
                Bytes.utf8(
                    right
                        .body()
                        .toUtf8()
                        .replace("\"manifests\":[", "\"manifests\":[{\"digest\":\"md5:1\"},7,"))));
    Referrers all = found(referrers());
    assertThat(all.entries()).extracting(Descriptor::digest).containsExactly(good);
    assertThat(all.complete()).isFalse();
  }

  @Test
  void listThatIsNoIndexIsUntrustworthy() {
    alter(right -> right.withBody(Bytes.utf8("{\"manifests\":{}}")));
    assertTrouble(referrers(), Fetch.Kind.UNTRUSTWORTHY, "broken form");
  }

  @Test
  void pageIsHandedOnAsItCame() {
    upstream.registry.referrersPageSize(1);
    referrer("a");
    referrer("b");
    ReferrersPage first =
        found(upstream.client.referrersPage(upstream.caller, PATH, digest, Optional.empty()));
    assertThat(first.next()).contains("from=1");
    ReferrersPage second =
        found(upstream.client.referrersPage(upstream.caller, PATH, digest, first.next()));
    assertThat(second.next()).isEmpty();
    assertThat(second.index()).isNotEqualTo(first.index());
  }
}
