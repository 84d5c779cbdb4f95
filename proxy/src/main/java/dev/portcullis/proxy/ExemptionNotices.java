package dev.portcullis.proxy;

import dev.portcullis.policy.Exemption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of exemptions that will end within a week, once a day, and when they have ended, on a
 * thread of its own.
 */
final class ExemptionNotices implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ExemptionNotices.class);
  private static final Duration INTERVAL = Duration.ofMinutes(1);
  private static final Duration NOTICE = Duration.ofDays(7);

  private final Supplier<List<Exemption>> exemptions;
  private final InstantSource clock;
  private final Thread thread;
  private Set<String> told = Set.of();

  ExemptionNotices(Supplier<List<Exemption>> exemptions, InstantSource clock) {
    this.exemptions = exemptions;
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("exemptions").unstarted(this::watch);
  }

  static ExemptionNotices start(Supplier<List<Exemption>> exemptions, InstantSource clock) {
    ExemptionNotices notices = new ExemptionNotices(exemptions, clock);
    notices.thread.start();
    return notices;
  }

  private void watch() {
    try {
      while (true) {
        due().forEach(LOG::warn);
        Thread.sleep(INTERVAL);
      }
    } catch (InterruptedException e) {
      LOG.debug("exemptions are not watched any more");
    }
  }

  /** What is to be told now and was not told today. */
  List<String> due() {
    Instant now = clock.instant();
    List<String> due = new ArrayList<>();
    Set<String> known = new HashSet<>();
    for (Exemption each : exemptions.get()) {
      String what = "exemption of " + each.digest().shortened() + " (" + each.reason() + ")";
      boolean ended = !now.isBefore(each.expires());
      if (ended || now.plus(NOTICE).isAfter(each.expires())) {
        String text = what + (ended ? " has ended at " : " ends at ") + each.expires();
        String day = ended ? "" : now.atOffset(ZoneOffset.UTC).toLocalDate().toString();
        known.add(text + day);
        if (!told.contains(text + day)) {
          due.add(text);
        }
      }
    }
    told = known;
    return due;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
