package dev.portcullis.proxy;

import dev.portcullis.verify.BundleVerifier;
import dev.portcullis.verify.LogWitness;
import dev.portcullis.verify.Vouched;
import dev.portcullis.verify.Voucher;
import java.time.Instant;

/**
 * What {@code verify-bundle} tells.
 *
 * @param outcome what came of the bundle
 */
record BundleReport(BundleVerifier.Outcome outcome) {
  /** Whether the bundle is accepted. */
  boolean accepted() {
    return outcome.failure().isEmpty() && !outcome.vouched().isEmpty();
  }

  /** One line that says why it is rejected, or who signed, when, and which logs hold it. */
  String text() {
    StringBuilder text = new StringBuilder();
    outcome
        .failure()
        .ifPresentOrElse(
            failure ->
                text.append("rejected: ")
                    .append(failure.sentence())
                    .append(" (")
                    .append(failure.code())
                    .append(")\n"),
            () -> outcome.vouched().forEach(vouched -> append(vouched, text)));
    return text.toString();
  }

  private static void append(Vouched vouched, StringBuilder text) {
    text.append("accepted: signed by ").append(signer(vouched.voucher())).append('\n');
    for (Instant time : vouched.signedAt()) {
      text.append("  signed at ").append(time).append('\n');
    }
    for (LogWitness witness : vouched.witnesses()) {
      text.append("  in ").append(witness.words()).append('\n');
    }
  }

  private static String signer(Voucher voucher) {
    return switch (voucher) {
      case Voucher.Key key -> "key " + key.fingerprint();
      case Voucher.Keyless keyless ->
          keyless.identity()
              + ", root "
              + keyless.root()
              + ", certificate "
              + keyless.certificate().words();
      case Voucher.Owned owned ->
          owned.names() + ", root " + owned.root() + ", certificate " + owned.certificate().words();
      case Voucher.Notation notation -> notation.signer();
      case Voucher.Supposed supposed -> supposed.signer();
    };
  }
}
