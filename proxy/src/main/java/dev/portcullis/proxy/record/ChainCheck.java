package dev.portcullis.proxy.record;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds out whether the record is as it was written. It can tell that an entry was changed, is
 * missing or was moved, but not whether the end of a chain was cut off, or all of it written anew:
 * for that, compare its end with one that was noted elsewhere. Not thread-safe.
 */
public final class ChainCheck {
  /** How many problems are told. */
  private static final int MOST = 1_000;

  private final Finder finder;
  private final List<String> problems = new ArrayList<>();
  private final Map<String, Chain> ends = new TreeMap<>();
  private final Map<String, Long> cuts = new HashMap<>();
  private final List<Unfollowed> unfollowed = new ArrayList<>();
  private Optional<StoredEntry> before = Optional.empty();
  private Optional<StoredEntry> beginning = Optional.empty();
  private long entries;
  private long gaps;

  /** An entry that does not follow the one before it. */
  private record Unfollowed(StoredEntry entry, long after) {}

  /** Finds where a chain has a hash. */
  @FunctionalInterface
  interface Finder {
    /**
     * The number of the entry with {@code hash} in the chain of {@code writer}, if there is one.
     */
    Optional<Long> find(String writer, String hash);
  }

  ChainCheck(Finder finder) {
    this.finder = finder;
  }

  /** Takes the next entry, in the order of writers and numbers. */
  void accept(StoredEntry stored) {
    if (before.isPresent() && !before.get().writer().equals(stored.writer())) {
      end();
    }
    entries++;
    RecordEntry entry = stored.entry();
    if (!Chain.hash(stored.prev(), entry).equals(stored.hash())) {
      problem(name(stored) + " was changed");
    }
    if (before.isEmpty()) {
      beginning = Optional.of(stored);
      if (stored.seq() == 1 && !stored.prev().equals(Chain.START)) {
        unfollowed.add(new Unfollowed(stored, 0));
      }
    } else {
      follow(before.get(), stored);
    }
    if (entry.kind() == RecordEntry.Kind.CUT && entry.basis().isEmpty()) {
      cuts.put(entry.id() + ":" + entry.revision(), stored.seq());
    }
    if (entry.kind() == RecordEntry.Kind.GAP) {
      gaps += entry.pulls();
    }
    ends.put(stored.writer(), new Chain(stored.seq(), stored.hash()));
    before = Optional.of(stored);
  }

  private void follow(StoredEntry last, StoredEntry stored) {
    if (stored.seq() != last.seq() + 1) {
      long from = last.seq() + 1;
      long to = stored.seq() - 1;
      problem(
          (from == to ? "entry " + from + " is" : "entries " + from + " to " + to + " are")
              + " missing from chain "
              + stored.writer());
    } else if (!stored.prev().equals(last.hash())) {
      unfollowed.add(new Unfollowed(stored, last.seq()));
    }
  }

  /** Ends a chain. */
  void end() {
    for (Unfollowed one : unfollowed) {
      Optional<Long> rightful = finder.find(one.entry().writer(), one.entry().prev());
      problem(
          rightful.isEmpty()
              ? name(one.entry())
                  + " does not follow entry "
                  + one.after()
                  + ": an entry between them is missing, or entry "
                  + one.after()
                  + " was replaced"
              : name(one.entry()) + " was moved: it belongs after entry " + rightful.get());
    }
    beginning.filter(first -> first.seq() > 1).ifPresent(this::accountForBeginning);
    unfollowed.clear();
    cuts.clear();
    before = Optional.empty();
    beginning = Optional.empty();
  }

  private void accountForBeginning(StoredEntry first) {
    long missing = first.seq() - 1;
    if (!cuts.containsKey(missing + ":" + first.prev())) {
      problem(
          (missing == 1 ? "entry 1 is" : "entries 1 to " + missing + " are")
              + " missing from chain "
              + first.writer()
              + ", and no entry says that they had been kept long enough");
    }
  }

  private void problem(String text) {
    if (problems.size() < MOST) {
      problems.add(text);
    } else if (problems.size() == MOST) {
      problems.add("and more");
    }
  }

  private static String name(StoredEntry stored) {
    RecordEntry entry = stored.entry();
    return "entry "
        + stored.seq()
        + " of chain "
        + stored.writer()
        + " ("
        + entry.last()
        + (entry.id().isEmpty() ? "" : ", decision " + entry.id())
        + (entry.image().isEmpty() ? "" : ", " + entry.reference())
        + ")";
  }

  /** What is wrong, each in a sentence without a final stop; empty if all is as it was written. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  /** The end of each chain, by writer. */
  public Map<String, Chain> ends() {
    return Map.copyOf(ends);
  }

  /** The number of entries that were checked. */
  public long entries() {
    return entries;
  }

  /** The number of pulls that the record itself says are missing from it. */
  public long unrecorded() {
    return gaps;
  }
}
