package dev.portcullis.proxy.admission;

import dev.portcullis.oci.Digest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which admitted manifests of a repository refer to which content. An edge is a hint, never leave:
 * whoever follows one asks for the parent's verdict as it stands now, and takes the permit from the
 * parent's own bytes. So a child need not be kept whole: 64 bits tell it apart, by a secret of this
 * process. Thread-safe; does not block for long.
 *
 * <p>There may be millions, so they are kept in arrays: a table in which an edge lies within
 * {@value #WINDOW} places of where its child's key points to, that doubles until it has as many
 * places as it may, and from then on forgets the oldest edge of a window for a new one; and a ring
 * of parents, of which a new one takes the place of the oldest. An edge that is older than what
 * stands in its parent's place is none.
 */
final class Edges {
  /** Parents remembered for one child, newest first. */
  private static final int PARENTS = 8;

  private static final int WINDOW = 64;
  private static final int LEAST = 1 << 12;
  private static final int MOST_EDGES = 1 << 20;
  private static final int MOST_PARENTS = 1 << 18;
  private static final long NONE = 0;

  private final int mostEdges;
  private final int mostParents;
  private final long secret = new SecureRandom().nextLong();

  /** By place: the child, the parent's place, and when it was added. */
  private long[] children = new long[LEAST];

  private int[] parentOf = new int[LEAST];
  private int[] added = new int[LEAST];
  private int used;
  private int time;

  /** By place in the ring: the parent, and since when it is there. */
  private final List<Edge> parents = new ArrayList<>();

  private int[] since = new int[LEAST];
  private int nextParent;

  /**
   * One reference.
   *
   * @param parent the manifest that refers
   * @param toManifest whether the child is itself a manifest: the parent is an index
   */
  record Edge(Digest parent, boolean toManifest) {}

  Edges() {
    this(MOST_EDGES, MOST_PARENTS);
  }

  /**
   * With other bounds.
   *
   * @param mostEdges a power of two
   */
  Edges(int mostEdges, int mostParents) {
    this.mostEdges = mostEdges;
    this.mostParents = mostParents;
  }

  /**
   * Adds one edge.
   *
   * @return whether it was not known
   */
  synchronized boolean add(ContentKey child, Edge edge) {
    long key = key(child);
    int ofChild = 0;
    int oldest = -1;
    int oldestOfChild = -1;
    int free = -1;
    for (int step = 0; step < WINDOW; step++) {
      int i = at(key, step);
      if (isFree(i)) {
        free = free < 0 ? i : free;
        if (children[i] == NONE) {
          break;
        }
      } else {
        if (children[i] == key) {
          if (parents.get(parentOf[i]).equals(edge)) {
            return false;
          }
          ofChild++;
          oldestOfChild = isOlder(i, oldestOfChild) ? i : oldestOfChild;
        }
        oldest = isOlder(i, oldest) ? i : oldest;
      }
    }
    boolean full = free < 0 || used > children.length / 4 * 3;
    if (full && ofChild < PARENTS && children.length < mostEdges) {
      grow();
      return add(child, edge);
    }
    put(ofChild >= PARENTS ? oldestOfChild : free >= 0 ? free : oldest, key, place(edge));
    return true;
  }

  private void put(int at, long key, int parent) {
    used += children[at] == NONE ? 1 : 0;
    children[at] = key;
    parentOf[at] = parent;
    added[at] = ++time;
  }

  /** The known parents of {@code child}, newest first; empty if none is remembered. */
  synchronized List<Edge> parentsOf(ContentKey child) {
    long key = key(child);
    List<Integer> found = new ArrayList<>(PARENTS);
    for (int step = 0; step < WINDOW && children[at(key, step)] != NONE; step++) {
      int i = at(key, step);
      if (children[i] == key && !isFree(i)) {
        found.add(i);
      }
    }
    found.sort((one, other) -> isOlder(one, other) ? 1 : -1);
    return found.stream().map(i -> parents.get(parentOf[i])).toList();
  }

  private int at(long key, int step) {
    return (int) (key + step) & (children.length - 1);
  }

  private boolean isOlder(int one, int other) {
    return other < 0 || added[one] - added[other] < 0;
  }

  /** Whether a place holds no edge, or one whose parent has gone. */
  private boolean isFree(int i) {
    return children[i] == NONE || added[i] - since[parentOf[i]] < 0;
  }

  /** A place for a parent: that of the last edge, since edges come by parents, or the next. */
  private int place(Edge parent) {
    int last = (nextParent == 0 ? parents.size() : nextParent) - 1;
    if (last >= 0 && parents.get(last).equals(parent)) {
      return last;
    }
    int place = nextParent;
    nextParent = (nextParent + 1) % mostParents;
    if (place < parents.size()) {
      parents.set(place, parent);
    } else {
      parents.add(parent);
      if (place == since.length) {
        since = Arrays.copyOf(since, since.length * 2);
      }
    }
    since[place] = time + 1;
    return place;
  }

  private void grow() {
    long[] oldChildren = children;
    int[] oldParents = parentOf;
    int[] oldAdded = added;
    children = new long[oldChildren.length * 2];
    parentOf = new int[children.length];
    added = new int[children.length];
    used = 0;
    for (int i = 0; i < oldChildren.length; i++) {
      if (oldChildren[i] != NONE && oldAdded[i] - since[oldParents[i]] >= 0) {
        int step = 0;
        while (children[at(oldChildren[i], step)] != NONE) {
          step++;
        }
        int at = at(oldChildren[i], step);
        children[at] = oldChildren[i];
        parentOf[at] = oldParents[i];
        added[at] = oldAdded[i];
        used++;
      }
    }
  }

  /** 64 bits that nobody outside can choose; never {@link #NONE}. */
  private long key(ContentKey child) {
    long hash = secret;
    hash = mixed(hash, child.repository().registry());
    hash = mixed(hash, child.repository().path());
    hash = (hash ^ child.digest().prefix()) * 0x9e3779b97f4a7c15L;
    hash = (hash ^ (hash >>> 32)) * 0xd6e8feb86659fd93L;
    hash ^= hash >>> 32;
    return hash == NONE ? 1 : hash;
  }

  private static long mixed(long hash, String text) {
    long mixed = hash;
    for (int i = 0; i < text.length(); i++) {
      mixed = (mixed ^ text.charAt(i)) * 0x100000001b3L;
    }
    return mixed * 0x9e3779b97f4a7c15L;
  }
}
