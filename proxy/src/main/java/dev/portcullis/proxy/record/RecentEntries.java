package dev.portcullis.proxy.record;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** The last entries in memory, for whoever looks on. Thread-safe; adding never waits for long. */
public final class RecentEntries {
  /** How many are kept. */
  public static final int MOST = 4_000;

  private final ArrayDeque<RecordEntry> entries = new ArrayDeque<>();
  private long added;

  /** Adds the newest. */
  public void add(RecordEntry entry) {
    synchronized (entries) {
      if (entries.size() == MOST) {
        entries.removeFirst();
      }
      entries.addLast(entry);
      added++;
    }
  }

  /**
   * Some entries that match, newest first.
   *
   * @param entries those
   * @param matching how many match in all
   * @param newer how many that match are newer than these
   * @param older what to pass as {@code before} for the next ones; empty if there are none
   */
  public record Slice(List<RecordEntry> entries, int matching, int newer, OptionalLong older) {
    /** Copies the list. */
    public Slice {
      entries = List.copyOf(entries);
    }
  }

  /**
   * A part of those that contain a text; it stays where it is while new ones are added.
   *
   * @param text part of an image, tag, digest, client, signer, rule, decision or id; empty finds
   *     all
   * @param before where to continue, from {@link Slice#older}; {@link Long#MAX_VALUE} for the
   *     newest
   * @param most at most so many
   */
  public Slice slice(String text, long before, int most) {
    String wanted = text.toLowerCase(Locale.ROOT);
    List<RecordEntry> all;
    long number;
    synchronized (entries) {
      all = new ArrayList<>(entries);
      number = added;
    }
    List<RecordEntry> part = new ArrayList<>();
    int matching = 0;
    int newer = 0;
    OptionalLong last = OptionalLong.empty();
    OptionalLong older = OptionalLong.empty();
    for (RecordEntry entry : all.reversed()) {
      if (wanted.isEmpty() || words(entry).contains(wanted)) {
        matching++;
        if (number >= before) {
          newer++;
        } else if (part.size() < most) {
          part.add(entry);
          last = OptionalLong.of(number);
        } else {
          older = last;
        }
      }
      number--;
    }
    return new Slice(part, matching, newer, older);
  }

  /** Every entry, newest first. */
  public List<RecordEntry> newestFirst() {
    return all().reversed();
  }

  /** The entry of a decision that says most about it: the first one, with its trace. */
  public Optional<RecordEntry> decision(String id) {
    Optional<RecordEntry> any = Optional.empty();
    for (RecordEntry entry : all()) {
      if (entry.id().equals(id) && !entry.trace().isEmpty()) {
        return Optional.of(entry);
      } else if (entry.id().equals(id)) {
        any = Optional.of(entry);
      }
    }
    return any;
  }

  private List<RecordEntry> all() {
    synchronized (entries) {
      return new ArrayList<>(entries);
    }
  }

  private static String words(RecordEntry entry) {
    return String.join(
            "\n",
            entry.image(),
            entry.image() + ":" + entry.tag(),
            entry.digest(),
            entry.client(),
            entry.rule(),
            entry.decision(),
            entry.id(),
            String.join("\n", entry.signers()))
        .toLowerCase(Locale.ROOT);
  }
}
