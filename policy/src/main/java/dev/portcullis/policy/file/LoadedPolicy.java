package dev.portcullis.policy.file;

import dev.portcullis.policy.Policy;
import dev.portcullis.verify.TrustMaterial;

/**
 * What a configuration file says about who may vouch for what.
 *
 * @param policy the rules
 * @param trust the keys of all signers
 * @param trustRevision the lower-case hexadecimal SHA-256 over what {@code trust} accepts: together
 *     with {@link Policy#revision}, everything that a verdict depends on besides the evidence and
 *     the deny list
 */
public record LoadedPolicy(Policy policy, TrustMaterial trust, String trustRevision) {}
