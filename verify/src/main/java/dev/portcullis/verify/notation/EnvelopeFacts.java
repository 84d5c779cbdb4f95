package dev.portcullis.verify.notation;

import dev.portcullis.verify.x509.Certificate;
import dev.portcullis.verify.x509.DistinguishedName;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What was established about an envelope and never changes, whatever the time, the subject and the
 * answers about revocation (4.6, "static facts"): that it is well-formed, everything critical in it
 * is understood, its signature and chain hold, and what its timestamp proves.
 *
 * @param attributes what its signed header says
 * @param payload what it is about
 * @param chain the certificates, leaf first
 * @param signer the leaf's subject
 * @param stores the stores of the scheme's type that hold a certificate of the chain
 * @param awsSigner the identity at AWS Signer
 * @param timestamp what the timestamp proves, with no status of the authority's certificates known
 */
record EnvelopeFacts(
    SignedAttributes attributes,
    NotationPayload payload,
    List<Certificate> chain,
    DistinguishedName signer,
    Set<TrustStoreName> stores,
    Optional<AwsSigner> awsSigner,
    TimestampFact timestamp) {
  EnvelopeFacts {
    chain = List.copyOf(chain);
    stores = Set.copyOf(stores);
  }

  /** Whether a store vouches for the chain; nothing is asked about revocation otherwise. */
  boolean anchored() {
    return !stores.isEmpty();
  }
}
