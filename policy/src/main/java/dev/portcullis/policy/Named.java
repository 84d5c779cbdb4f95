package dev.portcullis.policy;

import dev.portcullis.oci.Quoting;
import dev.portcullis.verify.Voucher;

/**
 * Who vouched, as people are told.
 *
 * @param words the key, or the identity that a certificate is for
 */
record Named(String words) {
  private static final int FINGERPRINT = 12;

  static Named of(Voucher voucher) {
    return new Named(
        switch (voucher) {
          case Voucher.Key(String fingerprint) ->
              "key "
                  + Quoting.shorten(
                      fingerprint.substring(0, Math.min(FINGERPRINT, fingerprint.length())));
          case Voucher.Keyless keyless -> KeylessStanding.name(keyless);
          case Voucher.Owned owned -> OwnedStanding.name(owned);
          case Voucher.Notation notation -> Quoting.shorten(notation.signer(), TextPattern.SHOWN);
          case Voucher.Supposed supposed -> "whoever is " + Quoting.shorten(supposed.signer());
        });
  }
}
