package dev.portcullis.policy;

import dev.portcullis.verify.Origin;
import dev.portcullis.verify.Voucher;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Counts what one signer's requirement is met by, and says why the rest does not count. */
final class Tally {
  /** Reasons that are given for one requirement. */
  private static final int REASONS = 16;

  /** What becomes of an index whose rule leaves something to its manifests. */
  static final String DEFERRED = "each manifest of the index is judged when it is pulled";

  /** What to do where evidence must be on an index and none is known. */
  static final String NO_INDEX =
      "no index that lists it was admitted through this mirror; pull the image by its tag, or first"
          + " the index by its digest";

  private final Requirement.Single requirement;
  private final Signer signer;
  private final String act;
  private final List<String> reasons = new ArrayList<>();

  /** Why the rest does not count; written only where that is told. */
  private final List<Supplier<String>> others = new ArrayList<>();

  private final SortedSet<Counted> counted = new TreeSet<>();
  private final List<Backing.Vote> votes = new ArrayList<>();
  private final List<Backing.Vote> denied = new ArrayList<>();
  private String place = "";
  private boolean deferred;
  private boolean isDoubted;

  Tally(Requirement.Single requirement) {
    this.requirement = requirement;
    this.signer = requirement.by();
    this.act =
        switch (requirement) {
          case Requirement.Signature _ -> Counted.SIGNED;
          case Requirement.Attestation attestation -> attestation.type().word();
          case Requirement.Sbom _ -> "SBOM";
        };
  }

  /** What follows is about the digest that {@code name} names, to precede each reason. */
  void at(String name) {
    place = name;
  }

  /** Leaves it to each manifest of the index. */
  void deferred() {
    deferred = true;
    reasons.add(DEFERRED);
    votes.add(new Backing.Vote(signer.name(), Set.of()));
  }

  /** Notes that there is no index that could bring evidence. */
  void noIndex() {
    others.add(() -> NO_INDEX);
  }

  /** Meets the requirement without any evidence. */
  void waived(String why) {
    reasons.add(why);
    counted.add(new Counted(signer.name(), Counted.WAIVED, why));
    votes.add(new Backing.Vote(signer.name(), Set.of()));
  }

  /** Counts one fact. */
  void add(Origin origin, Voucher voucher, Standing standing) {
    String from = place;
    switch (standing) {
      case Standing.Counts(String with) -> {
        reasons.add(from + origin + ": signed with " + with);
        counted.add(new Counted(signer.name(), act, identity(voucher)));
        votes.add(vote(voucher));
      }
      case Standing.Revoked(String what) -> {
        denied.add(vote(voucher));
        others.add(() -> from + origin + ": signed by " + signer.name() + what);
      }
      case Standing.OutOfWindow(String why) ->
          others.add(() -> from + origin + ": signed with " + why);
      case Standing.Foreign(String expected) ->
          others.add(
              () ->
                  from
                      + origin
                      + ": signed by "
                      + Named.of(voucher).words()
                      + ", not "
                      + signer.name()
                      + (expected.isEmpty() ? "" : ": expected " + expected));
    }
  }

  private Backing.Vote vote(Voucher voucher) {
    return new Backing.Vote(signer.name(), Backing.marks(voucher));
  }

  private String identity(Voucher voucher) {
    return switch (signer) {
      case Signer.Keys _ -> "";
      case Signer.Keyless _, Signer.Notation _ -> Named.of(voucher).words();
    };
  }

  /** Notes that something might count, which cannot be told. */
  void doubted() {
    isDoubted = true;
  }

  /** Notes why what is the signer's does not count. */
  void otherwise(Origin origin, String why) {
    String from = place;
    others.add(() -> from + origin + ": by " + signer.name() + ", but " + why);
  }

  /** Notes a statement of another type than is required. */
  void otherType(Origin origin, String predicateType) {
    String from = place;
    others.add(
        () -> from + origin + ": attestation of type " + PredicateType.nameOf(predicateType));
  }

  /**
   * What it comes to.
   *
   * @param failures the candidates that broke a rule
   * @param couldCount whether the signer could vouch by further evidence
   * @param isSilent whether there may be evidence that was not seen
   */
  Evaluation.Result result(List<String> failures, boolean couldCount, boolean isSilent) {
    boolean met = deferred || !counted.isEmpty();
    List<String> told = met ? bounded(reasons) : bounded(others, failures);
    return new Evaluation.Result(
        new Explanation.Outcome(requirement.words(), met, told, List.of()),
        met,
        met || !denied.isEmpty(),
        met || couldCount,
        met || (couldCount && isSilent) || isDoubted || !denied.isEmpty(),
        Collections.unmodifiableSortedSet(counted),
        new Backing.Leaf(votes),
        new Backing.Leaf(Stream.concat(votes.stream(), denied.stream()).toList()));
  }

  private static List<String> bounded(List<Supplier<String>> reasons, List<String> more) {
    List<String> shown = new ArrayList<>();
    reasons.stream().limit(REASONS + 1L).map(Supplier::get).forEach(shown::add);
    more.stream().limit(Math.max(0, REASONS + 1L - shown.size())).forEach(shown::add);
    if (shown.size() > REASONS) {
      shown.set(REASONS, "and " + (reasons.size() + more.size() - REASONS) + " more");
    }
    return shown;
  }

  private static List<String> bounded(List<String> reasons) {
    if (reasons.size() <= REASONS) {
      return reasons;
    }
    List<String> shown = new ArrayList<>(reasons.subList(0, REASONS));
    shown.add("and " + (reasons.size() - REASONS) + " more");
    return shown;
  }
}
