package dev.portcullis.proxy.record;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The last entries in memory, for whoever looks on. Thread-safe; adding never waits for long. */
public final class RecentEntries {
  /** How many are kept. */
  public static final int MOST = 4_000;

  private final ArrayDeque<RecordEntry> entries = new ArrayDeque<>();

  /** Adds the newest. */
  public void add(RecordEntry entry) {
    synchronized (entries) {
      if (entries.size() == MOST) {
        entries.removeFirst();
      }
      entries.addLast(entry);
    }
  }

  /**
   * Those that contain a text, newest first.
   *
   * @param text part of an image, tag, digest, client, signer, rule, decision or id; empty finds
   *     all
   * @param most at most so many
   */
  public List<RecordEntry> find(String text, int most) {
    String wanted = text.toLowerCase(Locale.ROOT);
    List<RecordEntry> found = new ArrayList<>();
    Iterator<RecordEntry> newest = all().reversed().iterator();
    while (newest.hasNext() && found.size() < most) {
      RecordEntry entry = newest.next();
      if (wanted.isEmpty() || words(entry).contains(wanted)) {
        found.add(entry);
      }
    }
    return found;
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
