package dev.portcullis.proxy.admission;

import dev.portcullis.oci.RepositoryName;
import dev.portcullis.proxy.upstream.Caller;
import dev.portcullis.proxy.upstream.RegistryClient;
import java.util.Map;

/** What is in force: swapped whole, read once by each pull. */
record Standing(Rulebook rulebook, Map<String, RegistryClient> upstreams) {
  Standing {
    upstreams = Map.copyOf(upstreams);
  }

  /** Whether memory may answer this caller: the upstream was seen to, or need not be asked. */
  boolean mayAsk(RepositoryName repository, Caller caller) {
    RegistryClient upstream = upstreams.get(repository.registry());
    return upstream != null && upstream.isAccessKnown(caller, repository.path());
  }
}
