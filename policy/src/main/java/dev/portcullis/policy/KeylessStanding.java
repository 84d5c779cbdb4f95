package dev.portcullis.policy;

import dev.portcullis.oci.Quoting;
import dev.portcullis.verify.LogWitness;
import dev.portcullis.verify.Verified;
import dev.portcullis.verify.Voucher;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

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
        List.of(voucher.fingerprint()),
        "certificate " + voucher.fingerprint(),
        at.denied());
  }

  /** Who, by which certificate, when and witnessed by which logs. */
  private static String words(Voucher.Keyless voucher, Verified fact) {
    String times =
        fact.signedAt().stream().map(Object::toString).distinct().collect(Collectors.joining(", "));
    String logs = fact.witnesses().stream().map(KeylessStanding::words).collect(Collectors.joining(", "));
    return name(voucher)
        + ", certificate "
        + voucher.fingerprint()
        + " of root "
        + voucher.root()
        + (times.isEmpty() ? "" : ", at " + times)
        + (logs.isEmpty() ? "" : ", in " + logs);
  }

  private static String words(LogWitness witness) {
    return "log "
        + Quoting.shorten(witness.log())
        + (witness.logIndex().isPresent() ? " as " + witness.logIndex().getAsLong() : "");
  }

  /** Subject and issuer. */
  static String name(Voucher.Keyless voucher) {
    return Quoting.shorten(voucher.identity().subject().value(), TextPattern.SHOWN)
        + " (issuer "
        + Quoting.shorten(voucher.identity().issuer())
        + ")";
  }
}
