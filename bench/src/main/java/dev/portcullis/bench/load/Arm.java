package dev.portcullis.bench.load;

import java.net.URI;

/**
 * One thing under test, up and answering.
 *
 * @param name as the report has it
 * @param url the root under which {@code /v2/...} is served
 * @param pid the process whose processor time and memory are counted
 * @param prefix what precedes the repository in paths, with its slash; may be empty
 * @param gate whether it must refuse what is not signed
 */
record Arm(String name, URI url, long pid, String prefix, boolean gate) {
  /** An arm that passes everything. */
  Arm(String name, URI url, long pid) {
    this(name, url, pid, "", false);
  }

  /** The same process, asked for {@code prefix}. */
  Arm as(String otherName, String otherPrefix, boolean isGate) {
    return new Arm(otherName, url, pid, otherPrefix, isGate);
  }

  /** The path of something in a repository. */
  String path(String repository, String tail) {
    return "/v2/" + prefix + repository + tail;
  }

  URI manifest(String repository, String reference) {
    return url.resolve(path(repository, "/manifests/" + reference));
  }
}
