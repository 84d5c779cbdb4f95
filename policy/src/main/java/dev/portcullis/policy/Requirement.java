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
   */
  record Signature(Signer by, Optional<Condition> where) implements Requirement {
    /** A signature of which nothing else is demanded. */
    public Signature(Signer by) {
      this(by, Optional.empty());
    }

    @Override
    public Stream<Signer> signers() {
      return Stream.of(by);
    }

    @Override
    public String words() {
      return "signature by " + by.name() + by.choice() + conditionWords(where);
    }
  }

  /**
   * A statement of some type about the artifact by a signer. A signature is none.
   *
   * @param type what its predicate must be
   * @param by the signer
   * @param where what must hold of it besides
   */
  record Attestation(PredicateType type, Signer by, Optional<Condition> where)
      implements Requirement {
    /** A statement of which nothing else is demanded. */
    public Attestation(PredicateType type, Signer by) {
      this(type, by, Optional.empty());
    }

    @Override
    public Stream<Signer> signers() {
      return Stream.of(by);
    }

    @Override
    public String words() {
      return "attestation "
          + type.word()
          + " by "
          + by.name()
          + by.choice()
          + conditionWords(where);
    }
  }

  /**
   * A statement by a signer that lists what the artifact contains, and that can be read.
   *
   * @param formats the formats that will do, one or more
   * @param by the signer
   * @param where what must hold of it besides
   */
  record Sbom(SortedSet<SoftwareBill.Format> formats, Signer by, Optional<Condition> where)
      implements Requirement {
    /** Copies the set. */
    public Sbom {
      formats = Collections.unmodifiableSortedSet(new TreeSet<>(formats));
      if (formats.isEmpty()) {
        throw new IllegalArgumentException("no format will do");
      }
    }

    @Override
    public Stream<Signer> signers() {
      return Stream.of(by);
    }

    @Override
    public String words() {
      String named =
          formats.stream().map(SoftwareBill.Format::word).collect(Collectors.joining(" or "));
      return "SBOM (" + named + ") by " + by.name() + by.choice() + conditionWords(where);
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
        .map(part -> isSingle(part) ? part.words() : "(" + part.words() + ")")
        .collect(Collectors.joining(separator));
  }

  private static boolean isSingle(Requirement part) {
    return switch (part) {
      case All _, AtLeast _ -> false;
      case Signature _, Attestation _, Sbom _, Nothing _ -> true;
    };
  }
}
