package dev.portcullis.policy;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Manifest;
import dev.portcullis.oci.RepositoryName;
import java.util.Optional;
import java.util.stream.Stream;

/** The ways by which one permit leads to another, and those that need no verdict of their own. */
public final class Permits {
  private Permits() {}

  /**
   * The permit for content that an admitted manifest or index refers to: a child, a config, a
   * layer.
   *
   * @param parent the permit of {@code manifest}
   * @param manifest the admitted manifest
   * @param child the digest that is asked for
   * @param denied what the operator has revoked
   * @return empty if {@code manifest} is not what {@code parent} permits, or does not refer to
   *     {@code child}, or either is denied
   */
  public static Optional<Permit> reference(
      Permit parent, Manifest manifest, Digest child, DenyList denied) {
    boolean held =
        parent.digest().matches(manifest.raw())
            && manifest.references().anyMatch(reference -> reference.digest().equals(child));
    return held && !isDenied(manifest, denied) && !isDenied(child, denied)
        ? Optional.of(new MintedPermit(parent.repository(), child, parent.rule()))
        : Optional.empty();
  }

  /**
   * The permit for an evidence artifact, which is served without verification so that clients can
   * verify again. What counts as one is decided by its content, never by the tag or the list that
   * led to it; {@link EvidenceArtifact} says how.
   *
   * @param digest the digest that is asked for
   * @param manifest the manifest whose bytes would be served
   * @param denied what the operator has revoked
   * @return empty if {@code manifest} has another digest, is denied, or is no evidence artifact; it
   *     must then meet its rule as any artifact does
   */
  public static Optional<Permit> signatureArtifact(
      RepositoryName repository, Digest digest, Manifest manifest, DenyList denied) {
    return digest.matches(manifest.raw())
            && !isDenied(manifest, denied)
            && EvidenceArtifact.isOne(manifest)
        ? Optional.of(new MintedPermit(repository, digest, Rule.EVIDENCE))
        : Optional.empty();
  }

  /**
   * The permit for what a store that only the proxy writes to says was admitted before a restart.
   * The caller has made sure that the record is about this repository and digest, was made under
   * the revisions of policy and trust that hold now, and has not expired; the rule and the deny
   * list are checked here once more.
   *
   * @param policy the policy that holds now
   * @param rule the name of the rule that admitted it
   * @return empty if another rule now holds for {@code repository}, or {@code digest} is denied
   */
  public static Optional<Permit> reinstate(
      Policy policy, RepositoryName repository, Digest digest, String rule) {
    return policy.ruleFor(repository).name().equals(rule) && !isDenied(digest, policy.denied())
        ? Optional.of(new MintedPermit(repository, digest, rule))
        : Optional.empty();
  }

  /**
   * The permit for a blob to which no admitted manifest refers. The caller has made sure that the
   * registry has no manifest of this digest, which would have to be judged as one.
   *
   * @param policy the policy that holds now
   * @param gateIsOpen whether the owner lets such blobs out everywhere ({@code blobs.gate: open})
   * @return empty if the gate is strict, or no pattern matches {@code repository}, and the rule
   *     does not admit anything; or if {@code digest} is denied
   */
  public static Optional<Permit> unreferenced(
      Policy policy, RepositoryName repository, Digest digest, boolean gateIsOpen) {
    Rule rule = policy.ruleFor(repository);
    boolean open = gateIsOpen && !rule.name().equals(Rule.UNMATCHED);
    return (open || rule.admitsAnything()) && !isDenied(digest, policy.denied())
        ? Optional.of(new MintedPermit(repository, digest, rule.name()))
        : Optional.empty();
  }

  /** Whether it is denied under whichever digest of its bytes. */
  private static boolean isDenied(Manifest manifest, DenyList denied) {
    return !denied.digests().isEmpty()
        && Stream.of(Digest.Algorithm.values())
            .anyMatch(algorithm -> isDenied(Digest.of(algorithm, manifest.raw()), denied));
  }

  private static boolean isDenied(Digest digest, DenyList denied) {
    return denied.digests().contains(digest);
  }
}
