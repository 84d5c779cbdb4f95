package dev.portcullis.policy.file;

import java.util.SortedSet;

/**
 * What all nodes of a document share.
 *
 * @param file the name of the document
 * @param problems all that is wrong with the document and those that it includes
 * @param asked the paths of all keys that were asked for
 */
record YamlSource(String file, SortedSet<Problem> problems, SortedSet<String> asked) {}
