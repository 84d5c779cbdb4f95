package dev.portcullis.policy;

import dev.portcullis.oci.Quoting;
import dev.portcullis.verify.LogWitness;
import dev.portcullis.verify.Verified;
import dev.portcullis.verify.Voucher;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What signatures by short-lived certificates are worth to a signer with identities. */
final class KeylessStanding {
  private KeylessStanding() {}

  /** The standing of {@code fact}, for which {@code voucher} has vouched. */
  static Standing of(
      Signer.Keyless signer, Voucher.Keyless voucher, Verified fact, Circumstances at) {
    List<String> nearest =
        signer.identities().stream()
            .map(identity -> identity.misses(voucher))
            .min(Comparator.comparingInt(List::size))
            .orElseThrow();
    if (!nearest.isEmpty()) {
      return new Standing.Foreign(String.join(" and ", nearest));
    }
    return Standing.unlessRevoked(
        new Standing.Counts(words(voucher, fact)),
        signer,
        List.of(voucher.certificate().keyFingerprint(), voucher.fingerprint()),
        "certificate " + voucher.fingerprint(),
        at.denied());
  }

  /** Who, by which certificate, in which logs since when, and at which other times. */
  private static String words(Voucher.Keyless voucher, Verified fact) {
    StringBuilder words = new StringBuilder(name(voucher));
    words.append(", certificate ").append(voucher.certificate().words());
    words.append(" of root ").append(voucher.root());
    Set<Instant> logged = new HashSet<>();
    for (LogWitness witness : fact.witnesses()) {
      words.append(", in ").append(witness.words());
      witness.integratedTime().ifPresent(logged::add);
    }
    fact.signedAt().stream()
        .distinct()
        .filter(time -> !logged.contains(time))
        .forEach(time -> words.append(", timestamped at ").append(time));
    return words.toString();
  }

  /** Subject and issuer. */
  static String name(Voucher.Keyless voucher) {
    return Quoting.shorten(voucher.identity().subject().value(), TextPattern.SHOWN)
        + " (issuer "
        + Quoting.shorten(voucher.identity().issuer())
        + ")";
  }
}
