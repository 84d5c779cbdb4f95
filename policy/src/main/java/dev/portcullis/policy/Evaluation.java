package dev.portcullis.policy;

import dev.portcullis.oci.Manifest;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.Unavailable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * One requirement tree against the facts about one subject, and about the index that lists it where
 * the requirement says so.
 */
final class Evaluation {
  private final Facts own;
  private final Optional<Facts> above;
  private final boolean isIndex;
  private final boolean spans;
  private final Notes notes;

  /**
   * An evaluation.
   *
   * @param own the facts about the subject
   * @param above the facts about an index that lists it, if one was admitted and is not denied
   * @param requirement what will be evaluated
   * @param notes what is noted on the way
   */
  Evaluation(
      Subject subject, Facts own, Optional<Facts> above, Requirement requirement, Notes notes) {
    this.notes = notes;
    this.own = own;
    this.isIndex = subject.manifest() instanceof Manifest.Index;
    this.above = above;
    this.spans = requirement.spans();
  }

  /**
   * What came of a requirement.
   *
   * @param outcome for people
   * @param met whether it is met
   * @param metUnlessDenied whether it would be met if nothing were denied
   * @param reachable whether further evidence could meet it
   * @param possible whether it could be met by anything that cannot be told, or but for the deny
   *     list
   * @param counted what was counted
   * @param backing what it rests on
   * @param unlessDenied what it would rest on if nothing were denied
   */
  record Result(
      Explanation.Outcome outcome,
      boolean met,
      boolean metUnlessDenied,
      boolean reachable,
      boolean possible,
      SortedSet<Counted> counted,
      Backing backing,
      Backing unlessDenied) {}

  Result evaluate(Requirement requirement) {
    return switch (requirement) {
      case Requirement.All all -> parts(all, all.of(), Math.max(1, all.of().size()));
      case Requirement.AtLeast some -> parts(some, some.of(), some.count());
      case Requirement.Single single -> single(single);
      case Requirement.Nothing nothing -> never(nothing);
    };
  }

  private static Result never(Requirement.Nothing nothing) {
    Backing none = new Backing.Leaf(List.of());
    return new Result(
        new Explanation.Outcome(nothing.words(), false, List.of(), List.of()),
        false,
        false,
        false,
        false,
        new TreeSet<>(),
        none,
        none);
  }

  private Result parts(Requirement whole, List<Requirement> parts, int needed) {
    List<Result> results = parts.stream().map(this::evaluate).toList();
    SortedSet<Counted> counted = new TreeSet<>();
    results.stream().filter(Result::met).forEach(result -> counted.addAll(result.counted()));
    Backing backing =
        new Backing.Parts(
            needed, results.stream().filter(Result::met).map(Result::backing).toList());
    Backing unlessDenied =
        new Backing.Parts(
            needed,
            results.stream().filter(Result::metUnlessDenied).map(Result::unlessDenied).toList());
    boolean distinct = whole instanceof Requirement.AtLeast && needed > 1;
    boolean met =
        results.stream().filter(Result::met).count() >= needed
            && (!distinct || backing.holdsForDistinct());
    return new Result(
        new Explanation.Outcome(
            whole.words(), met, List.of(), results.stream().map(Result::outcome).toList()),
        met,
        results.stream().filter(Result::metUnlessDenied).count() >= needed
            && (!distinct || unlessDenied.holdsForDistinct()),
        results.stream().filter(Result::reachable).count() >= needed,
        results.stream().filter(Result::possible).count() >= needed,
        counted,
        backing,
        unlessDenied);
  }

  private Result single(Requirement.Single requirement) {
    List<Facts> places = places(requirement.about());
    Tally tally = new Tally(requirement);
    List<String> failures = new ArrayList<>();
    for (Facts place : places) {
      String name = name(place);
      tally.at(name);
      switch (requirement) {
        case Requirement.Signature signature -> place.count(signature, tally);
        case Requirement.Attestation attestation -> place.count(attestation, tally);
        case Requirement.Sbom sbom -> place.count(sbom, tally);
      }
      place.failures().forEach(failure -> failures.add(name + failure));
    }
    if (defers(requirement.about())) {
      tally.deferred();
    }
    if (lacksIndex(requirement)) {
      tally.noIndex();
    }
    boolean couldCount = places.stream().anyMatch(place -> place.couldCount(requirement.by()));
    if (couldCount && notes.isOpenFor(requirement.by())) {
      tally.doubted();
    }
    return tally.result(failures, couldCount, isIncomplete());
  }

  /** About which digests evidence counts. An index in an index needs its own. */
  private List<Facts> places(Placement about) {
    if (isIndex) {
      return about == Placement.MANIFEST ? List.of() : List.of(own);
    }
    return switch (about) {
      case USUAL, EITHER -> Stream.concat(Stream.of(own), above.stream()).toList();
      case INDEX -> above.stream().toList();
      case MANIFEST -> List.of(own);
    };
  }

  /** Whether it is left to the manifests of this index, each of which is decided by itself. */
  private boolean defers(Placement about) {
    return isIndex
        && switch (about) {
          case USUAL, INDEX -> false;
          case MANIFEST, EITHER -> true;
        };
  }

  /** Whether a part of {@code requirement} asks for evidence on an index, and none is known. */
  boolean lacksIndex(Requirement requirement) {
    return !isIndex && above.isEmpty() && requirement.asksForIndex();
  }

  /** Which digest a reason is about, where that may be one of several. */
  private String name(Facts place) {
    if (!spans) {
      return "";
    }
    boolean index = isIndex || above.filter(place::equals).isPresent();
    return (index ? "on index " : "on manifest ") + place.digest().shortened() + ": ";
  }

  /** The facts about the subject. */
  Facts own() {
    return own;
  }

  /** The facts about an index that lists it, if any. */
  Optional<Facts> above() {
    return above;
  }

  private Stream<Facts> all() {
    return Stream.concat(Stream.of(own), above.stream());
  }

  /** The sources that were silent. */
  List<Unavailable> silent() {
    return all().flatMap(facts -> facts.silent().stream()).toList();
  }

  /** Notes whether {@code result} could be another one, if what cannot be told were yes. */
  void conclude(Result result) {
    notes.concludes(!result.met() && result.possible());
  }

  /** Notes how long a requirement that is met may be met, whatever is answered on revocation. */
  void noteEnd(Requirement requirement) {
    notes.lasts(all().flatMap(facts -> facts.ownEnds(requirement)).min(Comparator.naturalOrder()));
  }

  /** Whether a source was silent, so that there may be evidence that was not seen. */
  boolean isIncomplete() {
    return all().anyMatch(Facts::isIncomplete);
  }

  /** The last instant at which the outcome is sure to be the same. Empty if there is none. */
  Optional<Instant> validUntil(Requirement requirement, boolean met) {
    return all().flatMap(facts -> facts.ends(requirement, met)).min(Comparator.naturalOrder());
  }
}
