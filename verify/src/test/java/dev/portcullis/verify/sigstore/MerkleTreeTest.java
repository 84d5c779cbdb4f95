package dev.portcullis.verify.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.lab.LabMerkle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MerkleTreeTest {
  private static final int LARGEST = 40;

  private static List<Bytes> leaves(int size) {
    return IntStream.range(0, size).mapToObj(i -> Bytes.utf8("leaf " + i)).toList();
  }

  private static Optional<Bytes> root(Bytes leaf, long index, long size, List<Bytes> path) {
    return MerkleTree.root(
        leaf, new InclusionProof(index, Bytes.empty(), size, path, Optional.empty()));
  }

  @Test
  void everyLeafOfEveryTreeLeadsToItsRoot() {
    for (int size = 1; size <= LARGEST; size++) {
      List<Bytes> leaves = leaves(size);
      Bytes root = LabMerkle.root(leaves);
      for (int index = 0; index < size; index++) {
        assertThat(root(leaves.get(index), index, size, LabMerkle.path(index, leaves)))
            .contains(root);
      }
    }
  }

  @Test
  void noOtherIndexOfTheTreeLeadsThere() {
    for (int size = 2; size <= LARGEST; size++) {
      List<Bytes> leaves = leaves(size);
      Bytes root = LabMerkle.root(leaves);
      List<Bytes> path = LabMerkle.path(0, leaves);
      for (int index = 1; index <= size; index++) {
        assertThat(root(leaves.getFirst(), index, size, path)).isNotEqualTo(Optional.of(root));
      }
    }
  }

  @Test
  void aPathThatIsTooShortOrTooLongLeadsNowhere() {
    for (int size = 2; size <= LARGEST; size++) {
      List<Bytes> leaves = leaves(size);
      for (int index = 0; index < size; index++) {
        List<Bytes> path = new ArrayList<>(LabMerkle.path(index, leaves));
        path.removeLast();
        assertThat(root(leaves.get(index), index, size, path)).isEmpty();
        path = new ArrayList<>(LabMerkle.path(index, leaves));
        path.add(Bytes.wrap(new byte[32]));
        assertThat(root(leaves.get(index), index, size, path)).isEmpty();
      }
    }
  }

  @Test
  void aNodeIsNoLeaf() {
    List<Bytes> leaves = leaves(4);
    Bytes left = LabMerkle.root(leaves.subList(0, 2));
    Bytes right = LabMerkle.root(leaves.subList(2, 4));
    byte[] node = new byte[64];
    right.copyTo(node, left.copyTo(node, 0));

    assertThat(root(Bytes.wrap(node), 0, 1, List.of()))
        .isNotEqualTo(Optional.of(LabMerkle.root(leaves)));
  }

  @Test
  void anIndexOutsideOfTheTreeLeadsNowhere() {
    assertThat(root(Bytes.utf8("leaf 0"), 1, 1, List.of())).isEmpty();
    assertThat(root(Bytes.utf8("leaf 0"), -1, 1, List.of())).isEmpty();
    assertThat(root(Bytes.utf8("leaf 0"), Long.MAX_VALUE, Long.MAX_VALUE, List.of())).isEmpty();
  }

  @Test
  void theLargestTreeThatCanBeNamedIsWalkedToItsEnd() {
    List<Bytes> path = IntStream.range(0, 64).mapToObj(i -> Bytes.wrap(new byte[32])).toList();

    assertThat(root(Bytes.utf8("x"), 0, Long.MAX_VALUE, path)).isEmpty();
    assertThat(root(Bytes.utf8("x"), 0, Long.MAX_VALUE, path.subList(0, 63))).isPresent();
    assertThat(root(Bytes.utf8("x"), Long.MAX_VALUE - 1, Long.MAX_VALUE, path.subList(0, 62)))
        .isPresent();
  }
}
