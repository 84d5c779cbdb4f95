package dev.portcullis.proxy.realtools;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.proxy.evidence.EvidenceConfig;
import dev.portcullis.proxy.evidence.EvidenceFinder;
import dev.portcullis.proxy.evidence.Wanted;
import dev.portcullis.proxy.upstream.Caller;
import dev.portcullis.proxy.upstream.RegistryClient;
import dev.portcullis.proxy.upstream.Timeouts;
import dev.portcullis.proxy.upstream.Transport;
import dev.portcullis.proxy.upstream.UpstreamConfig;
import dev.portcullis.verify.Evidence;
import java.net.URI;
import java.util.Optional;

/** What the proxy finds about a digest in a registry, without a proxy around it. */
final class FoundEvidence {
  private FoundEvidence() {}

  /** All evidence about {@code digest} in one repository of the registry at {@code url}. */
  static Evidence of(URI url, Repository repository, Digest digest) {
    UpstreamConfig upstream = UpstreamConfig.of(url.getAuthority(), url);
    String path = repository.reference().substring(url.getAuthority().length() + 1);
    try (Transport transport = new Transport(Timeouts.DEFAULT);
        EvidenceFinder finder =
            new EvidenceFinder(EvidenceConfig.DEFAULT, name -> Optional.empty())) {
      return finder.find(
          new RepositoryName(upstream.name(), path),
          digest,
          Wanted.USUAL,
          Caller.proxy(),
          new RegistryClient(upstream, transport),
          finder.lease());
    }
  }
}
