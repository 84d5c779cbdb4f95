package dev.portcullis.verify;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import java.time.Instant;
import java.util.List;

record MintedAttestation(
    Origin origin,
    Digest subject,
    Voucher voucher,
    List<Instant> signedAt,
    List<LogWitness> witnesses,
    String predicateType,
    Bytes statement)
    implements Verified.Attestation {
  MintedAttestation {
    signedAt = List.copyOf(signedAt);
    witnesses = List.copyOf(witnesses);
  }

  @Override
  public boolean isSupposed() {
    return false;
  }
}
