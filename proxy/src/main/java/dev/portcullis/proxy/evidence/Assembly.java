package dev.portcullis.proxy.evidence;

import dev.portcullis.oci.Limits;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Evidence;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Origin;
import dev.portcullis.verify.Unavailable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Puts together what the sources gave: each layer once, each unavailable source once, and at most
 * {@link Limits#CANDIDATES}. Where there are more, every source has its turn, so that a flood in
 * one cannot drive out another.
 */
final class Assembly {
  private Assembly() {}

  /** The evidence of {@code sources}, in their order. */
  static Evidence of(List<Gathered> sources) {
    Set<Object> seen = new HashSet<>();
    List<List<Candidate>> distinct = new ArrayList<>();
    Set<Unavailable> unavailable = new LinkedHashSet<>();
    int total = 0;
    for (Gathered source : sources) {
      List<Candidate> own = new ArrayList<>();
      for (Candidate candidate : source.candidates()) {
        if (seen.add(key(candidate))) {
          own.add(candidate);
        }
      }
      distinct.add(own);
      total += own.size();
      unavailable.addAll(source.unavailable());
    }
    List<Candidate> candidates =
        total <= Limits.CANDIDATES
            ? distinct.stream().flatMap(List::stream).toList()
            : inTurns(distinct, total);
    return new Evidence(candidates, List.copyOf(unavailable));
  }

  /**
   * A layer is the same whichever way it was found; what has no manifest is told apart by source.
   * One that could not be read must not stand for the same one read well.
   */
  private static Object key(Candidate candidate) {
    Origin origin = candidate.origin();
    Object place =
        origin.manifest().isPresent() ? List.of(origin.manifest().get(), origin.layer()) : origin;
    return List.of(place, candidate instanceof Candidate.Unusable);
  }

  private static List<Candidate> inTurns(List<List<Candidate>> sources, int total) {
    List<Candidate> chosen = new ArrayList<>();
    for (int turn = 0; chosen.size() < Limits.CANDIDATES - 1; turn++) {
      for (List<Candidate> source : sources) {
        if (turn < source.size() && chosen.size() < Limits.CANDIDATES - 1) {
          chosen.add(source.get(turn));
        }
      }
    }
    Origin last = chosen.getLast().origin();
    chosen.add(
        new Candidate.Unusable(
            last,
            Failure.of(
                Failure.Code.LIMIT,
                "not all evidence was tried",
                "at most " + Limits.CANDIDATES + " pieces",
                Integer.toString(total))));
    return chosen;
  }
}
