package dev.portcullis.proxy.admission;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Reference;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.proxy.upstream.Caller;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Admits or refuses pulls. Its methods are called on event loops and never block. */
public final class Admission {
  /**
   * The answer for a manifest, if it is in memory and still holds.
   *
   * @return empty if it has to be worked out with {@link #manifest}
   */
  public Optional<Answer> warm(RepositoryName repository, Digest digest, Caller caller) {
    return Optional.empty();
  }

  /**
   * Works out the answer for a manifest on a virtual thread.
   *
   * @return completes normally with every outcome; exceptionally only for a bug
   */
  public CompletableFuture<Answer> manifest(
      RepositoryName repository, Reference.Target target, Caller caller) {
    return CompletableFuture.completedFuture(new Answer.Absent(""));
  }

  /**
   * Whether a blob may be relayed. A digest that turns out to be a manifest is judged as one and
   * answered with {@link Answer.Serve}.
   *
   * @return completes normally with every outcome; exceptionally only for a bug
   */
  public CompletableFuture<Answer> blob(RepositoryName repository, Digest digest, Caller caller) {
    return CompletableFuture.completedFuture(new Answer.Absent(""));
  }
}
