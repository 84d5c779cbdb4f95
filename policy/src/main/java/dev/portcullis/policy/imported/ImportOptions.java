package dev.portcullis.policy.imported;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the original leaves open.
 *
 * @param registries the registries that a pattern for any registry stands for, besides those that
 *     the original names
 * @param ignoreTags whether what holds for some tags only is carried over for all of them; a
 *     verdict is about a digest, and knows no tag
 * @param trustStore the folder of Notary Project's trust stores, relative to the result
 */
public record ImportOptions(SortedSet<String> registries, boolean ignoreTags, String trustStore) {
  /** Nothing but what the original says. */
  public static final ImportOptions USUAL =
      new ImportOptions(Collections.emptySortedSet(), false, "truststore");

  /** Copies the set. */
  public ImportOptions {
    registries = Collections.unmodifiableSortedSet(new TreeSet<>(registries));
  }
}
