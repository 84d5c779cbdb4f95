package dev.portcullis.proxy.upstream;

import static dev.portcullis.proxy.upstream.TestUpstream.found;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.proxy.demo.Operation;
import dev.portcullis.proxy.demo.RegistryAccess;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AcquaintanceTest {
  private final TestUpstream upstream = new TestUpstream();
  private final Acquaintance acquaintance = Acquaintance.start(upstream.ticker);

  @AfterEach
  void close() {
    acquaintance.close();
    upstream.close();
  }

  private void meet(RegistryClient client) {
    acquaintance.meet(List.of(client));
    await(acquaintance::isQuiet);
  }

  private void keep() {
    acquaintance.keep();
    await(acquaintance::isQuiet);
  }

  private int greetings() {
    return upstream.registry.log().count(Operation.PING);
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  @Test
  void connectionsForAFirstPullAreOpenBeforeIt() {
    CountDownLatch all = new CountDownLatch(Acquaintance.CONNECTIONS);
    upstream.registry.misbehave(
        request -> {
          all.countDown();
          awaitAll(all);
          return Optional.empty();
        });
    meet(upstream.client);

    assertThat(greetings()).isEqualTo(Acquaintance.CONNECTIONS);
    await(
        () ->
            upstream.transport.base().connectionPool().idleConnectionCount()
                == Acquaintance.CONNECTIONS);
  }

  private static void awaitAll(CountDownLatch all) {
    try {
      assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatTheRegistryWantsToBeShownIsLearntAndNoTokenIsObtained() {
    upstream.image("v1");
    upstream.registry.access(RegistryAccess.Bearer.forEverybody());
    meet(upstream.client);
    assertThat(upstream.registry.log().count(Operation.TOKEN)).isZero();

    found(upstream.manifest("v1"));
    assertThat(upstream.registry.log().count(Operation.TOKEN)).isEqualTo(1);
    assertThat(upstream.registry.log().count(Operation.MANIFEST_GET)).isEqualTo(1);
  }

  @Test
  void upstreamInUseIsGreetedAgainAndAnotherIsNot() {
    meet(upstream.client);
    keep();
    assertThat(greetings()).isEqualTo(2 * Acquaintance.CONNECTIONS);

    upstream.ticker.advance(Duration.ofMinutes(15));
    keep();
    assertThat(greetings()).isEqualTo(2 * Acquaintance.CONNECTIONS);

    use(200);
    keep();
    assertThat(greetings()).isEqualTo(3 * Acquaintance.CONNECTIONS);
  }

  private void use(int status) {
    acquaintance.used(
        new UpstreamCall(
            UpstreamCall.Operation.MANIFEST,
            upstream.client.upstream().name(),
            status,
            Optional.empty(),
            1));
  }

  @Test
  void upstreamThatDoesNotAnswerIsLeftAloneUntilItIsUsed() {
    RegistryClient nobody =
        upstream.client(
            TestUpstream.at(upstream.registry.name(), URI.create("http://127.0.0.1:1")));
    meet(nobody);
    assertThat(upstream.calls)
        .hasSize(Acquaintance.CONNECTIONS)
        .allMatch(call -> call.trouble().isPresent());
    keep();
    assertThat(upstream.calls).hasSize(Acquaintance.CONNECTIONS);

    use(200);
    keep();
    assertThat(upstream.calls).hasSize(2 * Acquaintance.CONNECTIONS);
  }

  @Test
  void reloadGreetsOnlyWhomItBrings() {
    meet(upstream.client);
    meet(upstream.client);
    assertThat(greetings()).isEqualTo(Acquaintance.CONNECTIONS);

    acquaintance.meet(List.of());
    keep();
    assertThat(greetings()).isEqualTo(Acquaintance.CONNECTIONS);
  }
}
