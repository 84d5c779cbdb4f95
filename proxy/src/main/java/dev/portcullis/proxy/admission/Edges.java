package dev.portcullis.proxy.admission;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.oci.Digest;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which admitted manifests of a repository refer to which content. An edge is a hint, never leave:
 * whoever follows one asks for the parent's verdict as it stands now, and takes the permit from the
 * parent's own bytes. Thread-safe; does not block.
 */
final class Edges {
  /** Parents remembered for one child, newest first. */
  private static final int PARENTS = 8;

  private static final int CHILDREN = 500_000;

  private final Cache<ContentKey, List<Edge>> parents =
      Caffeine.newBuilder().maximumSize(CHILDREN).build();

  /**
   * One reference.
   *
   * @param parent the manifest that refers
   * @param toManifest whether the child is itself a manifest: the parent is an index
   */
  record Edge(Digest parent, boolean toManifest) {}

  /**
   * Adds one edge.
   *
   * @return whether it was not known
   */
  boolean add(ContentKey child, Edge edge) {
    if (parentsOf(child).contains(edge)) {
      return false;
    }
    parents
        .asMap()
        .merge(
            child,
            List.of(edge),
            (known, added) ->
                Stream.concat(added.stream(), known.stream()).distinct().limit(PARENTS).toList());
    return true;
  }

  /** The known parents of {@code child}, newest first; empty if none is remembered. */
  List<Edge> parentsOf(ContentKey child) {
    List<Edge> known = parents.getIfPresent(child);
    return known == null ? List.of() : known;
  }
}
