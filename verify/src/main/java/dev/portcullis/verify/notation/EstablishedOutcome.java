package dev.portcullis.verify.notation;

import dev.portcullis.oci.Digest;
import dev.portcullis.verify.Origin;
import dev.portcullis.verify.x509.Certificate;
import dev.portcullis.verify.x509.CertificateStatus;
import dev.portcullis.verify.x509.DistinguishedName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

record EstablishedOutcome(
    Origin origin,
    Digest subject,
    SigningScheme scheme,
    List<Certificate> chain,
    DistinguishedName signer,
    Set<TrustStoreName> stores,
    Instant signingTime,
    Optional<Instant> expiry,
    TimestampFact timestamp,
    Map<String, String> annotations,
    List<CertificateStatus> revocation,
    Optional<AwsSigner> awsSigner,
    NotationOptions options)
    implements NotationOutcome {
  EstablishedOutcome {
    chain = List.copyOf(chain);
    stores = Set.copyOf(stores);
    annotations = Map.copyOf(annotations);
    revocation = List.copyOf(revocation);
  }
}
