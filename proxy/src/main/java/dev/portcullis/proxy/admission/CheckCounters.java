package dev.portcullis.proxy.admission;

import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Finding;
import dev.portcullis.verify.Findings;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** How often evidence was verified, and what was wrong with it. Thread-safe. */
final class CheckCounters {
  private final LongAdder verifications = new LongAdder();
  private final Map<Failure.Code, LongAdder> failures = new EnumMap<>(Failure.Code.class);

  CheckCounters() {
    for (Failure.Code code : Failure.Code.values()) {
      failures.put(code, new LongAdder());
    }
  }

  void verifying() {
    verifications.increment();
  }

  void count(Findings findings) {
    for (Finding finding : findings.findings()) {
      finding
          .failure()
          .ifPresent(why -> Objects.requireNonNull(failures.get(why.code())).increment());
    }
  }

  /** The number of times that evidence was verified. */
  long verifications() {
    return verifications.sum();
  }

  /** The number of candidates that broke a rule of verification. */
  long failures(Failure.Code code) {
    return Objects.requireNonNull(failures.get(code)).sum();
  }
}
