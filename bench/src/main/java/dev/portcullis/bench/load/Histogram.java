package dev.portcullis.bench.load;

/** Counts durations in buckets that are at most 1.6 % wide, from one nanosecond to hours. */
final class Histogram {
  private static final int PARTS = 6;

  private final long[] counts = new long[64 << PARTS];
  private long total;

  void add(long nanos) {
    counts[bucket(Math.max(1, nanos))]++;
    total++;
  }

  /** Takes over what {@code other} counted. */
  void addAll(Histogram other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
    total += other.total;
  }

  long total() {
    return total;
  }

  Sample.Latency latency() {
    return new Sample.Latency(micros(0.50), micros(0.90), micros(0.99), micros(0.999));
  }

  /** The duration in microseconds that {@code share} of all do not exceed; 0 without any. */
  double micros(double share) {
    long wanted = (long) Math.ceil(total * share);
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= wanted && seen > 0) {
        return upper(i) / 1e3;
      }
    }
    return 0;
  }

  private static int bucket(long nanos) {
    int top = 63 - Long.numberOfLeadingZeros(nanos);
    if (top <= PARTS) {
      return (int) nanos;
    }
    int part = (int) (nanos >>> (top - PARTS)) & ((1 << PARTS) - 1);
    return ((top - PARTS + 1) << PARTS) + part;
  }

  private static double upper(int bucket) {
    if (bucket < (2 << PARTS)) {
      return bucket;
    }
    int shift = (bucket >>> PARTS) - 1;
    long part = bucket & ((1 << PARTS) - 1);
    return (double) (((1L << PARTS) + part + 1) << shift);
  }
}
