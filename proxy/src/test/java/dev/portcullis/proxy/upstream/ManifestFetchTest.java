package dev.portcullis.proxy.upstream;

import static dev.portcullis.proxy.upstream.TestUpstream.PATH;
import static dev.portcullis.proxy.upstream.TestUpstream.assertTrouble;
import static dev.portcullis.proxy.upstream.TestUpstream.found;
import static dev.portcullis.proxy.upstream.TestUpstream.imageBytes;
import static dev.portcullis.proxy.upstream.TestUpstream.retryAfter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.oci.Reference;
import dev.portcullis.proxy.demo.Misbehaviour;
import dev.portcullis.proxy.demo.Operation;
import dev.portcullis.proxy.demo.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ManifestFetchTest {
  private final TestUpstream upstream = new TestUpstream();
  private final Digest digest = upstream.image("v1");

  @AfterEach
  void close() {
    upstream.close();
  }

  private void alter(UnaryOperator<Reply> change) {
    upstream.registry.misbehave(request -> Optional.of(new Misbehaviour.Alter(change)));
  }

  @Test
  void manifestByTagHasItsBytesTypeAndDigest() {
    FetchedManifest manifest = found(upstream.manifest("v1"));
    assertThat(manifest)
        .isEqualTo(new FetchedManifest(imageBytes("v1"), MediaTypes.OCI_MANIFEST, digest));
  }

  @Test
  void allFourManifestTypesAreAcceptedAndNoCodingIs() {
    upstream.manifest("v1");
    var request = upstream.registry.log().of(Operation.MANIFEST_GET).getFirst();
    assertThat(request.header("Accept").orElseThrow())
        .contains(
            MediaTypes.OCI_MANIFEST,
            MediaTypes.OCI_INDEX,
            MediaTypes.DOCKER_MANIFEST,
            MediaTypes.DOCKER_LIST)
        .doesNotContain("*/*");
    assertThat(request.header("Accept-Encoding")).contains("identity");
  }

  @Test
  void manifestBySha512IsCheckedAndNamedBySha512() {
    Bytes content = imageBytes("v512");
    Digest sha512 = Digest.of(Digest.Algorithm.SHA512, content);
    alter(
        right ->
            Reply.of(200).withHeader("Content-Type", MediaTypes.OCI_MANIFEST).withBody(content));
    assertThat(found(upstream.manifest(sha512)).digest()).isEqualTo(sha512);
  }

  @Test
  void contentTypeLosesItsParameters() {
    alter(right -> right.withHeader("Content-Type", MediaTypes.OCI_MANIFEST + "; charset=utf-8"));
    assertThat(found(upstream.manifest("v1")).contentType()).isEqualTo(MediaTypes.OCI_MANIFEST);
  }

  @Test
  void otherBytesThanTheDigestSaysAreUntrustworthy() {
    alter(right -> right.withoutHeader("Docker-Content-Digest").withBody(imageBytes("evil")));
    assertTrouble(
        upstream.manifest(digest),
        Fetch.Kind.UNTRUSTWORTHY,
        upstream.registry.name(),
        digest.toString());
  }

  @Test
  void lyingDigestHeaderOfATagIsUntrustworthy() {
    String lie = Digest.sha256(Bytes.utf8("lie")).toString();
    alter(right -> right.withHeader("Docker-Content-Digest", lie));
    assertTrouble(
        upstream.manifest("v1"),
        Fetch.Kind.UNTRUSTWORTHY,
        "Docker-Content-Digest " + lie,
        digest.toString());
    assertTrouble(upstream.manifest(digest), Fetch.Kind.UNTRUSTWORTHY, lie);
  }

  @Test
  void missingDigestHeaderIsNoFault() {
    alter(right -> right.withoutHeader("Docker-Content-Digest"));
    assertThat(found(upstream.manifest("v1")).digest()).isEqualTo(digest);
  }

  @Test
  void manifestOverTheLimitIsNotRead() {
    alter(right -> right.withBody(Bytes.wrap(new byte[Limits.MANIFEST_BYTES + 1])));
    assertTrouble(upstream.manifest("v1"), Fetch.Kind.LIMIT, "4194304");
  }

  @Test
  void gzipThatNobodyAskedForIsUndone() throws IOException {
    Bytes coded = gzip(imageBytes("v1").toByteArray());
    alter(right -> right.withHeader("Content-Encoding", "gzip").withBody(coded));
    assertThat(found(upstream.manifest("v1")).content()).isEqualTo(imageBytes("v1"));
  }

  @Test
  void gzipBombIsOverTheLimit() throws IOException {
    Bytes bomb = gzip(new byte[64 * 1024 * 1024]);
    assertThat(bomb.length()).isLessThan(Limits.MANIFEST_BYTES);
    alter(right -> right.withHeader("Content-Encoding", "gzip").withBody(bomb));
    assertTrouble(upstream.manifest("v1"), Fetch.Kind.LIMIT);
  }

  @Test
  void otherCodingsAndBrokenGzipAreUntrustworthy() {
    alter(right -> right.withHeader("Content-Encoding", "br"));
    assertTrouble(upstream.manifest("v1"), Fetch.Kind.UNTRUSTWORTHY, "'br'");
    alter(right -> right.withHeader("Content-Encoding", "gzip"));
    assertTrouble(upstream.manifest("v1"), Fetch.Kind.UNTRUSTWORTHY, "gzip");
  }

  @Test
  void unknownTagIsAbsentWithTheUpstreamsWords() {
    assertThat(upstream.manifest("nope"))
        .isEqualTo(new Fetch.Absent<FetchedManifest>("MANIFEST_UNKNOWN: manifest unknown"));
  }

  @Test
  void rateLimitCarriesRetryAfter() {
    alter(right -> Reply.error(429, "TOOMANYREQUESTS", "slow").withHeader("Retry-After", "17"));
    Fetch<FetchedManifest> outcome = upstream.manifest("v1");
    assertTrouble(outcome, Fetch.Kind.RATE_LIMITED, "TOOMANYREQUESTS");
    assertThat(retryAfter(outcome)).contains(Duration.ofSeconds(17));
  }

  @Test
  void retryAfterAsADateCountsFromTheUpstreamsOwnClock() {
    alter(
        right ->
            Reply.of(503)
                .withHeader("Date", "Tue, 03 Nov 2026 10:00:00 GMT")
                .withHeader("Retry-After", "Tue, 03 Nov 2026 10:01:30 GMT"));
    Fetch<FetchedManifest> outcome = upstream.manifest("v1");
    assertTrouble(outcome, Fetch.Kind.UPSTREAM_ERROR, "503");
    assertThat(retryAfter(outcome)).isPresent();
  }

  @Test
  void serverErrorAndUnexpectedStatusAreUpstreamErrors() {
    alter(right -> Reply.of(500));
    assertTrouble(upstream.manifest("v1"), Fetch.Kind.UPSTREAM_ERROR, "500");
    alter(right -> Reply.of(204));
    assertTrouble(upstream.manifest("v1"), Fetch.Kind.UPSTREAM_ERROR, "204");
  }

  @Test
  void silenceIsATimeout() {
    try (TestUpstream silent = new TestUpstream(TestUpstream.SHORT)) {
      silent.registry.misbehave(request -> Optional.of(new Misbehaviour.Hang()));
      assertTrouble(silent.manifest("v1"), Fetch.Kind.TIMEOUT, silent.registry.name(), "in time");
    }
  }

  @Test
  void bodyThatBreaksOffIsUnreachable() {
    upstream.registry.misbehave(request -> Optional.of(new Misbehaviour.Truncate(10)));
    assertTrouble(upstream.manifest("v1"), Fetch.Kind.UNREACHABLE, upstream.registry.name());
  }

  @Test
  void closedPortIsUnreachable() {
    upstream.registry.close();
    assertTrouble(upstream.manifest("v1"), Fetch.Kind.UNREACHABLE, upstream.registry.name());
  }

  @Test
  void nameThatDoesNotResolveIsUnreachable() {
    RegistryClient client =
        upstream.client(TestUpstream.at("gone.invalid", URI.create("http://gone.invalid")));
    assertTrouble(
        client.manifest(upstream.caller, PATH, new Reference.Tag("v1")),
        Fetch.Kind.UNREACHABLE,
        "gone.invalid does not resolve");
  }

  @Test
  void tagResolvesByOneHead() {
    Fetch<Resolved> outcome =
        upstream.client.resolve(upstream.caller, PATH, new Reference.Tag("v1"));
    Resolved resolved = found(outcome);
    assertThat(resolved.digest()).contains(digest);
    assertThat(resolved.mediaType()).isEqualTo(MediaTypes.OCI_MANIFEST);
    assertThat(resolved.size()).hasValue(imageBytes("v1").length());
    assertThat(upstream.registry.log().all()).hasSize(1);
    assertThat(upstream.registry.log().count(Operation.MANIFEST_HEAD)).isEqualTo(1);
  }

  @Test
  void headWithoutADigestResolvesToNothingKnown() {
    alter(right -> right.withoutHeader("Docker-Content-Digest"));
    Fetch<Resolved> outcome =
        upstream.client.resolve(upstream.caller, PATH, new Reference.Tag("v1"));
    assertThat(found(outcome).digest()).isEmpty();
  }

  @Test
  void everyExchangeIsReported() {
    upstream.manifest("v1");
    upstream.manifest("nope");
    assertThat(upstream.calls)
        .extracting(UpstreamCall::operation, UpstreamCall::status)
        .containsExactly(
            Tuple.tuple(UpstreamCall.Operation.MANIFEST, 200),
            Tuple.tuple(UpstreamCall.Operation.MANIFEST, 404));
    assertThat(upstream.calls).allMatch(call -> call.nanos() > 0);
  }

  static Bytes gzip(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    }
    return Bytes.wrap(out.toByteArray());
  }
}
