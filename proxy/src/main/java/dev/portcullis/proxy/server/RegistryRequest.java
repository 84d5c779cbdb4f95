package dev.portcullis.proxy.server;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Reference;
import java.util.List;
import java.util.Optional;

/** What a request line asks for (distribution-spec, "Endpoints"), parsed by {@link Router}. */
public sealed interface RegistryRequest {

  /**
   * {@code GET /v2/}: is this a registry?
   *
   * @param upstream the upstream that is meant, if one is named or is the default
   */
  record Ping(Optional<String> upstream) implements RegistryRequest {}

  /** {@code GET|HEAD …/manifests/<tag or digest>}. */
  record Manifest(Route route, Reference.Target target) implements RegistryRequest {}

  /** {@code GET|HEAD …/blobs/<digest>}. */
  record Blob(Route route, Digest digest) implements RegistryRequest {}

  /**
   * {@code GET …/tags/list}.
   *
   * @param query the raw query, without {@code ns}
   */
  record Tags(Route route, String query) implements RegistryRequest {}

  /**
   * {@code GET …/referrers/<digest>}.
   *
   * @param artifactTypes the types to which the list is to be reduced; empty for all
   * @param query the raw query, without {@code ns}
   */
  record Referrers(Route route, Digest subject, List<String> artifactTypes, String query)
      implements RegistryRequest {
    /** Copies the list. */
    public Referrers {
      artifactTypes = List.copyOf(artifactTypes);
    }
  }

  /**
   * An operation that only pushes and deletions need.
   *
   * @param tail the path after the repository, with its leading slash, by the grammar of paths
   * @param query the raw query, without {@code ns}
   * @param manifest the manifest that is written, if it is one
   */
  record Write(Route route, String tail, String query, Optional<Reference.Target> manifest)
      implements RegistryRequest {}

  /**
   * A request that no upstream is asked about.
   *
   * @param error the answer
   */
  record Rejected(OciError error) implements RegistryRequest {}
}
