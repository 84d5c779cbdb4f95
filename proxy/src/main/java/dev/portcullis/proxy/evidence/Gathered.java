package dev.portcullis.proxy.evidence;

import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Origin;
import dev.portcullis.verify.Unavailable;
import java.util.ArrayList;
import java.util.List;

/**
 * What one source, manifest or layer gave.
 *
 * @param candidates in the order in which they should be tried
 * @param unavailable what could not be asked
 */
record Gathered(List<Candidate> candidates, List<Unavailable> unavailable) {
  static final Gathered NOTHING = new Gathered(List.of(), List.of());

  Gathered {
    candidates = List.copyOf(candidates);
    unavailable = List.copyOf(unavailable);
  }

  static Gathered of(Candidate candidate) {
    return new Gathered(List.of(candidate), List.of());
  }

  static Gathered unusable(Origin origin, Failure failure) {
    return of(new Candidate.Unusable(origin, failure));
  }

  static Gathered unavailable(String source, String cause) {
    return new Gathered(List.of(), List.of(new Unavailable(source, cause)));
  }

  /** All of {@code parts}, in their order. */
  static Gathered all(List<Gathered> parts) {
    List<Candidate> candidates = new ArrayList<>();
    List<Unavailable> unavailable = new ArrayList<>();
    for (Gathered part : parts) {
      candidates.addAll(part.candidates());
      unavailable.addAll(part.unavailable());
    }
    return new Gathered(candidates, unavailable);
  }
}
