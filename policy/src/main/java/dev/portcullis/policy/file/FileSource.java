package dev.portcullis.policy.file;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;

/** The files that a document names. This package has no other access to any. */
@FunctionalInterface
public interface FileSource {
  /**
   * The content of a file.
   *
   * @param path as it is written in the document, where it is relative to the document
   * @throws MalformedException if it cannot be had; the message says why
   */
  Bytes load(String path) throws MalformedException;
}
