package dev.portcullis.proxy.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Reference;
import dev.portcullis.proxy.demo.MemoryRegistry;
import dev.portcullis.proxy.demo.Misbehaviour;
import dev.portcullis.proxy.demo.Operation;
import dev.portcullis.proxy.demo.Reply;
import dev.portcullis.proxy.upstream.Caller;
import dev.portcullis.proxy.upstream.Fetch;
import dev.portcullis.proxy.upstream.RegistryClient;
import dev.portcullis.proxy.upstream.Timeouts;
import dev.portcullis.proxy.upstream.Transport;
import dev.portcullis.proxy.upstream.UpstreamConfig;
import dev.portcullis.verify.lab.LabArtifact;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long a tag's digest is believed, with background work that runs when the test says so. */
class TagFreshnessTest {
  private static final Duration TTL = Duration.ofSeconds(60);
  private static final Reference.Tag TAG = new Reference.Tag("v1");

  private final MemoryRegistry registry = MemoryRegistry.start();
  private final Transport transport = new Transport(Timeouts.DEFAULT);
  private final TestClock clock = new TestClock();
  private final Queue<Runnable> background = new ArrayDeque<>();
  private final TagResolver tags = new TagResolver(background::add, clock);
  private final RegistryClient client = new RegistryClient(upstream(), transport);
  private final Digest first = push("first");

  @AfterEach
  void close() {
    transport.close();
    registry.close();
  }

  private UpstreamConfig upstream() {
    UpstreamConfig usual = UpstreamConfig.of("registry.test", registry.url());
    return new UpstreamConfig(
        usual.name(),
        usual.url(),
        usual.isDefault(),
        usual.credentials(),
        TTL,
        usual.signatures(),
        usual.writes(),
        usual.realms(),
        usual.redirects(),
        usual.ca());
  }

  private Digest push(String label) {
    LabArtifact image = LabArtifact.image(label);
    return registry.manifest(
        Gate.APP.path(), TAG.name(), image.manifest().mediaType(), image.manifest().raw());
  }

  @BeforeEach
  void resolveOnce() {
    var resolved = tags.resolve(Gate.APP, TAG, Caller.proxy(), client);
    work();
    assertThat(Gate.await(resolved)).isEqualTo(new Fetch.Found<>(first));
  }

  private Optional<Digest> fresh() {
    return tags.fresh(Gate.APP, TAG, Caller.proxy(), client);
  }

  private void work() {
    while (!background.isEmpty()) {
      background.remove().run();
    }
  }

  private int heads() {
    return registry.log().count(Operation.MANIFEST_HEAD);
  }

  @Test
  void firstHalfOfItsTimeAsksNobody() {
    push("second");
    clock.advance(TTL.dividedBy(2).minusMillis(1));

    assertThat(fresh()).contains(first);
    assertThat(background).isEmpty();
  }

  @Test
  void secondHalfAnswersFromMemoryAndAsksOnceInTheBackground() {
    Digest second = push("second");
    clock.advance(TTL.dividedBy(2));

    assertThat(fresh()).contains(first);
    assertThat(fresh()).contains(first);
    assertThat(background).hasSize(1);
    work();

    assertThat(heads()).isEqualTo(2);
    assertThat(fresh()).contains(second);
    assertThat(background).isEmpty();
  }

  @Test
  void whoeverAsksMeanwhileSharesOneHead() {
    List<CompletableFuture<Fetch<Digest>>> asked = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      asked.add(tags.resolve(Gate.APP, TAG, Caller.proxy(), client));
    }
    work();

    assertThat(asked)
        .allSatisfy(one -> assertThat(Gate.await(one)).isEqualTo(new Fetch.Found<>(first)));
    assertThat(heads()).isEqualTo(2);
  }

  @Test
  void endOfItsTimeIsTheEndWhateverHappensInTheBackground() {
    clock.advance(TTL.dividedBy(2));
    assertThat(fresh()).contains(first);
    clock.advance(TTL.dividedBy(2));

    assertThat(fresh()).isEmpty();
  }

  @Test
  void troubleInTheBackgroundDoesNotMakeItOlderOrYounger() {
    clock.advance(TTL.dividedBy(2));
    registry.misbehave(request -> Optional.of(Misbehaviour.answer(Reply.of(500))));
    assertThat(fresh()).contains(first);
    work();

    assertThat(fresh()).contains(first);
    clock.advance(TTL.dividedBy(2));
    assertThat(fresh()).isEmpty();
  }

  @Test
  void tagThatIsGoneIsForgottenAtOnce() {
    registry.untag(Gate.APP.path(), TAG.name());
    clock.advance(TTL.dividedBy(2));
    assertThat(fresh()).contains(first);
    work();

    assertThat(fresh()).isEmpty();
  }

  @Test
  void zeroAlwaysAsks() {
    RegistryClient strict =
        new RegistryClient(UpstreamConfig.of("registry.test", registry.url()), transport);

    assertThat(tags.fresh(Gate.APP, TAG, Caller.proxy(), strict)).isEmpty();
  }
}
