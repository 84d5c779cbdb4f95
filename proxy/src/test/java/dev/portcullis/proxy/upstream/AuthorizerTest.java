package dev.portcullis.proxy.upstream;

import static dev.portcullis.proxy.upstream.TestUpstream.PATH;
import static dev.portcullis.proxy.upstream.TestUpstream.assertTrouble;
import static dev.portcullis.proxy.upstream.TestUpstream.found;
import static dev.portcullis.proxy.upstream.TestUpstream.imageBytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.oci.Reference;
import dev.portcullis.proxy.demo.MemoryRegistry;
import dev.portcullis.proxy.demo.Misbehaviour;
import dev.portcullis.proxy.demo.Operation;
import dev.portcullis.proxy.demo.RegistryAccess;
import dev.portcullis.proxy.demo.Reply;
import dev.portcullis.proxy.demo.SeenRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthorizerTest {
  private final TestUpstream upstream = new TestUpstream();
  @TempDir private Path folder;

  @BeforeEach
  void image() {
    upstream.image("v1");
    upstream.registry.access(RegistryAccess.Bearer.forEverybody());
  }

  @AfterEach
  void close() {
    upstream.close();
  }

  private int tokens() {
    return upstream.registry.log().count(Operation.TOKEN);
  }

  private int pulls() {
    return upstream.registry.log().count(Operation.MANIFEST_GET);
  }

  private Path password(String text) throws IOException {
    return Files.writeString(folder.resolve("password"), text);
  }

  private void logIn(String password) throws IOException {
    UpstreamCredentials login = new UpstreamCredentials.Login("robot", password(password));
    upstream.client = upstream.client(TestUpstream.withCredentials(upstream.config(), login));
  }

  private void alterPulls(UnaryOperator<Reply> change) {
    upstream.registry.misbehave(
        request ->
            request.operation() == Operation.MANIFEST_GET
                ? Optional.of(new Misbehaviour.Alter(change))
                : Optional.empty());
  }

  private void alterTokens(UnaryOperator<Reply> change) {
    upstream.registry.misbehave(
        request ->
            request.operation() == Operation.TOKEN
                ? Optional.of(new Misbehaviour.Alter(change))
                : Optional.empty());
  }

  @Test
  void tokenIsObtainedOnceAndShownUnaskedFromThenOn() {
    found(upstream.manifest("v1"));
    found(upstream.manifest("v1"));
    assertThat(tokens()).isEqualTo(1);
    assertThat(pulls()).isEqualTo(3);
  }

  @Test
  void furtherRepositoryIsNotChallengedAgain() {
    upstream.registry.manifest("other", "v1", MediaTypes.OCI_MANIFEST, imageBytes("v1"));
    found(upstream.manifest("v1"));
    upstream.registry.log().clear();
    found(upstream.client.manifest(upstream.caller, "other", new Reference.Tag("v1")));
    assertThat(pulls()).isEqualTo(1);
    assertThat(upstream.registry.log().of(Operation.TOKEN).getFirst().parameter("scope"))
        .contains("repository:other:pull");
  }

  @Test
  void manyAtOnceShareOneTokenRequest() throws InterruptedException, ExecutionException {
    upstream.registry.misbehave(
        request ->
            request.operation() == Operation.TOKEN
                ? Optional.of(new Misbehaviour.Delay(Duration.ofMillis(200)))
                : Optional.empty());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Fetch<FetchedManifest>>> all =
          IntStream.range(0, 30)
              .mapToObj(i -> threads.submit(() -> upstream.manifest("v1")))
              .toList();
      for (Future<Fetch<FetchedManifest>> one : all) {
        found(one.get());
      }
    }
    assertThat(tokens()).isEqualTo(1);
  }

  @Test
  void tokenThatIsNoLongerGoodIsReplacedOnce() {
    found(upstream.manifest("v1"));
    upstream.registry.revokeTokens();
    found(upstream.manifest("v1"));
    assertThat(tokens()).isEqualTo(2);
  }

  @Test
  void freshTokenThatIsRefusedToo_isDeniedAfterTwoTries() {
    alterPulls(
        right ->
            Reply.of(401)
                .withHeader(
                    "WWW-Authenticate",
                    "Bearer realm=\"" + upstream.registry.url() + "/token\",service=\"memory\""));
    assertThat(upstream.manifest("v1")).isInstanceOf(Fetch.Denied.class);
    assertThat(pulls()).isEqualTo(2);
  }

  @Test
  void basicIsKnownWithoutReadingThePasswordAgainForFiveMinutes() throws IOException {
    upstream.registry.access(new RegistryAccess.Basic("robot", "secret"));
    logIn("secret");
    assertThat(upstream.client.knownAuthorization(PATH)).isEmpty();
    found(upstream.manifest("v1"));

    assertThat(upstream.client.knownAuthorization(PATH).orElseThrow().authorization())
        .hasValueSatisfying(header -> assertThat(header).startsWith("Basic "));
    upstream.ticker.advance(Duration.ofMinutes(5));
    assertThat(upstream.client.knownAuthorization(PATH)).isEmpty();
  }

  @Test
  void nameAndPasswordGoToTheTokenServiceOnly() throws IOException {
    upstream.registry.access(RegistryAccess.Bearer.of("robot", "secret"));
    logIn("secret\n");
    found(upstream.manifest("v1"));
    assertThat(upstream.registry.log().of(Operation.TOKEN))
        .allMatch(request -> request.header("Authorization").orElse("").startsWith("Basic "));
    assertThat(upstream.registry.log().of(Operation.MANIFEST_GET))
        .noneMatch(request -> request.header("Authorization").orElse("").startsWith("Basic "));
  }

  @Test
  void changedPasswordFileIsReadAnew() throws IOException {
    upstream.registry.access(RegistryAccess.Bearer.of("robot", "new"));
    logIn("old");
    Fetch<FetchedManifest> outcome = upstream.manifest("v1");
    assertThat(outcome).isInstanceOf(Fetch.Denied.class);
    assertThat(((Fetch.Denied<FetchedManifest>) outcome).message())
        .contains("token service", "wrong name or password");
    password("new");
    found(upstream.manifest("v1"));
  }

  @Test
  void wrongPasswordIsShownToTheTokenServiceOnceForEachPull() throws IOException {
    upstream.registry.access(RegistryAccess.Bearer.of("robot", "secret"));
    logIn("wrong");
    for (int pull = 1; pull <= 3; pull++) {
      assertThat(upstream.manifest("v1")).isInstanceOf(Fetch.Denied.class);
      assertThat(tokens()).isEqualTo(pull);
    }
  }

  @Test
  void missingPasswordFileIsNamed() throws IOException {
    logIn("secret");
    Files.delete(folder.resolve("password"));
    assertTrouble(
        upstream.manifest("v1"), Fetch.Kind.UNREACHABLE, "password file", "credentials of");
  }

  @Test
  void basicChallengeIsAnsweredAndThenPreempted() throws IOException {
    upstream.registry.access(new RegistryAccess.Basic("robot", "secret"));
    logIn("secret");
    found(upstream.manifest("v1"));
    found(upstream.manifest("v1"));
    assertThat(pulls()).isEqualTo(3);
  }

  @Test
  void basicChallengeWithoutCredentialsIsDeniedWithTheChallenge() {
    upstream.registry.access(new RegistryAccess.Basic("robot", "secret"));
    Fetch<FetchedManifest> outcome = upstream.manifest("v1");
    assertThat(outcome).isInstanceOf(Fetch.Denied.class);
    assertThat(((Fetch.Denied<FetchedManifest>) outcome).challenge())
        .contains("Basic realm=\"memory\"");
    assertThat(pulls()).isEqualTo(1);
  }

  @Test
  void wrongPasswordIsTriedOnce() throws IOException {
    upstream.registry.access(new RegistryAccess.Basic("robot", "secret"));
    logIn("wrong");
    assertThat(upstream.manifest("v1")).isInstanceOf(Fetch.Denied.class);
    assertThat(pulls()).isEqualTo(2);
  }

  @Test
  void realmElsewhereGetsNothing() throws IOException {
    logIn("secret");
    try (MemoryRegistry thief = MemoryRegistry.start()) {
      String realm = thief.url().toString().replace("127.0.0.1", "localhost") + "/token";
      upstream.registry.access(
          new RegistryAccess.Bearer(
              "robot", "secret", true, Optional.of(realm), Duration.ofMinutes(5), true));
      assertTrouble(
          upstream.manifest("v1"), Fetch.Kind.UNTRUSTWORTHY, realm, "add 'localhost' to realms:");
      assertThat(thief.log().all()).isEmpty();
    }
  }

  @Test
  void realmElsewhereThatIsListedIsAsked() {
    try (MemoryRegistry tokens = MemoryRegistry.start()) {
      tokens.access(RegistryAccess.Bearer.forEverybody());
      String realm = tokens.url().toString().replace("127.0.0.1", "localhost") + "/token";
      upstream.registry.access(
          new RegistryAccess.Bearer(
              "robot", "secret", true, Optional.of(realm), Duration.ofMinutes(5), true));
      upstream.client =
          upstream.client(
              TestUpstream.withHosts(upstream.config(), List.of("localhost"), List.of()));
      upstream.manifest("v1");
      assertThat(tokens.log().count(Operation.TOKEN)).isEqualTo(1);
    }
  }

  @Test
  void credentialsNeverFollowARedirect() throws IOException {
    upstream.registry.access(new RegistryAccess.Basic("robot", "secret"));
    logIn("secret");
    try (MemoryRegistry cdn = MemoryRegistry.start()) {
      cdn.manifest(PATH, "v1", MediaTypes.OCI_MANIFEST, imageBytes("v1"));
      alterPulls(
          right ->
              right.status() == 401
                  ? right
                  : Reply.of(307).withHeader("Location", cdn.url() + "/v2/acme/app/manifests/v1"));
      found(upstream.manifest("v1"));
      SeenRequest seen = cdn.log().of(Operation.MANIFEST_GET).getFirst();
      assertThat(seen.header("Authorization")).isEmpty();
    }
  }

  @Test
  void challengeOfARedirectTargetIsNotAnswered() throws IOException {
    logIn("secret");
    try (MemoryRegistry cdn = MemoryRegistry.start()) {
      cdn.access(new RegistryAccess.Basic("robot", "secret"));
      alterPulls(
          right -> Reply.of(307).withHeader("Location", cdn.url() + "/v2/acme/app/manifests/v1"));
      assertTrouble(upstream.manifest("v1"), Fetch.Kind.UPSTREAM_ERROR, "redirects", "401");
      assertThat(cdn.log().all()).hasSize(1);
    }
  }

  @Test
  void redirectOfTheTokenServiceIsNotFollowed() {
    alterTokens(right -> Reply.of(307).withHeader("Location", "/elsewhere"));
    assertTrouble(upstream.manifest("v1"), Fetch.Kind.UNTRUSTWORTHY, "redirects");
    assertThat(upstream.registry.log().count(Operation.UNKNOWN)).isZero();
  }

  @Test
  void oversizeTokenAnswerIsNotRead() {
    alterTokens(right -> right.withBody(Bytes.wrap(new byte[1024 * 1024 + 1])));
    assertTrouble(upstream.manifest("v1"), Fetch.Kind.LIMIT);
  }

  @Test
  void brokenTokenAnswerIsUntrustworthyAndNotKept() {
    alterTokens(right -> right.withBody(Bytes.utf8("{\"token\":\"a b\"}")));
    assertTrouble(upstream.manifest("v1"), Fetch.Kind.UNTRUSTWORTHY, "no usable 'token'");
    upstream.registry.behave();
    found(upstream.manifest("v1"));
  }

  @Test
  void rateLimitOfTheTokenServiceCarriesRetryAfter() {
    alterTokens(right -> Reply.of(429).withHeader("Retry-After", "5"));
    Fetch<FetchedManifest> outcome = upstream.manifest("v1");
    assertTrouble(outcome, Fetch.Kind.RATE_LIMITED, "token service");
    assertThat(TestUpstream.retryAfter(outcome)).contains(Duration.ofSeconds(5));
  }

  @Test
  void noMoreIsAskedForThanToPull() {
    alterPulls(
        right ->
            right.status() != 401
                ? right
                : right.withHeader(
                    "WWW-Authenticate",
                    "Bearer realm=\""
                        + upstream.registry.url()
                        + "/token\",scope=\"repository:acme/app:pull,push repository:x:*\""));
    found(upstream.manifest("v1"));
    assertThat(upstream.registry.log().of(Operation.TOKEN).getFirst().parameter("scope"))
        .contains("repository:acme/app:pull");
  }

  @Test
  void brokenChallengeIsUntrustworthy() {
    alterPulls(right -> Reply.of(401).withHeader("WWW-Authenticate", "Bearer realm=\"x"));
    assertTrouble(upstream.manifest("v1"), Fetch.Kind.UNTRUSTWORTHY, "malformed");
  }

  @Test
  void refreshTokenGoesByPost() throws IOException {
    upstream.registry.access(RegistryAccess.Bearer.of("x", "refresh-me"));
    Path config =
        Files.writeString(
            folder.resolve("config.json"),
            "{\"auths\":{\""
                + upstream.registry.name()
                + "\":{\"auth\":\"eDp5\",\"identitytoken\":\"refresh-me\"}}}");
    upstream.client =
        upstream.client(
            TestUpstream.withCredentials(
                upstream.config(), new UpstreamCredentials.DockerConfig(config)));
    found(upstream.manifest("v1"));
    SeenRequest token = upstream.registry.log().of(Operation.TOKEN).getFirst();
    assertThat(token.method()).isEqualTo("POST");
    assertThat(token.body().toUtf8()).contains("grant_type=refresh_token", "service=memory");
  }

  @Test
  void tokenServiceThatIsGoneIsForgotten() {
    found(upstream.manifest("v1"));
    upstream.registry.access(new RegistryAccess.Open());
    upstream.ticker.advance(Duration.ofMinutes(10));
    upstream.manifest("v1");
    assertThat(found(upstream.manifest("v1")).content()).isEqualTo(imageBytes("v1"));
  }

  @Test
  void headerForOtherClientsComesFromMemory() {
    Optional<String> first = found(upstream.client.authorization(upstream.caller, PATH));
    assertThat(first.orElseThrow()).startsWith("Bearer token-1");
    assertThat(found(upstream.client.authorization(upstream.caller, PATH))).isEqualTo(first);
    upstream.client.forget(upstream.caller, PATH);
    assertThat(found(upstream.client.authorization(upstream.caller, PATH)).orElseThrow())
        .startsWith("Bearer token-2");
  }

  @Test
  void openRegistryWantsNoHeaderAndIsAskedOnce() {
    upstream.registry.access(new RegistryAccess.Open());
    assertThat(found(upstream.client.authorization(upstream.caller, PATH))).isEmpty();
    assertThat(found(upstream.client.authorization(upstream.caller, PATH))).isEmpty();
    assertThat(upstream.registry.log().count(Operation.PING)).isEqualTo(1);
  }
}
