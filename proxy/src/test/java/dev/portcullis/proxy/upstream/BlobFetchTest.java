package dev.portcullis.proxy.upstream;

import static dev.portcullis.proxy.upstream.TestUpstream.PATH;
import static dev.portcullis.proxy.upstream.TestUpstream.assertTrouble;
import static dev.portcullis.proxy.upstream.TestUpstream.found;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.proxy.demo.MemoryRegistry;
import dev.portcullis.proxy.demo.Misbehaviour;
import dev.portcullis.proxy.demo.Operation;
import dev.portcullis.proxy.demo.Reply;
import dev.portcullis.proxy.demo.SeenRequest;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlobFetchTest {
  private static final Bytes CONTENT = Bytes.utf8("signature");

  private final TestUpstream upstream = new TestUpstream();
  private final MemoryRegistry cdn = MemoryRegistry.start();
  private final Digest digest = upstream.registry.blob(PATH, CONTENT);

  @AfterEach
  void close() {
    upstream.close();
    cdn.close();
  }

  private Fetch<Bytes> blob() {
    return upstream.client.blob(upstream.caller, PATH, digest, 1024);
  }

  private void redirectTo(String location) {
    upstream.registry.misbehave(request -> Optional.of(Misbehaviour.redirect(307, location)));
  }

  private String onCdn() {
    cdn.blob(PATH, CONTENT);
    return cdn.url() + "/v2/" + PATH + "/blobs/" + digest;
  }

  @Test
  void blobIsFetchedWhole() {
    assertThat(found(blob())).isEqualTo(CONTENT);
  }

  @Test
  void otherBytesAreUntrustworthy() {
    upstream.registry.misbehave(
        request ->
            Optional.of(new Misbehaviour.Alter(right -> right.withBody(Bytes.utf8("forgery!!")))));
    assertTrouble(blob(), Fetch.Kind.UNTRUSTWORTHY, digest.toString());
  }

  @Test
  void blobOverTheLimitIsNotRead() {
    assertTrouble(
        upstream.client.blob(upstream.caller, PATH, digest, CONTENT.length() - 1),
        Fetch.Kind.LIMIT);
    assertThat(found(upstream.client.blob(upstream.caller, PATH, digest, CONTENT.length())))
        .isEqualTo(CONTENT);
  }

  @Test
  void redirectIsFollowed() {
    redirectTo(onCdn());
    assertThat(found(blob())).isEqualTo(CONTENT);
    assertThat(cdn.log().count(Operation.BLOB_GET)).isEqualTo(1);
  }

  @Test
  void wrongBytesBehindARedirectAreUntrustworthy() {
    redirectTo(onCdn());
    cdn.misbehave(
        request ->
            Optional.of(new Misbehaviour.Alter(right -> right.withBody(Bytes.utf8("forgery!!")))));
    assertTrouble(blob(), Fetch.Kind.UNTRUSTWORTHY, "127.0.0.1 for " + upstream.registry.name());
  }

  @Test
  void moreThanThreeRedirectsAreRefused() {
    upstream.registry.misbehave(
        request -> Optional.of(Misbehaviour.redirect(302, request.uri() + "?again")));
    assertTrouble(blob(), Fetch.Kind.UNTRUSTWORTHY, "more than 3 times");
    assertThat(upstream.registry.log().count(Operation.BLOB_GET)).isEqualTo(4);
  }

  @Test
  void redirectToAMetadataServiceIsRefusedWithoutConnecting() {
    redirectTo("http://169.254.169.254/latest/meta-data");
    assertTrouble(blob(), Fetch.Kind.UNTRUSTWORTHY, "169.254.169.254", "redirects:");
  }

  @Test
  void redirectToAPrivateAddressIsRefused() {
    redirectTo("http://10.1.2.3/blob");
    assertTrouble(blob(), Fetch.Kind.UNTRUSTWORTHY, "10.1.2.3", "not a public address");
  }

  @Test
  void shortFormOfAPrivateAddressIsRefusedToo() {
    redirectTo("http://10.3/blob");
    assertTrouble(blob(), Fetch.Kind.UNTRUSTWORTHY, "10.0.0.3");
  }

  @Test
  void redirectToNoHttpUrlIsRefused() {
    redirectTo("file:///etc/passwd");
    assertTrouble(blob(), Fetch.Kind.UNTRUSTWORTHY, "not an HTTP URL");
    redirectTo("http://user:secret@example.org/");
    assertTrouble(blob(), Fetch.Kind.UNTRUSTWORTHY, "name and password");
  }

  @Test
  void refusalBehindARedirectIsTheUpstreamsTroubleNotTheCallers() {
    redirectTo(onCdn());
    cdn.misbehave(request -> Optional.of(Misbehaviour.answer(Reply.of(403))));
    assertTrouble(blob(), Fetch.Kind.UPSTREAM_ERROR, "403");
  }

  @Test
  void rangesAndCookiesAreNotSent() {
    blob();
    SeenRequest request = upstream.registry.log().of(Operation.BLOB_GET).getFirst();
    assertThat(request.header("Range")).isEmpty();
    assertThat(request.header("Cookie")).isEmpty();
  }
}
