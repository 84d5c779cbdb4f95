package dev.portcullis.policy;

import dev.portcullis.verify.Verified;
import dev.portcullis.verify.Voucher;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What one verified fact is worth to one signer at one instant. */
sealed interface Standing {
  /**
   * It counts.
   *
   * @param with what the signer signed with, for people
   */
  record Counts(String with) implements Standing {}

  /**
   * It would count, had the operator not revoked the signer or the key.
   *
   * @param what what is revoked and why, to follow the signer's name
   */
  record Revoked(String what) implements Standing {}

  /**
   * It is the signer's, but the signer's key does not vouch at this instant.
   *
   * @param why which key and since or until when, for people
   */
  record OutOfWindow(String why) implements Standing {}

  /** Someone else vouched. */
  record Foreign() implements Standing {}

  /** The standing of {@code fact} with {@code signer} at {@code now}. */
  static Standing of(Signer signer, Verified fact, DenyList denied, Instant now) {
    Standing standing = ofSigner(signer, fact, denied, now);
    return standing instanceof Counts
        ? Denial.of(fact, denied).<Standing>map(Revoked::new).orElse(standing)
        : standing;
  }

  private static Standing ofSigner(Signer signer, Verified fact, DenyList denied, Instant now) {
    return switch (signer) {
      case Signer.Keys keys ->
          switch (fact.voucher()) {
            case Voucher.Key(String fingerprint) ->
                keys.keys().stream()
                    .filter(key -> key.fingerprint().equals(fingerprint))
                    .findFirst()
                    .map(key -> of(keys, key, denied, now))
                    .orElseGet(Foreign::new);
            case Voucher.Keyless keyless -> new Foreign();
            case Voucher.Notation notation -> new Foreign();
          };
    };
  }

  private static Standing of(
      Signer.Keys signer, Signer.SignerKey key, DenyList denied, Instant now) {
    Optional<String> window = outOfWindow(key, now);
    if (window.isPresent()) {
      return new OutOfWindow(key.label() + ", which " + window.get());
    }
    return denied
        .reasonForSigner(signer.name())
        .map(reason -> ", which is revoked" + because(reason))
        .or(
            () ->
                denied
                    .reasonForKey(key.fingerprint())
                    .map(reason -> " with " + key.label() + ", which is revoked" + because(reason)))
        .<Standing>map(Revoked::new)
        .orElseGet(() -> new Counts(key.label()));
  }

  private static Optional<String> outOfWindow(Signer.SignerKey key, Instant now) {
    if (key.notBefore().isPresent() && now.isBefore(key.notBefore().get())) {
      return Optional.of("vouches only from " + key.notBefore().get());
    }
    if (key.notAfter().isPresent() && now.isAfter(key.notAfter().get())) {
      return Optional.of("vouched only until " + key.notAfter().get());
    }
    return Optional.empty();
  }

  /** {@code reason} in brackets, or nothing if it is empty. */
  static String because(String reason) {
    return reason.isEmpty() ? "" : " (" + reason + ")";
  }

  /** Whether {@code signer} could vouch at {@code now} by evidence that has not been seen. */
  static boolean couldCount(Signer signer, DenyList denied, Instant now) {
    return switch (signer) {
      case Signer.Keys keys ->
          keys.keys().stream()
              .anyMatch(key -> of(keys, key, denied, now) instanceof Standing.Counts);
    };
  }

  /**
   * The last instants, not before {@code now}, at which the standing of {@code fact} with {@code
   * signer} is sure to be what it is.
   */
  static List<Instant> edges(Signer signer, Verified fact, Instant now) {
    return switch (signer) {
      case Signer.Keys keys ->
          switch (fact.voucher()) {
            case Voucher.Key(String fingerprint) ->
                keys.keys().stream()
                    .filter(key -> key.fingerprint().equals(fingerprint))
                    .flatMap(key -> edges(key, now).stream())
                    .toList();
            case Voucher.Keyless keyless -> List.of();
            case Voucher.Notation notation -> List.of();
          };
    };
  }

  /** As {@link #edges(Signer, Verified, Instant)}, for anything that the signer might sign. */
  static List<Instant> edges(Signer signer, Instant now) {
    return switch (signer) {
      case Signer.Keys keys ->
          keys.keys().stream().flatMap(key -> edges(key, now).stream()).toList();
    };
  }

  private static List<Instant> edges(Signer.SignerKey key, Instant now) {
    List<Instant> edges = new ArrayList<>(2);
    key.notBefore().filter(now::isBefore).ifPresent(from -> edges.add(from.minusNanos(1)));
    key.notAfter().filter(until -> !now.isAfter(until)).ifPresent(edges::add);
    return edges;
  }
}
