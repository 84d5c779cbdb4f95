package dev.portcullis.verify;

import dev.portcullis.oci.Limits;
import dev.portcullis.verify.sigstore.Bundle;
import dev.portcullis.verify.sigstore.KeylessVerification;
import dev.portcullis.verify.sigstore.LoggedKeyVerification;
import dev.portcullis.verify.sigstore.OwnedVerification;
import dev.portcullis.verify.sigstore.SigstoreRoot;
import dev.portcullis.verify.x509.RevocationAnswers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The one core that every cosign and Sigstore signature reaches, wherever it was stored (sigstore
 * spec notes, 2.0): a rule is key-based or identity-based, and the material decides which. For the
 * candidates of one subject and for one thread.
 */
final class SignatureVerification {
  private final TrustMaterial trust;
  private final RevocationAnswers answers;
  private final Instant now;
  private final KeyRing keys;
  private final CheckBudget budget = CheckBudget.of(Limits.SIGNATURE_CHECKS);

  SignatureVerification(TrustMaterial trust, RevocationAnswers answers, Instant now) {
    this.answers = answers;
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
    List<Vouched> identities = byIdentity(signature, certificate, keyless);
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

  /** Told is the root that has issued the certificate, the Sigstore instances if none has. */
  private List<Vouched> byIdentity(
      UntrustedSignature signature, Bundle.Material.Certificate certificate, Trail trail) {
    Map<Boolean, List<SigstoreRoot>> roots =
        trust.sigstore().values().stream()
            .collect(Collectors.partitioningBy(root -> root.own().isPresent()));
    List<SigstoreRoot> owned = roots.getOrDefault(true, List.of());
    List<SigstoreRoot> instances = roots.getOrDefault(false, List.of());
    List<Vouched> all = new ArrayList<>(1);
    Trail told = trail.fork();
    boolean open = instances.isEmpty() && !owned.isEmpty();
    if (!open) {
      all.addAll(
          KeylessVerification.verify(signature, certificate, instances, share(signature), told));
    }
    for (SigstoreRoot root : owned) {
      Trail fork = trail.fork();
      OwnedVerification.Outcome outcome =
          OwnedVerification.verify(
              signature, certificate, root, answers, share(signature), now, fork);
      if (open || (all.isEmpty() && outcome.issued())) {
        told = fork;
        open = false;
      }
      outcome.vouched().ifPresent(all::add);
    }
    trail.takeOver(told);
    return all;
  }

  private CheckBudget share(UntrustedSignature signature) {
    return budget.share(signature.content().length());
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
