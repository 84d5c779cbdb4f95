package dev.portcullis.verify;

import dev.portcullis.oci.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

record SupposedSignature(
    Origin origin,
    Digest subject,
    Voucher voucher,
    List<Instant> signedAt,
    List<LogWitness> witnesses,
    Map<String, String> annotations,
    Optional<String> named)
    implements Verified.Signature {
  SupposedSignature {
    signedAt = List.copyOf(signedAt);
    witnesses = List.copyOf(witnesses);
    annotations = Map.copyOf(annotations);
  }

  @Override
  public boolean isSupposed() {
    return true;
  }
}
