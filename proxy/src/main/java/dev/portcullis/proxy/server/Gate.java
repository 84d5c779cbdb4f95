package dev.portcullis.proxy.server;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Reference;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.proxy.admission.Answer;
import dev.portcullis.proxy.upstream.Caller;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What the server says to {@link dev.portcullis.proxy.admission.Admission}, on event loops; nothing
 * of it may block.
 *
 * @param warm the answer from memory, if there is one
 * @param manifests the answer for a manifest
 * @param blobs the answer for a blob
 * @param forget that a manifest was pushed or deleted through this proxy
 * @param traced what an answer that is not in memory is worked out in
 */
public record Gate(Warm warm, Manifests manifests, Blobs blobs, Forget forget, Traced traced) {

  /** Without traces. */
  public Gate(Warm warm, Manifests manifests, Blobs blobs, Forget forget) {
    this(warm, manifests, blobs, forget, (parent, repository, target, traceId, work) -> work.get());
  }

  /** A manifest's answer that is not in memory, within a trace. */
  @FunctionalInterface
  public interface Traced {
    /**
     * Does {@code work}.
     *
     * @param traceparent the client's header of that name, if it sent one
     * @param traceId is told the trace's id before anything is done, if there is a trace
     */
    CompletableFuture<Answer> pull(
        Optional<String> traceparent,
        RepositoryName repository,
        Reference.Target target,
        Consumer<String> traceId,
        Supplier<CompletableFuture<Answer>> work);
  }

  /** A manifest's answer from memory. */
  @FunctionalInterface
  public interface Warm {
    /** The answer, if it is in memory and still holds. */
    Optional<Answer> answer(RepositoryName repository, Digest digest, Caller caller);
  }

  /** A manifest's answer that may have to be worked out. */
  @FunctionalInterface
  public interface Manifests {
    /** Completes normally with every outcome. */
    CompletableFuture<Answer> answer(
        RepositoryName repository, Reference.Target target, Caller caller);
  }

  /** A push or deletion of a manifest. */
  @FunctionalInterface
  public interface Forget {
    /** Forgets what is in memory about it. */
    void written(RepositoryName repository, Reference.Target target);
  }

  /** A blob's answer. */
  @FunctionalInterface
  public interface Blobs {
    /** Completes normally with every outcome. */
    CompletableFuture<Answer> answer(RepositoryName repository, Digest digest, Caller caller);
  }
}
