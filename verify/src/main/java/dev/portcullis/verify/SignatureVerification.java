package dev.portcullis.verify;

import dev.portcullis.oci.Limits;
import dev.portcullis.verify.sigstore.Bundle;
import dev.portcullis.verify.sigstore.KeylessVerification;
import dev.portcullis.verify.sigstore.LoggedKeyVerification;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The one core that every cosign and Sigstore signature reaches, wherever it was stored (sigstore
 * spec notes, 2.0): a rule is key-based or identity-based, and the material decides which. For the
 * candidates of one subject and for one thread.
 */
final class SignatureVerification {
  private final TrustMaterial trust;
  private final Instant now;
  private final KeyRing keys;
  private final CheckBudget budget = CheckBudget.of(Limits.SIGNATURE_CHECKS);

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
   * A certificate is never taken for a key (GHSA-fx35-mq7g-6g98). One that certifies a configured
   * key hinders that key from vouching as little as it helps; whether it vouches for an identity
   * besides is a question of its own (sigstore spec notes, 2.1).
   */
  private List<Vouched> byCertificate(
      UntrustedSignature signature, Bundle.Material.Certificate certificate, Trail trail) {
    Trail keyless = trail.fork();
    List<Vouched> identities =
        KeylessVerification.verify(
            signature,
            certificate,
            trust.sigstore().values(),
            budget.share(signature.content().length()),
            keyless);
    Optional<TrustedKey> certified = keys.certifiedBy(certificate.leaf());
    if (certified.isEmpty()) {
      trail.takeOver(keyless);
      return identities;
    }
    Trail byKey = trail.fork();
    Optional<Vouched> key = byKey(signature, certified.get().key().fingerprint(), byKey);
    trail.takeOver(key.isPresent() || identities.isEmpty() ? byKey : keyless);
    return Stream.concat(key.stream(), identities.stream()).toList();
  }

  private Optional<Vouched> byKey(UntrustedSignature signature, String hint, Trail trail) {
    Optional<KeyRing.Match> match = keys.vouch(signature, hint, trail);
    return match.isEmpty()
        ? Optional.empty()
        : LoggedKeyVerification.verify(
            signature,
            match.get().key(),
            match.get().scheme(),
            trust.sigstore(),
            budget.share(signature.content().length()),
            now,
            trail);
  }
}
