package dev.portcullis.verify;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.sigstore.Bundle;
import dev.portcullis.verify.sigstore.KeylessVerification;
import dev.portcullis.verify.sigstore.LoggedKeyVerification;
import dev.portcullis.verify.x509.Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The one core that every cosign and Sigstore signature reaches, wherever it was stored (sigstore
 * spec notes, 2.0): a rule is key-based or identity-based, and the material decides which. For the
 * candidates of one subject and for one thread.
 */
final class SignatureVerification {
  private final TrustMaterial trust;
  private final Instant now;
  private final KeyRing keys;

  SignatureVerification(TrustMaterial trust, Instant now) {
    this.trust = trust;
    this.now = now;
    this.keys = new KeyRing(trust.keys());
  }

  /**
   * Who has made {@code signature}: once for each root that holds, or the one key.
   *
   * @return empty if a check failed, which the trail then tells
   */
  List<Vouched> vouch(UntrustedSignature signature, Trail trail) {
    return switch (signature.material()) {
      case Bundle.Material.KeyHint(String hint) -> byKey(signature, hint, trail).stream().toList();
      case Bundle.Material.Certificate certificate -> byCertificate(signature, certificate, trail);
    };
  }

  /**
   * A certificate is never taken for a key (GHSA-fx35-mq7g-6g98). Where it certifies a configured
   * key, that key decides and the certificate proves nothing (sigstore spec notes, 2.1).
   */
  private List<Vouched> byCertificate(
      UntrustedSignature signature, Bundle.Material.Certificate material, Trail trail) {
    Optional<VerificationKey> key;
    try {
      key = keys.holding(Certificate.parse(material.leaf()).spki());
    } catch (MalformedException e) {
      trail.failed(
          Check.Step.CERTIFICATE,
          Failure.of(Failure.Code.MATERIAL, "not an X.509 certificate: " + e.getMessage()));
      return List.of();
    }
    if (key.isPresent()) {
      return byKey(signature, key.get().fingerprint(), trail).stream().toList();
    }
    if (trust.sigstore().isEmpty()) {
      trail.failed(
          Check.Step.CERTIFICATE,
          Failure.of(
              Failure.Code.MATERIAL,
              "signed with a certificate, and no Sigstore root is configured"));
      return List.of();
    }
    return KeylessVerification.verify(signature, material, trust.sigstore().values(), trail);
  }

  private Optional<Vouched> byKey(UntrustedSignature signature, String hint, Trail trail) {
    Optional<KeyRing.Match> match = keys.vouch(signature, hint, trail);
    return match.isEmpty()
        ? Optional.empty()
        : LoggedKeyVerification.verify(
            signature, match.get().key(), match.get().scheme(), trust.sigstore(), now, trail);
  }
}
