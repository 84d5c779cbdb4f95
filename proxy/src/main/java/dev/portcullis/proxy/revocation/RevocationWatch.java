package dev.portcullis.proxy.revocation;

import dev.portcullis.verify.x509.RevocationAnswers;
import dev.portcullis.verify.x509.RevocationStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The cells that a verdict rests on, with what they held when it was reached. Event loops ask it on
 * every use of the verdict: it takes no lock, makes no garbage and looks at no clock.
 */
public final class RevocationWatch {
  /** Rests on nothing. */
  public static final RevocationWatch NONE =
      new RevocationWatch(List.of(), List.of(), 0, new RevocationCounters(_ -> {}));

  private static final int GOOD = CellStatus.GOOD.badness();
  private static final int HOLD = CellStatus.HOLD.badness();

  private final RevocationCell[] cells;
  private final RevocationStatus[] seen;
  private final int[] worst;
  private final long grace;
  private final RevocationCounters counters;

  /**
   * A watch.
   *
   * @param seen what each cell was taken to hold, in the same order
   * @param grace how long good is used past its end, in milliseconds
   */
  RevocationWatch(
      List<RevocationCell> cells,
      List<RevocationStatus> seen,
      long grace,
      RevocationCounters counters) {
    this.cells = cells.toArray(RevocationCell[]::new);
    this.seen = seen.toArray(RevocationStatus[]::new);
    this.worst =
        seen.stream()
            .mapToInt(status -> CellState.of(status, Instant.EPOCH).kind().badness())
            .toArray();
    this.grace = grace;
    this.counters = counters;
  }

  /** A watch over what both rest on. */
  public RevocationWatch and(RevocationWatch other) {
    if (other.isEmpty()) {
      return this;
    }
    return isEmpty()
        ? other
        : new RevocationWatch(
            Stream.concat(Arrays.stream(cells), Arrays.stream(other.cells)).toList(),
            Stream.concat(Arrays.stream(seen), Arrays.stream(other.seen)).toList(),
            grace,
            counters);
  }

  /** Whether it rests on nothing, so that {@link #holds} need not be asked. */
  public boolean isEmpty() {
    return cells.length == 0;
  }

  /**
   * Whether nothing that it rests on has become worse.
   *
   * @param millis now, in milliseconds since 1970
   */
  public boolean holds(long millis) {
    for (int i = 0; i < cells.length; i++) {
      CellState now = cells[i].state();
      int kind = now.kind().badness();
      if (kind > worst[i]) {
        counters.turned(cells[i], now, millis);
        return false;
      }
      if (kind == GOOD && worst[i] == GOOD && millis > now.validUntil()) {
        if (millis - now.validUntil() > grace) {
          return false;
        }
        counters.stale(cells[i], millis);
      }
      if (kind >= HOLD && !now.status().equals(seen[i])) {
        return false;
      }
    }
    return true;
  }

  /** What it rests on, for the store of verdicts. */
  public List<SavedCell> saved() {
    List<SavedCell> saved = new ArrayList<>(cells.length);
    for (int i = 0; i < cells.length; i++) {
      saved.add(new SavedCell(cells[i].key(), CellState.of(seen[i], Instant.EPOCH).kind()));
    }
    return saved;
  }

  /** A watch over {@code cells} that were taken to hold {@code answers}. */
  static RevocationWatch over(
      List<RevocationCell> cells,
      RevocationAnswers answers,
      long grace,
      RevocationCounters counters) {
    List<RevocationStatus> seen = new ArrayList<>(cells.size());
    for (RevocationCell cell : cells) {
      RevocationStatus status = answers.statuses().get(cell.key());
      seen.add(status == null ? RevocationStatus.Unknown.because(CellState.NOT_ASKED) : status);
    }
    return new RevocationWatch(cells, seen, grace, counters);
  }
}
