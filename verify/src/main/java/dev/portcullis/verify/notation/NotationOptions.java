package dev.portcullis.verify.notation;

import dev.portcullis.verify.x509.CodeSigningChain.Leniency;
import dev.portcullis.verify.x509.RevocationMode;
import dev.portcullis.verify.x509.RevocationRules;

/**
 * What the operator may decide about Notary Project signatures as a whole.
 *
 * @param revocation what follows from an unknown revocation status
 * @param rules how answers about revocation are judged
 * @param leniency where the chain profile may follow notation instead of the specification
 * @param awsSigner whether signatures by AWS Signer are understood without its plugin (2.5): their
 *     identity is checked, their revocation at AWS is not and stays unknown
 */
public record NotationOptions(
    RevocationMode revocation, RevocationRules rules, Leniency leniency, boolean awsSigner) {
  /** Revocation is enforced, nothing is lenient, AWS Signer is not understood. */
  public static final NotationOptions STRICT =
      new NotationOptions(RevocationMode.HARD, RevocationRules.DEFAULT, Leniency.NONE, false);
}
