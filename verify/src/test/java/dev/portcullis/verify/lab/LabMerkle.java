package dev.portcullis.verify.lab;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.x509.HashFunction;
import java.util.ArrayList;
import java.util.List;

/** Merkle trees by the recursive definitions of RFC 9162, sections 2.1.1 and 2.1.3.1. */
public final class LabMerkle {
  private static final Bytes LEAF = Bytes.wrap(new byte[] {0});
  private static final Bytes NODE = Bytes.wrap(new byte[] {1});

  private LabMerkle() {}

  /** MTH: the root of the tree with these leaves, one or more. */
  public static Bytes root(List<Bytes> leaves) {
    if (leaves.size() == 1) {
      return HashFunction.SHA256.of(LEAF, leaves.getFirst());
    }
    int split = split(leaves.size());
    return HashFunction.SHA256.of(
        NODE, root(leaves.subList(0, split)), root(leaves.subList(split, leaves.size())));
  }

  /** PATH: the inclusion proof for the leaf at {@code index}. */
  public static List<Bytes> path(int index, List<Bytes> leaves) {
    if (leaves.size() == 1) {
      return List.of();
    }
    int split = split(leaves.size());
    List<Bytes> left = leaves.subList(0, split);
    List<Bytes> right = leaves.subList(split, leaves.size());
    List<Bytes> path =
        new ArrayList<>(index < split ? path(index, left) : path(index - split, right));
    path.add(index < split ? root(right) : root(left));
    return path;
  }

  /** The largest power of two that is smaller than {@code size}. */
  private static int split(int size) {
    return Integer.highestOneBit(size - 1);
  }
}
