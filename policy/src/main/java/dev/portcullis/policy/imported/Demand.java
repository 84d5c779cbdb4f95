package dev.portcullis.policy.imported;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What a foreign rule demands, in terms of ours. */
sealed interface Demand {
  /** Nothing is demanded. */
  static Demand anything() {
    return new All(List.of());
  }

  /** Every one of them; none means that anything will do. */
  record All(List<Demand> of) implements Demand {
    /** Copies the list. */
    public All {
      of = List.copyOf(of);
    }
  }

  /** At least {@code count} of them. */
  record AtLeast(int count, List<Demand> of) implements Demand {
    /** Copies the list. */
    public AtLeast {
      of = List.copyOf(of);
    }
  }

  /** A signature by a signer, of which a condition holds. */
  record Signature(String by, Optional<String> where) implements Demand {}

  /** A statement of a type by a signer, of which a condition holds. */
  record Attestation(String type, String by, Optional<String> where) implements Demand {}

  /** What nothing can meet, and why. */
  record Nothing(String reason) implements Demand {}

  /** A signature by {@code signer}. */
  static Demand signature(String signer) {
    return new Signature(signer, Optional.empty());
  }

  /** Any of {@code parts}; none means that nothing will do. */
  static Demand any(List<Demand> parts) {
    return new AtLeast(1, parts);
  }

  /** Whether it is met by whatever comes. */
  static boolean isAnything(Demand demand) {
    return demand instanceof All(List<Demand> of) && of.isEmpty();
  }

  /**
   * The same in the fewest words: parts once, no lists of one, and {@link Nothing} only as the
   * whole.
   */
  static Demand simplest(Demand demand) {
    return switch (demand) {
      case Signature _, Attestation _, Nothing _ -> demand;
      case All(List<Demand> of) -> all(of);
      case AtLeast(int count, List<Demand> of) -> atLeast(count, of);
    };
  }

  private static Demand all(List<Demand> of) {
    List<Demand> parts = new ArrayList<>();
    for (Demand part : of) {
      Demand simple = simplest(part);
      if (simple instanceof Nothing) {
        return simple;
      }
      parts.addAll(simple instanceof All(List<Demand> inner) ? inner : List.of(simple));
    }
    List<Demand> once = List.copyOf(new LinkedHashSet<>(parts));
    return once.size() == 1 ? once.getFirst() : new All(once);
  }

  private static Demand atLeast(int count, List<Demand> of) {
    List<Demand> simple = of.stream().map(Demand::simplest).distinct().toList();
    long free = simple.stream().filter(Demand::isAnything).count();
    List<Demand> hard = simple.stream().filter(Demand::isOpen).toList();
    int needed = (int) Math.max(0, count - free);
    if (needed == 0) {
      return anything();
    }
    if (hard.size() < needed) {
      return simple.stream()
          .flatMap(part -> part instanceof Nothing nothing ? Stream.of(nothing) : Stream.empty())
          .findFirst()
          .orElse(new Nothing("it wants " + count + " different signers and names fewer"));
    }
    if (hard.size() == 1) {
      return hard.getFirst();
    }
    return new AtLeast(needed, hard);
  }

  /** Whether a part can be met and has to be. */
  private static boolean isOpen(Demand part) {
    return !isAnything(part) && !(part instanceof Nothing);
  }

  /** The same with a condition more on every signature and statement. */
  static Demand where(Demand demand, String condition) {
    Function<Optional<String>, Optional<String>> both =
        where ->
            where.map(known -> "(" + known + ") && " + condition).or(() -> Optional.of(condition));
    return switch (demand) {
      case Signature(String by, Optional<String> where) -> new Signature(by, both.apply(where));
      case Attestation(String type, String by, Optional<String> where) ->
          new Attestation(type, by, both.apply(where));
      case Nothing _ -> demand;
      case All(List<Demand> of) ->
          new All(of.stream().map(part -> where(part, condition)).toList());
      case AtLeast(int count, List<Demand> of) ->
          new AtLeast(count, of.stream().map(part -> where(part, condition)).toList());
    };
  }
}
