package dev.portcullis.policy.imported;

/** A format of policies that can be carried over. */
public enum ForeignFormat {
  /** Notary Project's trust policy for OCI artifacts, {@code trustpolicy.json}. */
  NOTATION("a notation trust policy"),
  /** containers-policy.json(5). */
  CONTAINERS("a containers policy.json"),
  /** policy-controller's {@code ClusterImagePolicy}. */
  POLICY_CONTROLLER("policy-controller"),
  /** Kyverno's {@code verifyImages} and {@code ImageValidatingPolicy}. */
  KYVERNO("Kyverno"),
  /** None of them. */
  UNKNOWN("nothing known");

  private final String words;

  ForeignFormat(String words) {
    this.words = words;
  }

  boolean isKubernetes() {
    return this == POLICY_CONTROLLER || this == KYVERNO;
  }

  /** Where a result comes from, for people. */
  String from(String file) {
    return file + " (" + words + ")";
  }

  /** The format of a document without {@code apiVersion}. */
  static ForeignFormat of(Fields document) {
    if (document.has("trustPolicies")) {
      return NOTATION;
    }
    return document.has("default") || document.has("transports") ? CONTAINERS : UNKNOWN;
  }
}
