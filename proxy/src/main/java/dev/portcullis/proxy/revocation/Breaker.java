package dev.portcullis.proxy.revocation;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Spares hosts that do not answer: after three failures in a row a host is not asked for 30
 * seconds, doubled each time up to five minutes; then one request tries. Thread-safe.
 */
final class Breaker {
  private static final int FAILURES = 3;
  private static final Duration FIRST = Duration.ofSeconds(30);
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final int MOST_HOSTS = 4096;

  private final ConcurrentHashMap<String, Host> hosts = new ConcurrentHashMap<>();

  /**
   * A host that has failed.
   *
   * @param failures in a row
   * @param until when it may be asked again, in milliseconds since 1970
   */
  private record Host(int failures, long until) {
    boolean isOpen(long millis) {
      return failures >= FAILURES && millis < until;
    }
  }

  /** Whether {@code host} may be asked; where it is open, the one that asks next is let through. */
  boolean permits(String host, long millis) {
    Host known = hosts.get(host);
    if (known == null || known.failures() < FAILURES) {
      return true;
    }
    if (known.isOpen(millis)) {
      return false;
    }
    // Only one thread gets to try: the others find it closed for another period.
    Host trying = new Host(known.failures(), millis + wait(known.failures()));
    return hosts.replace(host, known, trying);
  }

  void succeeded(String host) {
    hosts.remove(host);
  }

  void failed(String host, long millis) {
    if (hosts.size() >= MOST_HOSTS) {
      hosts.values().removeIf(known -> !known.isOpen(millis));
    }
    hosts.merge(
        host,
        new Host(1, 0),
        (known, one) -> {
          int failures = known.failures() + 1;
          return new Host(failures, failures < FAILURES ? 0 : millis + wait(failures));
        });
  }

  private static long wait(int failures) {
    long doubled = FIRST.toMillis() << Math.min(failures - FAILURES, 10);
    return Math.min(doubled, LONGEST.toMillis());
  }

  /** The hosts whose last answer was a failure, by name. */
  List<ResponderReport> failing(long millis) {
    return hosts.entrySet().stream()
        .map(
            host ->
                new ResponderReport(
                    host.getKey(),
                    host.getValue().failures(),
                    host.getValue().isOpen(millis)
                        ? Optional.of(Instant.ofEpochMilli(host.getValue().until()))
                        : Optional.empty()))
        .sorted(Comparator.comparing(ResponderReport::host))
        .toList();
  }

  /** The number of hosts that are not asked at present. */
  long open(long millis) {
    return hosts.values().stream().filter(host -> host.isOpen(millis)).count();
  }
}
