package dev.portcullis.proxy.upstream;

import static dev.portcullis.proxy.upstream.TestUpstream.PATH;
import static dev.portcullis.proxy.upstream.TestUpstream.found;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.proxy.demo.Misbehaviour;
import dev.portcullis.proxy.demo.Operation;
import dev.portcullis.proxy.demo.RegistryAccess;
import dev.portcullis.proxy.demo.Reply;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long a token is used, and when it is renewed. */
class TokenLifetimeTest {
  private final TestUpstream upstream = new TestUpstream();

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

  private void failToGiveTokens() {
    upstream.registry.misbehave(
        request ->
            request.operation() == Operation.TOKEN
                ? Optional.of(new Misbehaviour.Alter(reply -> Reply.of(500)))
                : Optional.empty());
  }

  @Test
  void tokenWithoutStatedLifetimeIsReplacedWithinAMinute() {
    upstream.registry.access(
        new RegistryAccess.Bearer(
            "nobody", "", true, Optional.empty(), Duration.ofMinutes(5), false));
    found(upstream.manifest("v1"));
    upstream.ticker.advance(Duration.ofSeconds(35));
    found(upstream.manifest("v1"));
    assertThat(tokens()).isEqualTo(1);
    upstream.ticker.advance(Duration.ofSeconds(14));
    found(upstream.manifest("v1"));
    assertThat(tokens()).isEqualTo(2);
  }

  @Test
  void tokenInUseIsRenewedBehindItsUsersBeforeItsTimeIsOver() {
    found(upstream.manifest("v1"));
    Optional<Shown> first = upstream.client.knownAuthorization(PATH);
    upstream.ticker.advance(Duration.ofSeconds(225));
    assertThat(upstream.client.knownAuthorization(PATH)).isPresent();
    await(() -> !upstream.client.knownAuthorization(PATH).equals(first));
    assertThat(tokens()).isEqualTo(2);

    upstream.ticker.advance(Duration.ofSeconds(225));
    upstream.registry.log().clear();
    found(upstream.manifest("v1"));
    await(() -> tokens() == 1);
    assertThat(upstream.registry.log().of(Operation.MANIFEST_GET)).hasSize(1);
  }

  @Test
  void renewalThatFailsLeavesTheTokenInUse() {
    found(upstream.manifest("v1"));
    failToGiveTokens();
    upstream.ticker.advance(Duration.ofSeconds(225));
    found(upstream.manifest("v1"));
    await(() -> tokens() == 2);
    found(upstream.manifest("v1"));
    assertThat(pulls()).isEqualTo(4);
    assertThat(tokens()).isEqualTo(2);
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }
}
