package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who is counted where a number of signers is demanded. */
class BackingTest {
  private static Backing.Leaf leaf(String signer, String... marks) {
    return new Backing.Leaf(List.of(new Backing.Vote(signer, Set.of(marks))));
  }

  private static Backing.Leaf leaf(Backing.Leaf... leaves) {
    return new Backing.Leaf(Stream.of(leaves).flatMap(Backing::votes).toList());
  }

  private static boolean two(Backing... parts) {
    return new Backing.Parts(2, List.of(parts)).holdsForDistinct();
  }

  @Test
  void twoPeopleStandForTwoSigners() {
    assertThat(two(leaf("alice", "key 1", "own alice"), leaf("bob", "key 2", "own bob"))).isTrue();
  }

  @Test
  void onePersonWithTwoCertificatesStandsForOneSigner() {
    Backing alice = leaf(leaf("alice", "key 1", "alice", "bob"), leaf("alice", "key 2", "bob"));
    Backing bob = leaf(leaf("bob", "key 1", "alice", "bob"), leaf("bob", "key 2", "bob"));
    assertThat(two(alice, bob)).isFalse();
  }

  @Test
  void oneKeyUnderTwoNamesIsOnePerson() {
    assertThat(two(leaf("alice", "key 1", "alice"), leaf("bob", "key 1", "CN=bob"))).isFalse();
  }

  @Test
  void certificateThatLinksTwoOthersMakesThemOnePersons() {
    Backing alice = leaf(leaf("alice", "key 1", "a"), leaf("alice", "key 3", "a", "b"));
    Backing bob = leaf("bob", "key 2", "b");
    assertThat(two(alice, bob)).isFalse();
  }

  @Test
  void contestedPersonStandsForWhicheverSignerIsLacking() {
    Backing either = leaf("alice", "key 1", "x");
    Backing both = leaf(leaf("bob", "key 1", "x"), leaf("bob", "key 2", "y"));
    assertThat(two(either, both)).isTrue();
    assertThat(two(both, either)).isTrue();
  }

  @Test
  void onePersonMayMeetTwoRequirementsOfOneSigner() {
    assertThat(two(leaf("ci", "key 1"), leaf("ci", "key 1"))).isTrue();
  }

  @Test
  void moreContestedPeopleThanAreLookedAtCountForNobody() {
    Backing.Leaf[] alice =
        IntStream.rangeClosed(0, Backing.MOST)
            .mapToObj(each -> leaf("alice", "key " + each))
            .toArray(Backing.Leaf[]::new);
    Backing.Leaf[] bob =
        IntStream.rangeClosed(0, Backing.MOST)
            .mapToObj(each -> leaf("bob", "key " + each))
            .toArray(Backing.Leaf[]::new);
    assertThat(two(leaf(alice), leaf(bob))).isFalse();
  }

  @Test
  void whatNobodyHasSignedIsNobodys() {
    assertThat(two(leaf("waived"), leaf("other"))).isTrue();
  }
}
