package dev.portcullis.proxy.record;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The last entries in memory, for whoever looks on. Thread-safe; adding never waits for long. Equal
 * texts are held once and traces compressed, so that a full house takes some megabytes.
 */
public final class RecentEntries {
  /** How many are kept. */
  public static final int MOST = 10_000;

  private static final int SHARED_TEXTS = 4096;

  private final ArrayDeque<HeldEntry> entries = new ArrayDeque<>();
  private final Map<String, String> texts =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > SHARED_TEXTS;
        }
      };
  private long added;

  /** Adds the newest. */
  public void add(RecordEntry whole) {
    synchronized (entries) {
      HeldEntry entry = HeldEntry.of(whole, this::shared);
      if (entries.size() == MOST) {
        entries.removeFirst();
      }
      entries.addLast(entry);
      added++;
    }
  }

  private String shared(String text) {
    return Objects.requireNonNullElse(texts.putIfAbsent(text, text), text);
  }

  /**
   * Some entries that match, newest first, without their traces.
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
    List<HeldEntry> all;
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
    for (HeldEntry held : all.reversed()) {
      RecordEntry entry = held.entry();
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

  /** Every entry, newest first, without its trace. */
  public List<RecordEntry> newestFirst() {
    return all().reversed().stream().map(HeldEntry::entry).toList();
  }

  /** The entry of a decision that says most about it: the first one, with its trace. */
  public Optional<RecordEntry> decision(String id) {
    Optional<HeldEntry> any = Optional.empty();
    for (HeldEntry held : all()) {
      if (held.entry().id().equals(id)) {
        any = Optional.of(held);
        if (held.hasTrace()) {
          break;
        }
      }
    }
    return any.map(HeldEntry::whole);
  }

  private List<HeldEntry> all() {
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
