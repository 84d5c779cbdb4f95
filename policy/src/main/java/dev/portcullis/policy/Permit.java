package dev.portcullis.policy;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.RepositoryName;

/**
 * Leave to let the bytes of one digest out of one repository. Nothing that releases content does so
 * without one, and only this package makes them.
 */
public sealed interface Permit permits MintedPermit {
  /** The repository that the content may be served from. */
  RepositoryName repository();

  /** The content. */
  Digest digest();

  /** The name of the rule that admitted it, or that admitted what refers to it. */
  String rule();
}
