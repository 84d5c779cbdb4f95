package dev.portcullis.verify.sigstore;

import static dev.portcullis.verify.sigstore.BundleParser.require;
import static dev.portcullis.verify.sigstore.BundleParser.requireFirst;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import java.util.List;
import java.util.Optional;

/**
 * The {@code verificationMaterial} of a bundle.
 *
 * @param chain whether the certificates came as an {@code x509CertificateChain}
 */
record VerificationMaterial(
    Bundle.Material material, boolean chain, List<LogEntry> logEntries, List<Bytes> timestamps) {

  static VerificationMaterial read(ProtoJson in) throws MalformedException {
    Optional<Bundle.Material> material = Optional.empty();
    boolean chain = false;
    List<LogEntry> logEntries = List.of();
    List<Bytes> timestamps = List.of();
    for (ProtoJson.Fields fields = in.fields(); fields.next(); ) {
      switch (fields.name()) {
        case "certificate" -> {
          requireFirst(material, "verification material");
          Bytes leaf = certificate(in);
          material = Optional.of(new Bundle.Material.Certificate(leaf, List.of()));
        }
        case "x509CertificateChain" -> {
          requireFirst(material, "verification material");
          material = Optional.of(chain(in));
          chain = true;
        }
        case "publicKey" -> {
          requireFirst(material, "verification material");
          material = Optional.of(keyHint(in));
        }
        case "tlogEntries" -> logEntries = in.list(Limits.LOG_ENTRIES, LogEntryReader::entry);
        case "timestampVerificationData" -> timestamps = timestamps(in);
        default -> throw fields.unknown();
      }
    }
    BundleParser.requireDistinct(logEntries);
    return new VerificationMaterial(
        require(material, "certificate or publicKey"), chain, logEntries, timestamps);
  }

  private static Bundle.Material chain(ProtoJson in) throws MalformedException {
    List<Bytes> certificates = certificates(in);
    if (certificates.isEmpty()) {
      throw new MalformedException("the certificate chain is empty");
    }
    return new Bundle.Material.Certificate(
        certificates.getFirst(), certificates.subList(1, certificates.size()));
  }

  /** The {@code certificates} of an {@code X509CertificateChain}, DER. */
  static List<Bytes> certificates(ProtoJson in) throws MalformedException {
    List<Bytes> certificates = List.of();
    for (ProtoJson.Fields fields = in.fields(); fields.next(); ) {
      if (!fields.name().equals("certificates")) {
        throw fields.unknown();
      }
      certificates = in.list(Limits.CHAIN_LENGTH, VerificationMaterial::certificate);
    }
    return certificates;
  }

  private static Bytes certificate(ProtoJson in) throws MalformedException {
    return onlyBytes(in, "rawBytes", Limits.CERTIFICATE_BYTES);
  }

  private static Bundle.Material keyHint(ProtoJson in) throws MalformedException {
    String hint = "";
    for (ProtoJson.Fields fields = in.fields(); fields.next(); ) {
      if (!fields.name().equals("hint")) {
        throw fields.unknown();
      }
      hint = in.string();
    }
    return new Bundle.Material.KeyHint(hint);
  }

  private static List<Bytes> timestamps(ProtoJson in) throws MalformedException {
    List<Bytes> timestamps = List.of();
    for (ProtoJson.Fields fields = in.fields(); fields.next(); ) {
      if (!fields.name().equals("rfc3161Timestamps")) {
        throw fields.unknown();
      }
      timestamps =
          in.list(
              Limits.TIMESTAMPS,
              each -> onlyBytes(each, "signedTimestamp", Limits.TIMESTAMP_BYTES));
    }
    return timestamps;
  }

  /** A message whose only field holds some bytes, at least one and at most {@code limit}. */
  static Bytes onlyBytes(ProtoJson in, String only, int limit) throws MalformedException {
    Bytes bytes = Bytes.empty();
    for (ProtoJson.Fields fields = in.fields(); fields.next(); ) {
      if (!fields.name().equals(only)) {
        throw fields.unknown();
      }
      bytes = in.bytes();
    }
    String wrong = "'" + only + "' has " + bytes.length() + " bytes, not 1 to " + limit;
    if (bytes.length() > limit) {
      throw MalformedException.overLimit(wrong);
    }
    if (bytes.isEmpty()) {
      throw new MalformedException(wrong);
    }
    return bytes;
  }
}
