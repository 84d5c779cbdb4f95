package dev.portcullis.policy;

import dev.portcullis.oci.Quoting;
import dev.portcullis.policy.condition.Condition;
import dev.portcullis.policy.condition.SoftwareBill;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a rule demands of an artifact's findings. An empty list demands what nothing can meet. */
public sealed interface Requirement {
  /** The signers that it names, each as often as it is named. */
  Stream<Signer> signers();

  /** The requirement in words: {@code "signature by release (any of 2 keys)"}. */
  String words();

  /** Whether a part of it says on which digest of several evidence must be. */
  default boolean spans() {
    return switch (this) {
      case All(List<Requirement> of) -> of.stream().anyMatch(Requirement::spans);
      case AtLeast(int _, List<Requirement> of) -> of.stream().anyMatch(Requirement::spans);
      case Single single -> single.about() != Placement.USUAL;
      case Nothing _ -> false;
    };
  }

  /** Whether a part of it asks for evidence on an index and nowhere else. */
  default boolean asksForIndex() {
    return switch (this) {
      case All(List<Requirement> of) -> of.stream().anyMatch(Requirement::asksForIndex);
      case AtLeast(int _, List<Requirement> of) -> of.stream().anyMatch(Requirement::asksForIndex);
      case Single single -> single.about() == Placement.INDEX;
      case Nothing _ -> false;
    };
  }

  /** What one signer is to bring. */
  sealed interface Single extends Requirement {
    /** The signer. */
    Signer by();

    /** On which digest. */
    Placement about();

    @Override
    default Stream<Signer> signers() {
      return Stream.of(by());
    }
  }

  /**
   * Every one of them.
   *
   * @param of the parts; empty is never met
   */
  record All(List<Requirement> of) implements Requirement {
    /** Copies the list. */
    public All {
      of = List.copyOf(of);
    }

    @Override
    public Stream<Signer> signers() {
      return of.stream().flatMap(Requirement::signers);
    }

    @Override
    public String words() {
      return of.isEmpty() ? "what nothing can meet" : joined(of, " and ");
    }
  }

  /**
   * A number of them.
   *
   * @param count how many must be met, 1 or more; {@code any} is a count of 1
   * @param of the parts
   */
  record AtLeast(int count, List<Requirement> of) implements Requirement {
    /** Copies the list. */
    public AtLeast {
      of = List.copyOf(of);
      if (count < 1 || count > of.size()) {
        throw new IllegalArgumentException("atLeast must be between 1 and the number of parts");
      }
    }

    @Override
    public Stream<Signer> signers() {
      return of.stream().flatMap(Requirement::signers);
    }

    @Override
    public String words() {
      return count == 1 && of.size() > 1
          ? joined(of, " or ")
          : "at least " + count + " of: " + joined(of, ", ");
    }
  }

  /**
   * A signature over the artifact by a signer.
   *
   * @param by the signer
   * @param where what must hold of it besides
   * @param about on which digest it must be
   */
  record Signature(Signer by, Optional<Condition> where, Placement about) implements Single {
    /** A signature of which nothing else is demanded. */
    public Signature(Signer by) {
      this(by, Optional.empty());
    }

    /** A signature over what is pulled. */
    public Signature(Signer by, Optional<Condition> where) {
      this(by, where, Placement.USUAL);
    }

    @Override
    public String words() {
      return "signature by " + by.name() + by.choice() + about.words() + conditionWords(where);
    }
  }

  /**
   * A statement of some type about the artifact by a signer. A signature is none.
   *
   * @param type what its predicate must be
   * @param by the signer
   * @param where what must hold of it besides
   * @param about on which digest it must be
   */
  record Attestation(PredicateType type, Signer by, Optional<Condition> where, Placement about)
      implements Single {
    /** A statement of which nothing else is demanded. */
    public Attestation(PredicateType type, Signer by) {
      this(type, by, Optional.empty());
    }

    /** A statement about what is pulled. */
    public Attestation(PredicateType type, Signer by, Optional<Condition> where) {
      this(type, by, where, Placement.USUAL);
    }

    @Override
    public String words() {
      return "attestation "
          + type.word()
          + " by "
          + by.name()
          + by.choice()
          + about.words()
          + conditionWords(where);
    }
  }

  /**
   * A statement by a signer that lists what the artifact contains, and that can be read.
   *
   * @param formats the formats that will do, one or more
   * @param by the signer
   * @param where what must hold of it besides
   * @param about on which digest it must be
   */
  record Sbom(
      SortedSet<SoftwareBill.Format> formats, Signer by, Optional<Condition> where, Placement about)
      implements Single {
    /** An SBOM of what is pulled. */
    public Sbom(SortedSet<SoftwareBill.Format> formats, Signer by, Optional<Condition> where) {
      this(formats, by, where, Placement.USUAL);
    }

    /** Copies the set. */
    public Sbom {
      formats = Collections.unmodifiableSortedSet(new TreeSet<>(formats));
      if (formats.isEmpty()) {
        throw new IllegalArgumentException("no format will do");
      }
    }

    @Override
    public String words() {
      String named =
          formats.stream().map(SoftwareBill.Format::word).collect(Collectors.joining(" or "));
      return "SBOM ("
          + named
          + ") by "
          + by.name()
          + by.choice()
          + about.words()
          + conditionWords(where);
    }
  }

  /**
   * What nothing can meet: the rule refuses whatever comes.
   *
   * @param reason why, for people
   */
  record Nothing(String reason) implements Requirement {
    @Override
    public Stream<Signer> signers() {
      return Stream.empty();
    }

    @Override
    public String words() {
      return "what nothing can meet (" + Quoting.shorten(reason, TextPattern.SHOWN) + ")";
    }
  }

  private static String conditionWords(Optional<Condition> where) {
    return where.map(condition -> " where " + Quoting.shorten(condition.text())).orElse("");
  }

  private static String joined(List<Requirement> parts, String separator) {
    return parts.stream()
        .map(
            part ->
                (part instanceof Single || part instanceof Nothing)
                    ? part.words()
                    : "(" + part.words() + ")")
        .collect(Collectors.joining(separator));
  }
}
