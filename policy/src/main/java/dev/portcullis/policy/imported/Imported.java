package dev.portcullis.policy.imported;

import dev.portcullis.policy.file.Problem;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A policy of another system, carried over.
 *
 * @param yaml a configuration file that can be put in force once {@code files} stand beside it
 * @param files the content of each file that {@code yaml} names and that the original held, by its
 *     path relative to it
 * @param warnings what was not carried over exactly, where it stands in the original and what that
 *     means, in the order of the text
 */
public record Imported(String yaml, SortedMap<String, String> files, List<Problem> warnings) {
  /** Copies the collections. */
  public Imported {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    warnings = List.copyOf(warnings);
  }
}
