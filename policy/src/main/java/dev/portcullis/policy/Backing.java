package dev.portcullis.policy;

import dev.portcullis.verify.Voucher;
import dev.portcullis.verify.x509.HashFunction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a requirement rests on, kept so that it can be asked again with less: where a number of
 * signers is demanded, nobody must stand for two of them, whichever patterns match.
 */
sealed interface Backing {
  /** People whom more than one signer claims and who are looked at; more count for nobody. */
  int MOST = 6;

  /** Whether the requirement is met if only what is {@code allowed} counts. */
  boolean holds(Predicate<Vote> allowed);

  /** Everything that was counted. */
  Stream<Vote> votes();

  /**
   * One fact that was counted for a signer.
   *
   * @param marks what tells whose it is: its key, and each name that its certificate gives; two
   *     facts that share one are the same person's. Empty if nobody has signed.
   */
  record Vote(String signer, Set<String> marks) {
    /** Copies the set. */
    public Vote {
      marks = Set.copyOf(marks);
    }
  }

  /** What was counted for one signer's requirement. */
  record Leaf(List<Vote> counted) implements Backing {
    /** Copies the list. */
    public Leaf {
      counted = List.copyOf(counted);
    }

    @Override
    public boolean holds(Predicate<Vote> allowed) {
      return counted.stream().anyMatch(allowed);
    }

    @Override
    public Stream<Vote> votes() {
      return counted.stream();
    }
  }

  /** The parts of which {@code needed} must hold. */
  record Parts(int needed, List<Backing> of) implements Backing {
    /** Copies the list. */
    public Parts {
      of = List.copyOf(of);
    }

    @Override
    public boolean holds(Predicate<Vote> allowed) {
      return of.stream().filter(part -> part.holds(allowed)).count() >= needed;
    }

    @Override
    public Stream<Vote> votes() {
      return of.stream().flatMap(Backing::votes);
    }
  }

  /** What tells whose a fact is for which {@code voucher} has vouched. */
  static Set<String> marks(Voucher voucher) {
    Set<String> marks = new TreeSet<>();
    switch (voucher) {
      case Voucher.Key(String fingerprint) -> marks.add("key " + fingerprint);
      case Voucher.Keyless keyless -> {
        marks.add("key " + keyless.certificate().keyFingerprint());
        marks.add(keyless.identity().issuer() + " " + keyless.identity().subject().value());
      }
      case Voucher.Owned owned -> {
        marks.add("key " + HashFunction.SHA256.of(owned.path().getFirst().spki()).toHex());
        owned.subjects().forEach(name -> marks.add("own " + name.value()));
      }
      case Voucher.Notation notation -> {
        marks.add("key " + notation.keyFingerprint());
        marks.add("notation " + notation.signer());
      }
      case Voucher.Supposed supposed ->
          marks.add(
              supposed.fingerprints().isEmpty()
                  ? "supposed " + supposed.signer()
                  : "key " + supposed.fingerprints().getFirst());
    }
    return marks;
  }

  /** Whether it holds with each person counting for one signer only, whichever suits it best. */
  default boolean holdsForDistinct() {
    List<Claim> claims = claims();
    claims.removeIf(claim -> claim.signers().size() < 2);
    if (claims.isEmpty()) {
      return holds(_ -> true);
    }
    return claims.size() > MOST
        ? holds(vote -> claims.stream().noneMatch(claim -> claim.isOf(vote)))
        : holds(claims, _ -> true);
  }

  private boolean holds(List<Claim> open, Predicate<Vote> allowed) {
    if (open.isEmpty()) {
      return holds(allowed);
    }
    Claim claim = open.getFirst();
    List<Claim> rest = open.subList(1, open.size());
    return claim.signers().stream()
        .anyMatch(
            signer ->
                holds(
                    rest, allowed.and(vote -> !claim.isOf(vote) || vote.signer().equals(signer))));
  }

  /** One person, and the signers that this one was counted for. */
  record Claim(Set<String> marks, Set<String> signers) {
    boolean isOf(Vote vote) {
      return vote.marks().stream().anyMatch(marks::contains);
    }
  }

  private List<Claim> claims() {
    List<Claim> claims = new ArrayList<>();
    votes()
        .filter(vote -> !vote.marks().isEmpty())
        .forEach(
            vote -> {
              Claim joined = new Claim(new HashSet<>(vote.marks()), new TreeSet<>());
              joined.signers().add(vote.signer());
              for (Claim known : List.copyOf(claims)) {
                if (known.isOf(vote)) {
                  joined.marks().addAll(known.marks());
                  joined.signers().addAll(known.signers());
                  claims.remove(known);
                }
              }
              claims.add(joined);
            });
    return claims;
  }
}
