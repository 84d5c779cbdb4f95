package dev.portcullis.proxy.admission;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.policy.Decision;
import dev.portcullis.policy.Explanation;
import java.util.List;
import java.util.Set;

/**
 * Has verdicts share what many of them have in common, since there may be hundreds of thousands:
 * the repository, the words, the names of signers and keys. What was not seen lately is left as it
 * is. Thread-safe; does not block.
 */
final class Sharing {
  private static final int LATELY = 2_048;

  private final Cache<RepositoryName, RepositoryName> repositories = lately();
  private final Cache<String, String> words = lately();
  private final Cache<List<String>, List<String>> lists = lately();
  private final Cache<Set<String>, Set<String>> sets = lately();

  private static <T> Cache<T, T> lately() {
    return Caffeine.newBuilder().maximumSize(LATELY).build();
  }

  private static <T> T one(Cache<T, T> known, T value) {
    T first = known.asMap().putIfAbsent(value, value);
    return first == null ? value : first;
  }

  RepositoryName of(RepositoryName repository) {
    return one(repositories, repository);
  }

  /** An equal decision. */
  Decision of(Decision decision) {
    return switch (decision) {
      case Decision.Admit admit ->
          new Decision.Admit(
              admit.rule(),
              of(admit.explanation()),
              admit.validUntil(),
              admit.permit(),
              admit.basis(),
              one(lists, admit.signers()));
      case Decision.Refuse _, Decision.Undecided _ -> decision;
    };
  }

  /** Reasons name the evidence, so they are each verdict's own; the rest is the rule's. */
  private Explanation of(Explanation explanation) {
    return new Explanation(
        one(words, explanation.summary()),
        explanation.requirements().stream().map(this::of).toList());
  }

  private Explanation.Outcome of(Explanation.Outcome outcome) {
    return new Explanation.Outcome(
        one(words, outcome.requirement()),
        outcome.met(),
        outcome.reasons(),
        outcome.parts().stream().map(this::of).toList());
  }

  /** Equal grounds. */
  Grounds of(Grounds grounds) {
    return new Grounds(
        grounds.revision(),
        grounds.chain(),
        one(sets, grounds.signers()),
        one(sets, grounds.keys()),
        grounds.evidence(),
        one(sets, grounds.logEntries()),
        grounds.findings(),
        grounds.platform());
  }
}
