package dev.portcullis.proxy.upstream;

import static dev.portcullis.proxy.upstream.TestUpstream.PATH;
import static dev.portcullis.proxy.upstream.TestUpstream.found;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Reference;
import dev.portcullis.proxy.demo.Misbehaviour;
import dev.portcullis.proxy.demo.Operation;
import dev.portcullis.proxy.demo.RegistryAccess;
import dev.portcullis.proxy.demo.Reply;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccessTest {
  private final TestUpstream upstream = new TestUpstream();
  private final Digest digest = upstream.image("v1");
  private final Caller knows = caller(Secret.Basic.of("ann", "secret").header());
  private final Caller guesses = caller(Secret.Basic.of("ann", "guess").header());

  @BeforeEach
  void passThrough() {
    upstream.registry.access(RegistryAccess.Bearer.of("ann", "secret"));
    upstream.client =
        upstream.client(
            TestUpstream.withCredentials(upstream.config(), new UpstreamCredentials.PassThrough()));
  }

  @AfterEach
  void close() {
    upstream.close();
  }

  private static Caller caller(String header) {
    return new Caller(Optional.of(header));
  }

  private Fetch<Access> access(Caller caller) {
    return upstream.client.access(caller, PATH, digest);
  }

  private int asked() {
    return upstream.registry.log().count(Operation.MANIFEST_HEAD);
  }

  @Test
  void callersOwnCredentialsDecide() {
    assertThat(found(access(knows))).isEqualTo(Access.GRANTED);
    assertThat(access(guesses)).isInstanceOf(Fetch.Denied.class);
    assertThat(access(new Caller(Optional.empty()))).isInstanceOf(Fetch.Denied.class);
  }

  @Test
  void grantOfOneCallerIsNoGrantOfAnother() {
    found(access(knows));
    assertThat(upstream.client.isAccessKnown(knows, PATH)).isTrue();
    assertThat(upstream.client.isAccessKnown(guesses, PATH)).isFalse();
    assertThat(upstream.client.isAccessKnown(knows, "acme/other")).isFalse();
  }

  @Test
  void grantLastsNoLongerThanTheToken() {
    found(access(knows));
    int before = asked();
    upstream.ticker.advance(Duration.ofMinutes(4));
    found(access(knows));
    assertThat(asked()).isEqualTo(before);
    upstream.ticker.advance(Duration.ofSeconds(31));
    assertThat(upstream.client.isAccessKnown(knows, PATH)).isFalse();
  }

  @Test
  void grantLastsFiveMinutesAtMost() {
    upstream.registry.access(new RegistryAccess.Basic("ann", "secret"));
    found(access(knows));
    upstream.ticker.advance(Duration.ofSeconds(299));
    assertThat(upstream.client.isAccessKnown(knows, PATH)).isTrue();
    upstream.ticker.advance(Duration.ofSeconds(2));
    assertThat(upstream.client.isAccessKnown(knows, PATH)).isFalse();
  }

  @Test
  void clientsOwnTokenIsShownAsItIsAndBelievedForAMinute() {
    upstream.registry.access(RegistryAccess.Bearer.forEverybody());
    RegistryClient asProxy = upstream.client(upstream.config());
    String token = found(asProxy.authorization(Caller.proxy(), PATH)).orElseThrow();
    upstream.registry.log().clear();
    found(access(caller(token)));
    assertThat(upstream.registry.log().all()).hasSize(1);
    upstream.ticker.advance(Duration.ofSeconds(61));
    assertThat(upstream.client.isAccessKnown(caller(token), PATH)).isFalse();
  }

  @Test
  void refusedClientsTokenIsDeniedWithTheUpstreamsChallengeAndNotExchanged() {
    Fetch<Access> outcome = access(caller("Bearer stale"));
    assertThat(outcome).isInstanceOf(Fetch.Denied.class);
    assertThat(((Fetch.Denied<Access>) outcome).challenge().orElseThrow())
        .contains(upstream.registry.url() + "/token");
    assertThat(upstream.registry.log().count(Operation.TOKEN)).isZero();
  }

  @Test
  void pullOfAManifestIsAGrant() {
    found(upstream.client.manifest(knows, PATH, new Reference.Tag("v1")));
    assertThat(upstream.client.isAccessKnown(knows, PATH)).isTrue();
  }

  @Test
  void contentThatTheUpstreamDoesNotShowIsNoGrant() {
    upstream.registry.misbehave(
        request ->
            request.operation() == Operation.MANIFEST_HEAD
                ? Optional.of(new Misbehaviour.Alter(right -> Reply.of(404)))
                : Optional.empty());
    assertThat(access(knows)).isInstanceOf(Fetch.Absent.class);
    assertThat(upstream.client.isAccessKnown(knows, PATH)).isFalse();
  }

  @Test
  void headThatIsNotSupportedIsNoGrant() {
    upstream.registry.misbehave(
        request ->
            request.operation() == Operation.MANIFEST_HEAD
                ? Optional.of(new Misbehaviour.Alter(right -> Reply.of(405)))
                : Optional.empty());
    assertThat(access(guesses)).isInstanceOf(Fetch.Denied.class);
    assertThat(access(knows)).isInstanceOf(Fetch.Found.class);
  }

  @Test
  void clientsCredentialsAreIgnoredWhereTheProxyHasItsOwn() {
    upstream.registry.access(new RegistryAccess.Open());
    upstream.client = upstream.client(upstream.config());
    found(upstream.client.manifest(knows, PATH, new Reference.Tag("v1")));
    assertThat(upstream.registry.log().all())
        .allMatch(request -> request.header("Authorization").isEmpty());
    assertThat(found(access(guesses))).isEqualTo(Access.GRANTED);
  }

  @Test
  void clientsCredentialsAreNotSentInClearTextToAPublicAddress() {
    UpstreamConfig open = UpstreamConfig.of("open.example", URI.create("http://192.0.2.1"));
    RegistryClient client =
        upstream.client(TestUpstream.withCredentials(open, new UpstreamCredentials.PassThrough()));
    TestUpstream.assertTrouble(
        client.access(caller("Bearer secret"), PATH, digest),
        Fetch.Kind.UNTRUSTWORTHY,
        "open.example is reached by http",
        "use https in url:");
    assertThat(upstream.calls).isEmpty();
  }

  @Test
  void secretsDoNotShowInText() {
    assertThat(knows.toString()).doesNotContain("Basic ");
    assertThat(CallerKeys.of(upstream.client.upstream(), knows))
        .hasSize(64)
        .isNotEqualTo(CallerKeys.of(upstream.client.upstream(), guesses));
  }
}
