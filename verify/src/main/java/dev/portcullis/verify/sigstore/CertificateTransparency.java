package dev.portcullis.verify.sigstore;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.Check;
import dev.portcullis.verify.CheckBudget;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.Trail;
import dev.portcullis.verify.x509.Certificate;
import dev.portcullis.verify.x509.Extension;
import dev.portcullis.verify.x509.HashFunction;
import dev.portcullis.verify.x509.Oid;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Checks that certificate transparency logs hold a certificate (sigstore spec notes, 2.4). */
final class CertificateTransparency {
  private static final Oid EMBEDDED = Oid.of("1.3.6.1.4.1.11129.2.4.2");
  private static final short PRECERTIFICATE_ENTRY = 1;

  private CertificateTransparency() {}

  /**
   * How many logs of {@code root} have promised to hold {@code leaf}; empty if they are too few or
   * a promise is wrong, which the trail then tells. A timestamp of a log that the root does not
   * know proves nothing; one of a log that it knows must be right.
   */
  static OptionalInt logs(
      Certificate leaf, Certificate issuer, SigstoreRoot root, CheckBudget budget, Trail trail) {
    int needed = root.thresholds().scts();
    Set<String> parties = new HashSet<>();
    try {
      Optional<Extension> embedded = leaf.extension(EMBEDDED);
      List<SignedCertificateTimestamp> timestamps =
          embedded.isPresent()
              ? SignedCertificateTimestamp.readList(embedded.get().value())
              : List.of();
      for (SignedCertificateTimestamp timestamp : timestamps) {
        List<TransparencyLog> logs =
            root.certificateLogs().stream()
                .filter(log -> log.id().equals(timestamp.logId()))
                .toList();
        if (logs.isEmpty()) {
          continue;
        }
        Optional<TransparencyLog> log =
            logs.stream().filter(each -> each.validFor().contains(timestamp.time())).findFirst();
        if (log.isEmpty()) {
          return failed(trail, "the SCT is from outside the validity of its log");
        }
        if (!budget.take(1)) {
          return failed(trail, CheckBudget.exhausted());
        }
        if (!signed(log.get(), timestamp, leaf, issuer)) {
          return failed(trail, "the SCT is not signed by its log " + log.get().origin());
        }
        parties.add(log.get().party());
      }
    } catch (MalformedException e) {
      String message = "the certificate's SCTs cannot be read: " + e.getMessage();
      return failed(trail, Failure.of(e.isOverLimit() ? Code.LIMIT : Code.SCT, message));
    }
    if (parties.size() < needed) {
      return failed(
          trail,
          Failure.of(
              Code.SCT,
              "too few certificate logs of root " + root.name() + " hold the certificate",
              "SCTs of " + needed,
              Integer.toString(parties.size())));
    }
    return OptionalInt.of(parties.size());
  }

  private static OptionalInt failed(Trail trail, String message) {
    return failed(trail, Failure.of(Code.SCT, message));
  }

  private static OptionalInt failed(Trail trail, Failure failure) {
    trail.failed(Check.Step.CERTIFICATE, failure);
    return OptionalInt.empty();
  }

  private static boolean signed(
      TransparencyLog log,
      SignedCertificateTimestamp timestamp,
      Certificate leaf,
      Certificate issuer)
      throws MalformedException {
    return timestamp.scheme().equals(Optional.of(log.scheme()))
        && log.signed(signedBytes(timestamp, leaf, issuer), timestamp.signature());
  }

  /** The {@code digitally-signed} structure of RFC 6962, section 3.2, for a precertificate. */
  private static Bytes signedBytes(
      SignedCertificateTimestamp timestamp, Certificate leaf, Certificate issuer)
      throws MalformedException {
    Bytes issuerKeyHash = HashFunction.SHA256.of(issuer.spki());
    Bytes toBeSigned = leaf.toBeSignedWithout(EMBEDDED);
    Bytes extensions = timestamp.extensions();
    byte[] signed =
        new byte
            [2
                + 8
                + 2
                + issuerKeyHash.length()
                + 3
                + toBeSigned.length()
                + 2
                + extensions.length()];
    ByteBuffer out = ByteBuffer.wrap(signed);
    out.putShort((short) 0);
    out.putLong(timestamp.milliseconds());
    out.putShort(PRECERTIFICATE_ENTRY);
    out.put(issuerKeyHash.asByteBuffer());
    out.put((byte) (toBeSigned.length() >>> 16));
    out.putShort((short) toBeSigned.length());
    out.put(toBeSigned.asByteBuffer());
    out.putShort((short) extensions.length());
    out.put(extensions.asByteBuffer());
    return Bytes.wrap(signed);
  }
}
