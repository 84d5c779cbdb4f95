package dev.portcullis.policy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What a requirement that is met rests on, kept so that it can be asked again with less: where a
 * number of signers is demanded, one identity must not stand for two of them, whichever patterns it
 * matches.
 */
sealed interface Backing {
  /** Identities that more than one signer claims and that are looked at; more count for nobody. */
  int MOST = 6;

  /** Whether the requirement is still met if only what is {@code allowed} counts. */
  boolean holds(Predicate<Counted> allowed);

  /** What was counted for one signer's requirement. */
  record Leaf(SortedSet<Counted> counted) implements Backing {
    @Override
    public boolean holds(Predicate<Counted> allowed) {
      return counted.stream().anyMatch(allowed);
    }
  }

  /** The parts of which {@code needed} must hold. */
  record Parts(int needed, List<Backing> of) implements Backing {
    /** Copies the list. */
    public Parts {
      of = List.copyOf(of);
    }

    @Override
    public boolean holds(Predicate<Counted> allowed) {
      return of.stream().filter(part -> part.holds(allowed)).count() >= needed;
    }
  }

  /**
   * Whether {@code backing} holds with each identity counting for one signer only, whichever suits
   * it best.
   *
   * @param counted everything that was counted in it
   */
  static boolean holdsForDistinct(Backing backing, SortedSet<Counted> counted) {
    Map<String, SortedSet<String>> claims = new LinkedHashMap<>();
    for (Counted each : counted) {
      if (isIdentity(each)) {
        claims.computeIfAbsent(each.identity(), _ -> new TreeSet<>()).add(each.signer());
      }
    }
    claims.values().removeIf(signers -> signers.size() < 2);
    if (claims.isEmpty()) {
      return backing.holds(_ -> true);
    }
    if (claims.size() > MOST) {
      return backing.holds(each -> !isIdentity(each) || !claims.containsKey(each.identity()));
    }
    return holds(backing, List.copyOf(claims.entrySet()), Map.of());
  }

  private static boolean isIdentity(Counted counted) {
    return !counted.identity().isEmpty() && !counted.act().equals(Counted.WAIVED);
  }

  private static boolean holds(
      Backing backing, List<Map.Entry<String, SortedSet<String>>> open, Map<String, String> given) {
    if (open.isEmpty()) {
      return backing.holds(
          each ->
              !isIdentity(each)
                  || given.getOrDefault(each.identity(), each.signer()).equals(each.signer()));
    }
    Map.Entry<String, SortedSet<String>> claim = open.getFirst();
    for (String signer : claim.getValue()) {
      Map<String, String> next = new LinkedHashMap<>(given);
      next.put(claim.getKey(), signer);
      if (holds(backing, open.subList(1, open.size()), next)) {
        return true;
      }
    }
    return false;
  }
}
