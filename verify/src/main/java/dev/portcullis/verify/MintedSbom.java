package dev.portcullis.verify;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

record MintedSbom(
    Origin origin,
    Digest subject,
    Voucher voucher,
    List<Instant> signedAt,
    List<LogWitness> witnesses,
    Digest artifact,
    Bytes document,
    Optional<String> named)
    implements Verified.Sbom {
  MintedSbom {
    signedAt = List.copyOf(signedAt);
    witnesses = List.copyOf(witnesses);
  }

  @Override
  public boolean isSupposed() {
    return false;
  }
}
