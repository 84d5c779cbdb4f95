package dev.portcullis.verify.notation;

import dev.portcullis.oci.RepositoryName;
import java.util.Set;

/**
 * One statement of a trust policy document (3.1).
 *
 * @param name its name, unique in the document
 * @param scopes the repositories, with the upstream's registry, that it applies to; empty for the
 *     statement with scope {@code *}
 * @param level what is enforced
 * @param verifyTimestamp when a timestamp is demanded
 * @param stores the stores that are consulted; empty only at level {@code skip}
 * @param identities the signers that are trusted
 */
public record TrustPolicyStatement(
    String name,
    Set<RepositoryName> scopes,
    VerificationLevel level,
    VerifyTimestamp verifyTimestamp,
    Set<TrustStoreName> stores,
    TrustedIdentities identities) {
  /** Copies the sets. */
  public TrustPolicyStatement {
    scopes = Set.copyOf(scopes);
    stores = Set.copyOf(stores);
  }

  /**
   * The statement of a signer in a policy of our own: for every repository, everything enforced, a
   * timestamp demanded of every signature if a {@code tsa} store is named.
   */
  public static TrustPolicyStatement ofSigner(
      String name, Set<TrustStoreName> stores, TrustedIdentities identities) {
    return new TrustPolicyStatement(
        name, Set.of(), VerificationLevel.STRICT, VerifyTimestamp.ALWAYS, stores, identities);
  }

  /** Whether its scope is {@code *}. */
  public boolean isWildcard() {
    return scopes.isEmpty();
  }
}
