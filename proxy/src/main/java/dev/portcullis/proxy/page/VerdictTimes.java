package dev.portcullis.proxy.page;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How long verdicts have taken since the start.
 *
 * @param hot those from memory
 * @param cold all others
 * @param decisions how many answers there were of each kind
 */
public record VerdictTimes(Times hot, Times cold, Map<String, Long> decisions) {
  /** Copies the map. */
  public VerdictTimes {
    decisions = Map.copyOf(decisions);
  }

  /** What has come since {@code earlier}. */
  VerdictTimes since(VerdictTimes earlier) {
    Map<String, Long> more = new TreeMap<>(decisions);
    more.replaceAll((kind, count) -> count - earlier.decisions().getOrDefault(kind, 0L));
    return new VerdictTimes(hot.since(earlier.hot()), cold.since(earlier.cold()), more);
  }

  /**
   * A histogram.
   *
   * @param bounds the upper ends of the buckets in nanoseconds, ascending
   * @param counts how many took no longer than each
   * @param total how many there were
   */
  public record Times(List<Double> bounds, List<Long> counts, long total) {
    /** Copies the lists. */
    public Times {
      bounds = List.copyOf(bounds);
      counts = List.copyOf(counts);
      if (bounds.size() != counts.size()) {
        throw new IllegalArgumentException("each bucket has one count");
      }
    }

    private Times since(Times earlier) {
      if (earlier.bounds().size() != bounds.size()) {
        return this;
      }
      List<Long> more =
          java.util.stream.IntStream.range(0, counts.size())
              .mapToObj(i -> counts.get(i) - earlier.counts().get(i))
              .toList();
      return new Times(bounds, more, total - earlier.total());
    }

    /**
     * The time in nanoseconds that a share of all did not exceed, between the ends of its bucket by
     * proportion; the last bound for what lies beyond it, and {@link Double#NaN} of nothing.
     *
     * @param share above 0, up to 1
     */
    double quantile(double share) {
      if (total == 0 || bounds.isEmpty()) {
        return Double.NaN;
      }
      double rank = share * total;
      double below = 0;
      double from = 0;
      for (int i = 0; i < bounds.size(); i++) {
        double upTo = counts.get(i);
        if (upTo >= rank && upTo > below) {
          return from + ((bounds.get(i) - from) * ((rank - below) / (upTo - below)));
        }
        below = upTo;
        from = bounds.get(i);
      }
      return from;
    }
  }
}
