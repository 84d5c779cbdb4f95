package dev.portcullis.proxy.admission;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Reference;
import dev.portcullis.proxy.upstream.RegistryClient;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A way to learn what a tag points to that changes no thread. */
@FunctionalInterface
public interface TagLookup {
  /** No such way. */
  TagLookup NONE = (upstream, path, tag) -> Optional.empty();

  /**
   * Asks {@code upstream} with the proxy's own credentials. Must not block.
   *
   * @return empty if it cannot be asked from here; completes with nothing if the answer is not a
   *     plain one, and {@link RegistryClient#resolve} has to be asked
   */
  Optional<CompletableFuture<Optional<Digest>>> ask(
      RegistryClient upstream, String path, Reference.Tag tag);
}
