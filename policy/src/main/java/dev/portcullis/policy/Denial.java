package dev.portcullis.policy;

import dev.portcullis.verify.LogWitness;
import dev.portcullis.verify.Verified;
import dev.portcullis.verify.Voucher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What of a fact the operator has revoked, whoever the signer is. */
final class Denial {
  private Denial() {}

  /** What is revoked and why, to follow the signer's name; empty if nothing is. */
  static Optional<String> of(Verified fact, DenyList denied) {
    for (String key : keys(fact.voucher())) {
      Optional<String> reason = denied.reasonForKey(key);
      if (reason.isPresent()) {
        return Optional.of(words("key", key.substring(0, Math.min(12, key.length())), reason));
      }
    }
    for (String certificate : certificates(fact.voucher())) {
      Optional<String> reason = denied.reasonForCertificate(certificate);
      if (reason.isPresent()) {
        return Optional.of(
            words(
                "certificate",
                certificate.substring(0, Math.min(12, certificate.length())),
                reason));
      }
    }
    for (LogWitness witness : fact.witnesses()) {
      if (witness.logIndex().isPresent()) {
        String entry = witness.log() + "/" + witness.logIndex().getAsLong();
        Optional<String> reason = denied.reasonForLogEntry(entry);
        if (reason.isPresent()) {
          return Optional.of(words("log entry", entry, reason));
        }
      }
    }
    return Optional.empty();
  }

  private static String words(String kind, String name, Optional<String> reason) {
    return " with "
        + kind
        + " "
        + name
        + ", which is revoked"
        + reason.map(Standing::because).orElse("");
  }

  private static List<String> keys(Voucher voucher) {
    return switch (voucher) {
      case Voucher.Key(String fingerprint) -> List.of(fingerprint);
      case Voucher.Keyless _ -> List.of();
      case Voucher.Notation notation -> List.of(notation.keyFingerprint());
    };
  }

  private static List<String> certificates(Voucher voucher) {
    return switch (voucher) {
      case Voucher.Key _ -> List.of();
      case Voucher.Keyless keyless -> List.of(keyless.fingerprint());
      case Voucher.Notation notation -> {
        List<String> chain = new ArrayList<>();
        notation.outcome().chain().forEach(each -> chain.add(each.fingerprint()));
        yield chain;
      }
    };
  }
}
