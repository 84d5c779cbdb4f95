package dev.portcullis.policy.file;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The files that a document names. This package has no other access to any. */
public interface FileSource {
  /**
   * The content of a file.
   *
   * @param path as it is written in the document, where it is relative to the document
   * @throws MalformedException if it cannot be had; the message says why
   */
  Bytes load(String path) throws MalformedException;

  /**
   * The content of a folder. Names that begin with two dots are left out: Kubernetes keeps the
   * versions of mounted volumes under such names, and links to them.
   *
   * @param path as it is written in the document, where it is relative to the document
   * @param depth how many folders a file may be below it; what is deeper is not read
   * @throws MalformedException if it, or anything in it, cannot be had, or if a link in it leads
   *     out of it; the message says which and why
   */
  Tree tree(String path, int depth) throws MalformedException;

  /**
   * The trusted root that has come from a repository.
   *
   * @return empty if none ever has; somebody else fetches it
   * @throws MalformedException if the repository can never be used as it is described; the message
   *     says why
   */
  Optional<Bytes> trustedRoot(TufRepository repository) throws MalformedException;

  /**
   * A folder as it was read.
   *
   * @param files the content of each file by its path in the folder, with {@code /} between names
   * @param tooDeep the paths of folders that were not looked into
   */
  record Tree(SortedMap<String, Bytes> files, List<String> tooDeep) {
    /** Copies the collections. */
    public Tree {
      files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
      tooDeep = List.copyOf(tooDeep);
    }
  }
}
