package dev.portcullis.proxy.prefetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Reference;
import dev.portcullis.proxy.admission.Answer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PrefetcherTest {
  private final BlockingQueue<String> looked = new LinkedBlockingQueue<>();
  private final BlockingQueue<Prefetcher.Outcome> outcomes = new LinkedBlockingQueue<>();

  private static Reference image(String name) throws Exception {
    return Reference.parse("registry.test/" + name);
  }

  private Prefetcher prefetcher(CompletableFuture<Answer> answer, Duration... again) {
    return new Prefetcher(
        (repository, target) -> {
          looked.add(repository + ":" + target);
          return answer;
        },
        outcomes::add,
        List.of(again));
  }

  private static CompletableFuture<Answer> absent() {
    return CompletableFuture.completedFuture(new Answer.Absent("not there yet"));
  }

  @Test
  void imageThatIsNotAdmittedIsLookedAtAgainAFewTimes() throws Exception {
    try (Prefetcher prefetcher = prefetcher(absent(), Duration.ofMillis(1), Duration.ofMillis(2))) {
      prefetcher.accept(List.of(image("app:1")));

      for (int i = 0; i < 3; i++) {
        assertThat(outcomes.poll(10, TimeUnit.SECONDS)).isEqualTo(Prefetcher.Outcome.NOT_ADMITTED);
      }
      assertThat(outcomes.poll(100, TimeUnit.MILLISECONDS)).isNull();
      assertThat(looked).hasSize(3);
    }
  }

  @Test
  void failureIsCountedAndDoesNotEndTheRest() throws Exception {
    try (Prefetcher prefetcher =
        prefetcher(CompletableFuture.failedFuture(new IllegalStateException("a bug")))) {
      prefetcher.accept(List.of(image("app:1"), image("app:2")));

      assertThat(outcomes)
          .containsExactly(Prefetcher.Outcome.NOT_ADMITTED, Prefetcher.Outcome.NOT_ADMITTED);
    }
  }

  @Test
  void moreThanIsUnderWayAtOnceIsDroppedAndCounted() throws Exception {
    try (Prefetcher prefetcher = prefetcher(new CompletableFuture<>())) {
      Reference image = image("app:1");
      prefetcher.accept(Stream.generate(() -> image).limit(257).toList());

      assertThat(looked).hasSize(256);
      assertThat(outcomes).containsExactly(Prefetcher.Outcome.DROPPED);
    }
  }

  @Test
  void imagesThatAreKeptWarmAreLookedAtAgainAndAgainUntilTheyAreNot() throws Exception {
    try (Prefetcher prefetcher = prefetcher(absent(), Duration.ofMillis(1))) {
      prefetcher.reconfigure(new PrefetchConfig(List.of(image("app:1")), Duration.ofMillis(10)));
      for (int i = 0; i < 3; i++) {
        assertThat(looked.poll(10, TimeUnit.SECONDS)).isEqualTo("registry.test/app:1");
      }
      prefetcher.reconfigure(PrefetchConfig.NOTHING);
      Thread.sleep(50);
      looked.clear();
      assertThat(looked.poll(100, TimeUnit.MILLISECONDS)).isNull();
    }
  }
}
