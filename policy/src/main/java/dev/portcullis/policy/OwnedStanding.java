package dev.portcullis.policy;

import dev.portcullis.oci.Quoting;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Verified;
import dev.portcullis.verify.Voucher;
import dev.portcullis.verify.sigstore.OwnRevocation;
import dev.portcullis.verify.x509.Certificate;
import dev.portcullis.verify.x509.CertificateStatus;
import dev.portcullis.verify.x509.RevocationMode;
import dev.portcullis.verify.x509.RevocationStatus;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What signatures by long-lived certificates of an own authority are worth to a signer. */
final class OwnedStanding {
  private OwnedStanding() {}

  /** The standing of {@code fact}, for which {@code voucher} has vouched. */
  static Standing of(
      Signer.Keyless signer, Voucher.Owned voucher, Verified fact, Circumstances at) {
    List<String> nearest =
        signer.identities().stream()
            .map(identity -> identity.misses(voucher))
            .min(Comparator.comparingInt(List::size))
            .orElseThrow();
    if (!nearest.isEmpty()) {
      return new Standing.Foreign(String.join(" and ", nearest));
    }
    String words = words(voucher, fact);
    Optional<Failure> revocation = OwnRevocation.failure(voucher, signer.revocation(), at.now());
    if (revocation.isPresent()) {
      return new Standing.OutOfWindow(
          words + ", but " + Quoting.shorten(revocation.get().sentence(), TextPattern.SHOWN));
    }
    Optional<Instant> last = lastOfPath(voucher, fact);
    if (last.isPresent() && last.get().isBefore(at.now())) {
      return new Standing.OutOfWindow(words + ", but its path ended at " + last.get());
    }
    return Standing.unlessRevoked(
        new Standing.Counts(words),
        signer,
        Standing.fingerprints(voucher.path()),
        "certificate " + voucher.certificate().fingerprint(),
        at.denied());
  }

  private static String words(Voucher.Owned voucher, Verified fact) {
    return name(voucher)
        + ", certificate "
        + voucher.certificate().words()
        + " of root "
        + voucher.root()
        + fact.signedAt().stream().findFirst().map(time -> ", timestamped at " + time).orElse("");
  }

  /** Every name of the certificate. */
  static String name(Voucher.Owned voucher) {
    return Quoting.shorten(voucher.names(), TextPattern.SHOWN);
  }

  /** The last instant of validity of the path, where no proven time makes it irrelevant. */
  private static Optional<Instant> lastOfPath(Voucher.Owned voucher, Verified fact) {
    return fact.signedAt().isEmpty()
        ? voucher.path().stream().map(Certificate::notAfter).min(Comparator.naturalOrder())
        : Optional.empty();
  }

  /** The last instant, not before now, at which {@code fact} counts as it does now. */
  static Optional<Instant> end(
      Signer.Keyless signer, Voucher.Owned voucher, Verified fact, Circumstances at) {
    Stream<Instant> answers =
        signer.revocation() == RevocationMode.OFF
            ? Stream.empty()
            : voucher.revocation().stream().flatMap(OwnedStanding::goodUntil);
    return Stream.concat(lastOfPath(voucher, fact).stream(), answers)
        .filter(end -> !end.isBefore(at.now()))
        .min(Comparator.naturalOrder());
  }

  private static Stream<Instant> goodUntil(CertificateStatus status) {
    return status.status() instanceof RevocationStatus.Good good
            && good.validUntil().isBefore(Instant.MAX)
        ? Stream.of(good.validUntil())
        : Stream.empty();
  }
}
