package dev.portcullis.verify;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Verified facts without any cryptography behind them, for tests of what follows verification. */
public final class MintedFacts {
  private MintedFacts() {}

  /** A signature over {@code subject} by the key with {@code fingerprint}. */
  public static Verified.Signature signature(Origin origin, Digest subject, String fingerprint) {
    return signature(origin, subject, new Voucher.Key(fingerprint));
  }

  /** A signature over {@code subject} by {@code voucher}. */
  public static Verified.Signature signature(Origin origin, Digest subject, Voucher voucher) {
    return new MintedSignature(
        origin, subject, voucher, List.of(), List.of(), Map.of(), Optional.empty());
  }

  /** A signature over {@code subject} by {@code voucher} that names a repository. */
  public static Verified.Signature signature(
      Origin origin, Digest subject, Voucher voucher, String named) {
    return new MintedSignature(
        origin, subject, voucher, List.of(), List.of(), Map.of(), Optional.of(named));
  }

  /** A statement about {@code subject} by {@code voucher}. */
  public static Verified.Attestation attestation(
      Origin origin, Digest subject, Voucher voucher, String predicateType, Bytes statement) {
    return new MintedAttestation(
        origin, subject, voucher, List.of(), List.of(), predicateType, statement);
  }

  /** A signature that was made at proven times, and perhaps names a repository. */
  public static Verified.Signature signature(
      Origin origin,
      Digest subject,
      Voucher voucher,
      List<Instant> signedAt,
      Optional<String> named) {
    return new MintedSignature(origin, subject, voucher, signedAt, List.of(), Map.of(), named);
  }

  /** A statement that was made at proven times. */
  public static Verified.Attestation attestation(
      Origin origin,
      Digest subject,
      Voucher voucher,
      List<Instant> signedAt,
      String predicateType,
      Bytes statement) {
    return new MintedAttestation(
        origin, subject, voucher, signedAt, List.of(), predicateType, statement);
  }
}
