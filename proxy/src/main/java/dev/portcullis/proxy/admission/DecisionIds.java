package dev.portcullis.proxy.admission;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Makes decision ids: short, unique in a fleet, safe in a header. Thread-safe. */
final class DecisionIds {
  private final String prefix;
  private final AtomicLong next = new AtomicLong();

  DecisionIds() {
    long random = new SecureRandom().nextLong() & 0xff_ffff_ffffL;
    this.prefix = Long.toString(random | 0x80_0000_0000L, 32);
  }

  String next() {
    return prefix + "-" + Long.toString(next.incrementAndGet(), 32);
  }
}
