package dev.portcullis.policy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.policy.condition.Condition;
import dev.portcullis.policy.condition.SoftwareBill;
import dev.portcullis.verify.Origin;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * What statements were found to say while a decision was made, so that it can be made again without
 * them: a statement may be an SBOM of fifty megabytes. Either it takes notes, or it answers out of
 * those that were taken, and then knows what it cannot answer. Not thread-safe.
 */
public final class Notes {
  private static final int KEY = 24;
  private static final String YES = "yes";
  private static final String NO = "no";
  private static final String UNREADABLE = "unreadable";

  private final boolean isReplay;
  private final SortedMap<String, String> taken;
  private final Set<String> doubtful;
  private final boolean isOpen;
  private final boolean hasSboms;
  private final SortedSet<String> doubts = new TreeSet<>();
  private boolean isUnsure;
  private Optional<Instant> lasts = Optional.empty();

  private Notes(
      boolean isReplay,
      Map<String, String> taken,
      Set<String> doubtful,
      boolean isOpen,
      boolean hasSboms) {
    this.hasSboms = hasSboms;
    this.isReplay = isReplay;
    this.taken = new TreeMap<>(taken);
    this.doubtful = Set.copyOf(doubtful);
    this.isOpen = isOpen;
  }

  /** Empty notes, which are then taken. */
  public static Notes taking() {
    return new Notes(false, Map.of(), Set.of(), false, true);
  }

  /**
   * Notes that were taken.
   *
   * @param taken the notes, by {@link #taken()}
   * @param doubtful the places of facts of which it is not known whether they still hold
   * @param isOpen whether there was evidence that did not count then, and might now
   * @param hasSboms whether SBOMs that are artifacts of their own were looked for
   */
  static Notes of(
      Map<String, String> taken, Set<Origin> doubtful, boolean isOpen, boolean hasSboms) {
    Set<String> places = new TreeSet<>();
    doubtful.forEach(origin -> places.add(origin.toString()));
    return new Notes(true, new HashMap<>(taken), places, isOpen, hasSboms);
  }

  /** The notes that were taken, each with a key that says what it is about. */
  public SortedMap<String, String> taken() {
    return Collections.unmodifiableSortedMap(taken);
  }

  /** What could not be answered out of the notes, for people. */
  SortedSet<String> doubts() {
    return Collections.unmodifiableSortedSet(doubts);
  }

  /** Whether what could not be answered might change the decision. */
  boolean isUnsure() {
    return isUnsure;
  }

  /** Notes how long what met its rule may meet it, whatever is answered about revocation. */
  void lasts(Optional<Instant> end) {
    lasts = end;
  }

  /**
   * The last instant at which what was admitted may still meet its rule, whatever is answered about
   * revocation; empty if there is no end, or if nobody need know it: by the rule no earlier
   * admission is ever enough.
   */
  public Optional<Instant> lasts() {
    return lasts;
  }

  /** Notes whether the decision could be another one, if what could not be answered were yes. */
  void concludes(boolean couldBeOtherwise) {
    isUnsure = couldBeOtherwise && !doubts.isEmpty();
  }

  /** Whether it is not known if the fact at {@code origin} still holds. */
  boolean isDoubtful(Origin origin, String signer) {
    boolean is = doubtful.contains(origin.toString());
    if (is) {
      doubts.add("whether what " + signer + " signed verifies by the new keys and roots");
    }
    return is;
  }

  /** Whether evidence that did not count then might be the word of {@code signer}. */
  boolean isOpenFor(Signer signer) {
    if (isOpen) {
      doubts.add(
          "whether evidence that did not verify is by " + signer.name() + " and verifies now");
    }
    return isOpen;
  }

  /** Whether there may be SBOM artifacts that nobody looked for. */
  boolean lacksSboms() {
    if (!hasSboms) {
      doubts.add("whether there is an SBOM that is an artifact of its own");
    }
    return !hasSboms;
  }

  /**
   * What {@code condition} says of the fact at {@code origin}.
   *
   * @param ask asks it
   * @return empty if it can neither be asked nor was noted
   */
  Optional<Condition.Answer> answer(
      Origin origin, String signer, Condition condition, Supplier<Condition.Answer> ask) {
    if (isReplay && !condition.asksForContent()) {
      return Optional.of(ask.get());
    }
    String key = key(origin + "\n" + signer + "\n" + condition.scoped());
    if (!isReplay) {
      Condition.Answer answer = ask.get();
      taken.put(
          key,
          switch (answer) {
            case Condition.Answer.Holds _ -> YES;
            case Condition.Answer.Fails _ -> NO;
            case Condition.Answer.Errs _ -> UNREADABLE;
          });
      return Optional.of(answer);
    }
    String noted = taken.getOrDefault(key, "");
    return switch (noted) {
      case YES -> Optional.of(new Condition.Answer.Holds());
      case NO -> Optional.of(new Condition.Answer.Fails());
      case UNREADABLE -> Optional.of(new Condition.Answer.Errs("as at the time"));
      default -> {
        doubts.add("whether " + condition.text());
        yield Optional.empty();
      }
    };
  }

  /** What came of reading an SBOM. */
  sealed interface Bill {
    /** It is in this format. */
    record InFormat(SoftwareBill.Format format) implements Bill {}

    /** It cannot be read. */
    record Unreadable(String why) implements Bill {}

    /** It was not read then, and is not there now. */
    record Gone() implements Bill {}
  }

  /** The SBOM at {@code origin}; {@code read} reads it. */
  Bill bill(Origin origin, Supplier<Bill> read) {
    String key = key(origin + "\nSBOM");
    if (!isReplay) {
      Bill bill = read.get();
      taken.put(
          key,
          switch (bill) {
            case Bill.InFormat(SoftwareBill.Format format) -> format.word();
            case Bill.Unreadable _, Bill.Gone _ -> UNREADABLE;
          });
      return bill;
    }
    String noted = taken.getOrDefault(key, "");
    for (SoftwareBill.Format format : SoftwareBill.Format.values()) {
      if (format.word().equals(noted)) {
        return new Bill.InFormat(format);
      }
    }
    if (noted.equals(UNREADABLE)) {
      return new Bill.Unreadable("as at the time");
    }
    doubts.add("whether an SBOM can be read");
    return new Bill.Gone();
  }

  private static String key(String about) {
    return Digest.sha256(Bytes.utf8(about)).hex().substring(0, KEY);
  }
}
