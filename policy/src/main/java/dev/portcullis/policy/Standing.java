package dev.portcullis.policy;

import dev.portcullis.verify.Verified;
import dev.portcullis.verify.Voucher;
import dev.portcullis.verify.x509.Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What one verified fact is worth to one signer at one instant. */
sealed interface Standing {
  /**
   * It counts.
   *
   * @param with what the signer signed with, for people
   */
  record Counts(String with) implements Standing {}

  /**
   * It would count, had the operator not revoked the signer or what it signed with.
   *
   * @param what what is revoked and why, to follow the signer's name
   */
  record Revoked(String what) implements Standing {}

  /**
   * It is the signer's, but does not vouch at this instant.
   *
   * @param why which key and since or until when, for people
   */
  record OutOfWindow(String why) implements Standing {}

  /**
   * Someone else vouched.
   *
   * @param expected what the signer would have had to be, for people; empty if that says nothing
   */
  record Foreign(String expected) implements Standing {
    /** Someone else, of whom there is nothing to say. */
    static final Foreign OTHER = new Foreign("");
  }

  /** The standing of {@code fact} with {@code signer}. */
  static Standing of(Signer signer, Verified fact, Circumstances at) {
    Standing standing = ofSigner(signer, fact, at);
    return standing instanceof Counts
        ? Denial.of(fact, at.denied()).<Standing>map(Revoked::new).orElse(standing)
        : standing;
  }

  private static Standing ofSigner(Signer signer, Verified fact, Circumstances at) {
    return switch (fact.voucher()) {
      case Voucher.Key key ->
          signer instanceof Signer.Keys keys
              ? KeyStanding.of(keys, key, fact.signedAt(), at)
              : Foreign.OTHER;
      case Voucher.Keyless keyless ->
          signer instanceof Signer.Keyless identities
              ? KeylessStanding.of(identities, keyless, fact, at)
              : Foreign.OTHER;
      case Voucher.Owned owned ->
          signer instanceof Signer.Keyless identities
              ? OwnedStanding.of(identities, owned, fact, at)
              : Foreign.OTHER;
      case Voucher.Notation notation ->
          signer instanceof Signer.Notation policy
              ? NotationStanding.of(policy, notation.outcome(), at)
              : Foreign.OTHER;
      case Voucher.Supposed supposed ->
          signer.name().equals(supposed.signer())
              ? unlessRevoked(
                  new Counts("whatever counts for " + supposed.signer()),
                  signer,
                  supposed.fingerprints(),
                  "what signed",
                  at.denied())
              : Foreign.OTHER;
    };
  }

  /**
   * {@code standing}, unless the operator has revoked the signer or one of the things by which it
   * signed.
   *
   * @param fingerprints of the key and certificate
   * @param label what people call them
   */
  static Standing unlessRevoked(
      Standing standing, Signer signer, List<String> fingerprints, String label, DenyList denied) {
    return denied
        .reasonForSigner(signer.name())
        .map(reason -> ", which is revoked" + because(reason))
        .or(
            () ->
                fingerprints.stream()
                    .flatMap(
                        each ->
                            denied
                                .reasonForKey(each)
                                .or(() -> denied.reasonForCertificate(each))
                                .stream())
                    .findFirst()
                    .map(reason -> " with " + label + ", which is revoked" + because(reason)))
        .<Standing>map(Revoked::new)
        .orElse(standing);
  }

  /** The fingerprints of the certificates of a chain and of their keys. */
  static List<String> fingerprints(List<Certificate> chain) {
    return chain.stream()
        .flatMap(each -> Stream.of(each.keyFingerprint(), each.fingerprint()))
        .toList();
  }

  /** {@code reason} in brackets, or nothing if it is empty. */
  static String because(String reason) {
    return reason.isEmpty() ? "" : " (" + reason + ")";
  }

  /** Whether {@code signer} could vouch by evidence that has not been seen. */
  static boolean couldCount(Signer signer, Circumstances at) {
    return switch (signer) {
      case Signer.Keys keys -> KeyStanding.couldCount(keys, at);
      case Signer.Keyless keyless -> at.denied().reasonForSigner(keyless.name()).isEmpty();
      case Signer.Notation policy ->
          at.denied().reasonForSigner(policy.name()).isEmpty()
              && policy.document().statementFor(at.repository()).isPresent();
    };
  }

  /**
   * The last instants, not before now, at which the standing of {@code fact} with {@code signer} is
   * sure to be what it is.
   */
  static List<Instant> edges(Signer signer, Verified fact, Circumstances at) {
    return switch (signer) {
      case Signer.Keys keys -> KeyStanding.edges(keys, fact, at.now());
      case Signer.Keyless identities ->
          fact.voucher() instanceof Voucher.Owned owned
              ? OwnedStanding.end(identities, owned, fact, at).stream().toList()
              : List.of();
      case Signer.Notation policy ->
          fact.voucher() instanceof Voucher.Notation notation
              ? NotationStanding.end(policy, notation.outcome(), at).stream().toList()
              : List.of();
    };
  }

  /** As {@link #edges(Signer, Verified, Circumstances)}, for anything that it might sign. */
  static List<Instant> edges(Signer signer, Circumstances at) {
    return signer instanceof Signer.Keys keys ? KeyStanding.edges(keys, at.now()) : List.of();
  }

  /** Whether nothing need be signed for {@code signer} to vouch, and in which words that is so. */
  static Optional<String> waived(Signer signer, Circumstances at) {
    return signer instanceof Signer.Notation policy
        ? NotationStanding.waived(policy, at)
        : Optional.empty();
  }
}
