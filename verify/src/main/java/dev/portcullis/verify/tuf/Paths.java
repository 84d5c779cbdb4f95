package dev.portcullis.verify.tuf;

import dev.portcullis.oci.Digest;

/** Where a repository keeps its files, relative to its address (TUF specification 6.2). */
final class Paths {
  private Paths() {}

  static String root(long version) {
    return version + "." + TufRole.ROOT.fileName();
  }

  static String timestamp() {
    return TufRole.TIMESTAMP.fileName();
  }

  static String of(RootMetadata root, SignedMetadata file) {
    return of(root, file.role(), file.version());
  }

  static String of(RootMetadata root, TufRole role, long version) {
    return root.consistent() ? version + "." + role.fileName() : role.fileName();
  }

  /** A target with a hash, of which the first names it where names carry hashes. */
  static String target(RootMetadata root, String name, FileDescription described) {
    Digest hash = described.hashes().getFirst();
    return "targets/" + (root.consistent() ? hash.hex() + "." : "") + name;
  }
}
