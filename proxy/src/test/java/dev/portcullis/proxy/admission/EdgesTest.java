package dev.portcullis.proxy.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EdgesTest {
  private final Edges edges = new Edges();

  private static Digest digest(String label) {
    return Digest.sha256(Bytes.utf8(label));
  }

  private static ContentKey child(int number) {
    return new ContentKey(Gate.APP, digest("child " + number));
  }

  private static Edges.Edge from(String parent) {
    return new Edges.Edge(digest(parent), false);
  }

  private static Edges.Edge from(int parent) {
    return from("parent " + parent);
  }

  @Test
  void parentsAreNewestFirstAndEachIsKnownOnce() {
    assertThat(edges.add(child(1), from("a"))).isTrue();
    assertThat(edges.add(child(1), from("b"))).isTrue();
    assertThat(edges.add(child(1), from("a"))).isFalse();

    assertThat(edges.parentsOf(child(1))).containsExactly(from("b"), from("a"));
    assertThat(edges.parentsOf(child(2))).isEmpty();
  }

  @Test
  void indexAndImageOfOneDigestAreTwoParents() {
    Edges.Edge index = new Edges.Edge(digest("a"), true);
    edges.add(child(1), from("a"));
    edges.add(child(1), index);

    assertThat(edges.parentsOf(child(1))).containsExactly(index, from("a"));
  }

  @Test
  void otherRepositoryHasOtherEdges() {
    edges.add(child(1), from("a"));

    assertThat(edges.parentsOf(new ContentKey(Gate.OTHER, child(1).digest()))).isEmpty();
  }

  @Test
  void sharedLayerRemembersItsNewestEightParents() {
    for (int i = 0; i < 20; i++) {
      edges.add(child(1), from(i));
    }

    List<Edges.Edge> expected = new ArrayList<>();
    for (int i = 19; i >= 12; i--) {
      expected.add(from(i));
    }
    assertThat(edges.parentsOf(child(1))).isEqualTo(expected);
  }

  @Test
  void everyEdgeOutlivesTheGrowthOfTheTable() {
    for (int i = 0; i < 50_000; i++) {
      assertThat(edges.add(child(i), from(i / 4))).isTrue();
    }
    for (int i = 0; i < 50_000; i++) {
      assertThat(edges.parentsOf(child(i))).containsExactly(from(i / 4));
    }
  }

  @Test
  void fullTableForgetsOldEdgesAndKeepsNewOnes() {
    Edges small = new Edges(1 << 12, 1 << 12);
    for (int i = 0; i < 20_000; i++) {
      small.add(child(i), from(i));
    }

    assertThat(small.parentsOf(child(19_999))).containsExactly(from(19_999));
    assertThat(small.parentsOf(child(0))).isEmpty();
  }

  @Test
  void edgeOfAParentThatHasGoneIsNoneThoughAnotherStandsInItsPlace() {
    Edges small = new Edges(1 << 12, 2);
    small.add(child(1), from("a"));
    small.add(child(2), from("b"));
    small.add(child(3), from("c"));

    assertThat(small.parentsOf(child(1))).isEmpty();
    assertThat(small.parentsOf(child(2))).containsExactly(from("b"));
    assertThat(small.parentsOf(child(3))).containsExactly(from("c"));
    assertThat(small.add(child(1), from("a"))).isTrue();
    assertThat(small.parentsOf(child(1))).containsExactly(from("a"));
    assertThat(small.parentsOf(child(2))).isEmpty();
  }

  /** The digests of parents are shared with their verdicts, and not counted. */
  @Test
  void edgeTakesSeventyBytesAtMost() {
    int parents = 20_000;
    List<Digest> digests = new ArrayList<>();
    for (int i = 0; i < parents; i++) {
      digests.add(digest("parent " + i));
    }
    long before = used();
    Edges many = new Edges();
    for (int i = 0; i < parents * 4; i++) {
      many.add(child(i), new Edges.Edge(digests.get(i / 4), false));
    }
    long each = (used() - before) / (parents * 4L);

    assertThat(many.parentsOf(child(parents * 4 - 1))).hasSize(1);
    assertThat(digests).hasSize(parents);
    assertThat(each).as("bytes of heap for each edge").isBetween(16L, 70L);
  }

  private static long used() {
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
