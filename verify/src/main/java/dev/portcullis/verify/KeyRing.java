package dev.portcullis.verify;

import dev.portcullis.oci.Base64Text;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.x509.Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The configured keys, for the candidates of one subject, with a bound on the work that strangers'
 * candidates can cause (sigstore spec notes, 2.2). For one thread.
 */
final class KeyRing {
  private final List<TrustedKey> keys;
  private int trialsLeft;

  KeyRing(List<TrustedKey> keys) {
    this(keys, Limits.KEY_TRIALS);
  }

  KeyRing(List<TrustedKey> keys, int trials) {
    this.keys = keys;
    this.trialsLeft = trials;
  }

  /**
   * A configured key that has made a signature.
   *
   * @param scheme how it was made
   */
  record Match(TrustedKey key, SignatureScheme scheme) {}

  /**
   * Finds the configured key whose signature it is. A hint only chooses among the configured keys:
   * one that names none of them is as good as no hint.
   *
   * @param hint what the bearer says about the key, may be empty
   * @return the key; empty if there is none, which the trail then tells
   */
  Optional<Match> vouch(UntrustedSignature signature, String hint, Trail trail) {
    List<TrustedKey> named = named(hint);
    List<TrustedKey> tried = named.isEmpty() ? keys : named;
    int cost = 1 + signature.content().length() / Limits.KEY_TRIAL_BYTES;
    if ((long) cost * tried.size() > trialsLeft) {
      return trail.failed(Check.Step.KEY, exhausted());
    }
    for (TrustedKey trusted : tried) {
      VerificationKey key = trusted.key();
      trialsLeft -= cost;
      Optional<SignatureScheme> scheme = signature.content().signedBy(key, signature.signature());
      if (scheme.isPresent()) {
        trail.passed(Check.Step.KEY, key + (named.isEmpty() ? "" : ", which the hint names"));
        trail.passed(Check.Step.SIGNATURE, scheme.get().words());
        return Optional.of(new Match(trusted, scheme.get()));
      }
    }
    return trail.failed(
        named.isEmpty() ? Check.Step.KEY : Check.Step.SIGNATURE,
        named.isEmpty() ? unknownKey(hint) : invalid(named.getFirst().key()));
  }

  /** The configured key that this X.509 certificate is for, if it is one at all. */
  Optional<TrustedKey> certifiedBy(Bytes certificate) {
    if (keys.isEmpty()) {
      return Optional.empty();
    }
    try {
      Bytes spki = Certificate.parse(certificate).spki();
      return keys.stream().filter(trusted -> trusted.key().spki().equals(spki)).findFirst();
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }

  private List<TrustedKey> named(String hint) {
    Optional<String> fingerprint = fingerprint(hint);
    return fingerprint.isEmpty()
        ? List.of()
        : keys.stream()
            .filter(trusted -> trusted.key().fingerprint().equals(fingerprint.get()))
            .toList();
  }

  /** The fingerprint that a hint spells: base64 as cosign writes it, hexadecimal as OMS does. */
  private static Optional<String> fingerprint(String hint) {
    if (hint.length() == 64) {
      return Optional.of(hint.toLowerCase(Locale.ROOT));
    }
    if (hint.length() != 43 && hint.length() != 44) {
      return Optional.empty();
    }
    try {
      return Optional.of(Base64Text.decodeLenient(hint).toHex());
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }

  private Failure unknownKey(String hint) {
    String message =
        switch (keys.size()) {
          case 0 -> "signed with a key, but no signer is configured with keys";
          case 1 -> "not signed by the one configured key";
          default -> "signed by none of the " + keys.size() + " configured keys";
        };
    return new Failure(
        Code.UNKNOWN_KEY,
        message,
        Optional.empty(),
        hint.isEmpty() ? Optional.empty() : Optional.of("hint '" + Quoting.shorten(hint) + "'"));
  }

  private static Failure exhausted() {
    return Failure.of(
        Code.LIMIT,
        "not tried: this artifact's evidence and the configured keys make too many combinations");
  }

  private static Failure invalid(VerificationKey key) {
    return Failure.of(
        Code.SIGNATURE, "the signature does not verify under the key that its hint names: " + key);
  }
}
