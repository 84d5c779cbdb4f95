package dev.portcullis.policy;

import dev.portcullis.oci.RepositoryName;
import java.time.Instant;

/**
 * What the worth of a fact depends on besides itself and the signer.
 *
 * @param repository the canonical repository under whose name the image is signed
 * @param denied what the operator has revoked
 * @param freshness how recent a signature must be
 * @param now the instant of the decision
 */
record Circumstances(
    RepositoryName repository, DenyList denied, Freshness freshness, Instant now) {}
