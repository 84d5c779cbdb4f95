package dev.portcullis.proxy.admission;

import dev.portcullis.policy.KeylessIdentity;
import dev.portcullis.policy.Policy;
import dev.portcullis.policy.Rule;
import dev.portcullis.policy.Signer;
import dev.portcullis.verify.LogDemand;
import dev.portcullis.verify.TrustAnchors;
import dev.portcullis.verify.TrustMaterial;
import dev.portcullis.verify.Unavailable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything that a verdict depends on besides its subject and evidence: one immutable snapshot,
 * swapped whole when the configuration is reloaded or a trusted root is another one.
 *
 * @param policy the rules and the deny list
 * @param trust the trust anchors
 * @param trustRevision names the trust anchors
 * @param revision names the combination of {@code policy.revision()} and the trust anchors; the
 *     deny list is not part of it, since it is applied to cached verdicts on every use
 * @param anchors the names of the trust anchors
 * @param awaited the trusted roots that were never fetched yet, each with where it is to come from
 */
public record Rulebook(
    Policy policy,
    TrustMaterial trust,
    String trustRevision,
    String revision,
    TrustAnchors anchors,
    Map<String, String> awaited) {
  /** Copies the map. */
  public Rulebook {
    awaited = Map.copyOf(awaited);
  }

  /** A rulebook, named after its parts. */
  public Rulebook(
      Policy policy, TrustMaterial trust, String trustRevision, Map<String, String> awaited) {
    this(
        policy,
        trust,
        trustRevision,
        policy.revision() + "/" + trustRevision,
        TrustAnchors.of(trust),
        awaited);
  }

  /** A rulebook that awaits nothing. */
  public Rulebook(Policy policy, TrustMaterial trust, String trustRevision) {
    this(policy, trust, trustRevision, Map.of());
  }

  /**
   * What an admission by {@code rule} must have been made under to be enough later: the rule with
   * all that it demands, and the trust anchors. Other rules may have changed since.
   */
  String standing(Rule rule) {
    return rule.revision() + "/" + trustRevision;
  }

  /**
   * What is missing to judge by {@code rule}: the awaited roots that its signers name. While one is
   * missing, a rule that is not met cannot be told from one that is.
   */
  List<Unavailable> missingFor(Rule rule) {
    if (awaited.isEmpty() || rule.require().isEmpty()) {
      return List.of();
    }
    return rule.require()
        .get()
        .signers()
        .flatMap(this::roots)
        .distinct()
        .sorted()
        .flatMap(
            root ->
                Optional.ofNullable(awaited.get(root)).stream()
                    .map(
                        url ->
                            new Unavailable(
                                "trusted root " + root, "it was not fetched yet from " + url)))
        .toList();
  }

  private Stream<String> roots(Signer signer) {
    return switch (signer) {
      case Signer.Keyless keyless -> keyless.identities().stream().map(KeylessIdentity::root);
      case Signer.Keys keys ->
          keys.keys().stream()
              .flatMap(
                  own ->
                      trust.keys().stream()
                          .filter(each -> each.key().fingerprint().equals(own.fingerprint())))
              .flatMap(key -> root(key.log()).stream());
      case Signer.Notation _ -> Stream.empty();
    };
  }

  private static Optional<String> root(LogDemand demand) {
    return switch (demand) {
      case LogDemand.Off _ -> Optional.empty();
      case LogDemand.IfPresent(String root) -> Optional.of(root);
      case LogDemand.Required(String root) -> Optional.of(root);
    };
  }
}
