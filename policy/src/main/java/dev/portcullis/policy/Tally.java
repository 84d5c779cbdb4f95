package dev.portcullis.policy;

import dev.portcullis.verify.Origin;
import dev.portcullis.verify.Voucher;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
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
  private final List<String> others = new ArrayList<>();
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
    others.add(NO_INDEX);
  }

  /** Meets the requirement without any evidence. */
  void waived(String why) {
    reasons.add(why);
    counted.add(new Counted(signer.name(), Counted.WAIVED, why));
    votes.add(new Backing.Vote(signer.name(), Set.of()));
  }

  /** Counts one fact. */
  void add(Origin origin, Voucher voucher, Standing standing) {
    Named by = Named.of(voucher);
    Backing.Vote vote = new Backing.Vote(signer.name(), Backing.marks(voucher));
    String from = place + origin + ": ";
    switch (standing) {
      case Standing.Counts(String with) -> {
        reasons.add(from + "signed with " + with);
        counted.add(new Counted(signer.name(), act, identity(by)));
        votes.add(vote);
      }
      case Standing.Revoked(String what) -> {
        denied.add(vote);
        others.add(from + "signed by " + signer.name() + what);
      }
      case Standing.OutOfWindow(String why) -> others.add(from + "signed with " + why);
      case Standing.Foreign(String expected) ->
          others.add(
              from
                  + "signed by "
                  + by.words()
                  + ", not "
                  + signer.name()
                  + (expected.isEmpty() ? "" : ": expected " + expected));
    }
  }

  private String identity(Named by) {
    return switch (signer) {
      case Signer.Keys _ -> "";
      case Signer.Keyless _, Signer.Notation _ -> by.words();
    };
  }

  /** Notes that something might count, which cannot be told. */
  void doubted() {
    isDoubted = true;
  }

  /** Notes why what is the signer's does not count. */
  void otherwise(Origin origin, String why) {
    others.add(place + origin + ": by " + signer.name() + ", but " + why);
  }

  /** Notes a statement of another type than is required. */
  void otherType(Origin origin, String predicateType) {
    others.add(place + origin + ": attestation of type " + PredicateType.nameOf(predicateType));
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
    others.addAll(failures);
    return new Evaluation.Result(
        new Explanation.Outcome(
            requirement.words(), met, bounded(met ? reasons : others), List.of()),
        met,
        met || !denied.isEmpty(),
        met || couldCount,
        met || (couldCount && isSilent) || isDoubted || !denied.isEmpty(),
        Collections.unmodifiableSortedSet(counted),
        new Backing.Leaf(votes),
        new Backing.Leaf(Stream.concat(votes.stream(), denied.stream()).toList()));
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
