package dev.portcullis.proxy.admission;

import dev.portcullis.policy.Policy;
import dev.portcullis.verify.TrustMaterial;

/**
 * Everything that a verdict depends on besides its subject and evidence: one immutable snapshot,
 * swapped whole when the configuration is reloaded.
 *
 * @param policy the rules and the deny list
 * @param trust the trust anchors
 * @param revision names the combination of {@code policy.revision()} and the trust anchors; the
 *     deny list is not part of it, since it is applied to cached verdicts on every use
 */
public record Rulebook(Policy policy, TrustMaterial trust, String revision) {}
