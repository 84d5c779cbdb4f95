package dev.portcullis.policy;

import dev.portcullis.policy.Signer.SignerKey;
import dev.portcullis.verify.Verified;
import dev.portcullis.verify.Voucher;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What signatures by public keys are worth to a signer with keys. */
final class KeyStanding {
  private KeyStanding() {}

  /** The standing of what {@code voucher} signed, at these proven times if there are any. */
  static Standing of(
      Signer.Keys signer, Voucher.Key voucher, List<Instant> signedAt, Circumstances at) {
    return signer.keys().stream()
        .filter(key -> key.fingerprint().equals(voucher.fingerprint()))
        .findFirst()
        .map(key -> of(signer, key, signedAt, at))
        .orElse(Standing.Foreign.OTHER);
  }

  private static Standing of(
      Signer.Keys signer, SignerKey key, List<Instant> signedAt, Circumstances at) {
    for (Instant time : signedAt.isEmpty() ? List.of(at.now()) : signedAt) {
      Optional<String> window = outOfWindow(key, time);
      if (window.isPresent()) {
        return new Standing.OutOfWindow(
            key.label() + ", which " + window.get() + (signedAt.isEmpty() ? "" : ", at " + time));
      }
    }
    return Standing.unlessRevoked(
        new Standing.Counts(key.label()),
        signer,
        List.of(key.fingerprint()),
        key.label(),
        at.denied());
  }

  private static Optional<String> outOfWindow(SignerKey key, Instant time) {
    if (key.notBefore().isPresent() && time.isBefore(key.notBefore().get())) {
      return Optional.of("vouches only from " + key.notBefore().get());
    }
    if (key.notAfter().isPresent() && time.isAfter(key.notAfter().get())) {
      return Optional.of("vouched only until " + key.notAfter().get());
    }
    return Optional.empty();
  }

  /** Whether one of the keys could vouch by a signature that has not been seen. */
  static boolean couldCount(Signer.Keys signer, Circumstances at) {
    return signer.keys().stream()
        .anyMatch(key -> of(signer, key, List.of(), at) instanceof Standing.Counts);
  }

  /** When the window of the key that signed {@code fact} opens or closes. */
  static List<Instant> edges(Signer.Keys signer, Verified fact, Instant now) {
    return fact.voucher() instanceof Voucher.Key(String fingerprint) && fact.signedAt().isEmpty()
        ? signer.keys().stream()
            .filter(key -> key.fingerprint().equals(fingerprint))
            .flatMap(key -> edges(key, now).stream())
            .toList()
        : List.of();
  }

  /** When the window of any of the keys opens or closes. */
  static List<Instant> edges(Signer.Keys signer, Instant now) {
    return signer.keys().stream().flatMap(key -> edges(key, now).stream()).toList();
  }

  private static List<Instant> edges(SignerKey key, Instant now) {
    List<Instant> edges = new ArrayList<>(2);
    key.notBefore().filter(now::isBefore).ifPresent(from -> edges.add(from.minusNanos(1)));
    key.notAfter().filter(until -> !now.isAfter(until)).ifPresent(edges::add);
    return edges;
  }
}
