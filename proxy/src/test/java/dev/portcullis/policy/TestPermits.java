package dev.portcullis.policy;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.RepositoryName;

/** Permits without any decision behind them, for tests of what needs one. */
public final class TestPermits {
  private TestPermits() {}

  /** Leave for {@code digest} out of {@code repository}. */
  public static Permit of(RepositoryName repository, Digest digest) {
    return new MintedPermit(repository, digest, "test");
  }
}
