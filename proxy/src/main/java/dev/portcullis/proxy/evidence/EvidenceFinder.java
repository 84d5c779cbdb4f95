package dev.portcullis.proxy.evidence;

import dev.portcullis.oci.Digest;
import dev.portcullis.verify.Evidence;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Finds the evidence of a digest: the referrers API, the referrers tag and cosign's legacy tags at
 * once, then everything that they list, in parallel and within {@link dev.portcullis.oci.Limits}.
 * Needs the digest only, so that it can start before the manifest is there. Thread-safe.
 */
public final class EvidenceFinder implements AutoCloseable {
  private final ExecutorService executor =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("evidence-", 0).factory());
  private final Fetches fetches;

  /** A finder whose cache and bounds all registries share. */
  public EvidenceFinder(EvidenceConfig config) {
    this.fetches = new Fetches(config, executor);
  }

  /**
   * Looks in one place. Blocks; meant for virtual threads.
   *
   * @return what was found, and which sources did not answer; never an exception for either
   */
  public Evidence find(EvidencePlace place, Digest digest) {
    return new Search(fetches, place, digest).run();
  }

  /** Lets what is under way finish and takes nothing new. */
  @Override
  public void close() {
    executor.shutdown();
  }
}
