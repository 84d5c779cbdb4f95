package dev.portcullis.proxy.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EvidenceMemoryTest {
  private static final long MIB = 1024 * 1024;
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

  private final EvidenceMemory memory = new EvidenceMemory(10 * MIB);

  @Test
  void signaturesAreNotCounted() throws InterruptedException {
    try (EvidenceLease lease = new EvidenceLease(memory)) {
      for (int i = 0; i < 16; i++) {
        assertThat(lease.take(10_000, 0)).isTrue();
      }
      assertThat(memory.used()).isZero();
    }
  }

  @Test
  void whoIsLateHasToWaitAndWhoIsFirstMayAlwaysHaveMore() throws InterruptedException {
    try (EvidenceLease second = new EvidenceLease(memory)) {
      try (EvidenceLease first = new EvidenceLease(memory)) {
        assertThat(first.take(6 * MIB, 0)).isTrue();
        assertThat(second.take(4 * MIB, 0)).isTrue();
        assertThat(second.take(MIB, 0)).isFalse();
        assertThat(first.take(50 * MIB, 0)).isTrue();
        assertThat(memory.used()).isEqualTo(60 * MIB);
      }
      assertThat(second.take(50 * MIB, 0)).isTrue();
    }
    assertThat(memory.used()).isZero();
  }

  @Test
  void oneThatIsLargerThanTheWholeCapacityHasItToItself() throws InterruptedException {
    try (EvidenceLease large = new EvidenceLease(memory);
        EvidenceLease small = new EvidenceLease(memory)) {
      assertThat(large.take(70 * MIB, 0)).isTrue();
      assertThat(small.take(MIB, 0)).isFalse();
    }
  }

  @Test
  void closedLeaseTakesNothing() throws InterruptedException {
    EvidenceLease lease = new EvidenceLease(memory);
    lease.close();
    assertThat(lease.take(MIB, PATIENCE)).isFalse();
    assertThat(lease.take(1, PATIENCE)).isFalse();
    assertThat(memory.used()).isZero();
  }

  /** Each takes in two steps what together is far beyond the capacity: nobody waits for ever. */
  @Test
  void everyoneHasTheirTurnAndTheBoundHolds() throws Exception {
    AtomicLong most = new AtomicLong();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> all = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        all.add(
            threads.submit(
                () -> {
                  try (EvidenceLease lease = new EvidenceLease(memory)) {
                    boolean taken = lease.take(4 * MIB, PATIENCE) && lease.take(8 * MIB, PATIENCE);
                    most.accumulateAndGet(memory.used(), Math::max);
                    return taken;
                  }
                }));
      }
      for (Future<Boolean> each : all) {
        assertThat(each.get()).isTrue();
      }
    }
    assertThat(most.get()).isLessThanOrEqualTo(10 * MIB + 12 * MIB);
    assertThat(memory.used()).isZero();
  }
}
