package dev.portcullis.proxy.evidence;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.proxy.upstream.Caller;
import dev.portcullis.proxy.upstream.RegistryClient;
import dev.portcullis.verify.Evidence;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Finds what vouches for a digest. Blocks, on a virtual thread of the caller's, and asks on virtual
 * threads of its own. Nothing in what it returns is verified.
 */
public final class EvidenceFinder implements AutoCloseable {
  private final EvidenceConfig config;
  private final Function<String, Optional<RegistryClient>> registries;
  private final EvidenceCache cache;
  private final EvidenceMemory memory;
  private final Semaphore permits;
  private final ExecutorService threads =
      Context.taskWrapping(Executors.newVirtualThreadPerTaskExecutor());

  /**
   * A finder for all upstreams.
   *
   * @param registries the client of an upstream by its name, for {@code signatures:} in another one
   */
  public EvidenceFinder(
      EvidenceConfig config, Function<String, Optional<RegistryClient>> registries) {
    this.config = config;
    this.registries = registries;
    this.cache = new EvidenceCache(config.cacheBytes());
    this.memory = new EvidenceMemory(config.heldBytes());
    this.permits = new Semaphore(config.concurrency());
  }

  /** What one pull will hold; to be closed once nothing of its evidence is needed any more. */
  public EvidenceLease lease() {
    return new EvidenceLease(memory);
  }

  /**
   * Everything attached to a digest: by the referrers API, the fallback tag, and cosign's {@code
   * .sig} and {@code .att} tags, and {@code .sbom} where that is wanted, all at once (sigstore spec
   * notes, 1.1 to 1.4; notation spec notes, 1). SBOMs come with what is attached to them in turn.
   * The manifest itself is not needed, so this can run while it is fetched.
   *
   * @param repository where the digest is pulled from
   * @param wanted what can be made use of
   * @param caller on whose behalf; access to the repository must have been checked
   * @param client the registry of {@code repository}
   * @param lease what all that is found is counted to
   */
  public Evidence find(
      RepositoryName repository,
      Digest digest,
      Wanted wanted,
      Caller caller,
      RegistryClient client,
      EvidenceLease lease) {
    Bounds bounds = new Bounds(config.largest(), wanted, lease);
    UsualPayloads usual = new UsualPayloads(repository, client.upstream().url(), digest);
    Optional<RepositoryName> elsewhere = client.upstream().signatures();
    if (elsewhere.isEmpty()) {
      return search(new Place(client, repository.path(), caller), digest, bounds, usual);
    }
    RepositoryName name = elsewhere.get();
    if (name.registry().equals(client.upstream().name())) {
      return search(new Place(client, name.path(), caller), digest, bounds, usual);
    }
    return registries
        .apply(name.registry())
        .map(other -> search(new Place(other, name.path(), Caller.proxy()), digest, bounds, usual))
        .orElseGet(() -> unknownRegistry(name));
  }

  private Evidence search(Place place, Digest digest, Bounds bounds, UsualPayloads usual) {
    Questions questions = new Questions(threads, permits, config.budget());
    EvidenceObjects objects = new EvidenceObjects(place, questions, cache, threads, usual, bounds);
    return Search.run(place, digest, bounds, questions, objects, threads);
  }

  private static Evidence unknownRegistry(RepositoryName name) {
    Gathered gathered =
        Gathered.unavailable(
            "signatures in " + name, name.registry() + " is not among the upstreams");
    return new Evidence(List.of(), gathered.unavailable());
  }

  /** Ends the threads; searches under way fail. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
