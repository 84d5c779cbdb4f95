package dev.portcullis.verify.x509;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Failure.Code;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An RFC 3161 timestamp token, well-formed but verified by nothing. It counts once {@link #failure}
 * says that it holds for a signer whom the caller trusts at {@link #time}.
 */
public final class TimestampToken {
  private final SignedData signedData;
  private final TimestampInfo info;

  private TimestampToken(SignedData signedData, TimestampInfo info) {
    this.signedData = signedData;
    this.info = info;
  }

  /**
   * What a caller demands beyond RFC 3161.
   *
   * @param signingCertificateV2 whether the signer's certificate must be bound by RFC 5816's
   *     attribute, with SHA-2; otherwise that of RFC 2634, with SHA-1, will do as well
   * @param issuerAndSerial whether the signer must be named by issuer and serial number (SignerInfo
   *     version 1), not by key identifier
   */
  public record Demands(boolean signingCertificateV2, boolean issuerAndSerial) {}

  /**
   * Reads a TimeStampToken: a CMS SignedData with one signer over a TSTInfo.
   *
   * @throws MalformedException if it is not one, or over {@link Limits#TIMESTAMP_BYTES}
   */
  public static TimestampToken parse(Bytes token) throws MalformedException {
    requireSize(token);
    DerReader reader = DerReader.of(token);
    SignedData signedData = SignedData.read(reader);
    reader.requireEnd();
    return new TimestampToken(signedData, TimestampInfo.read(signedData.content()));
  }

  /**
   * Reads a TimeStampResp that grants a token (RFC 3161, section 2.4.2).
   *
   * @throws MalformedException if it is not one, does not grant, or is over {@link
   *     Limits#TIMESTAMP_BYTES}
   */
  public static TimestampToken parseResponse(Bytes response) throws MalformedException {
    requireSize(response);
    DerReader outer = DerReader.of(response);
    DerReader reader = outer.enter(DerReader.SEQUENCE);
    outer.requireEnd();
    int status = reader.enter(DerReader.SEQUENCE).smallInteger();
    if (status > 1) {
      throw new MalformedException("the timestamp was not granted: status " + status);
    }
    TimestampToken token = parse(reader.element());
    reader.requireEnd();
    return token;
  }

  private static void requireSize(Bytes bytes) throws MalformedException {
    if (bytes.length() > Limits.TIMESTAMP_BYTES) {
      throw MalformedException.overLimit(
          "a timestamp of " + bytes.length() + " bytes is over " + Limits.TIMESTAMP_BYTES);
    }
  }

  /** The time that the authority claims, {@code genTime}. */
  public Instant time() {
    return info.time();
  }

  /** How far the claimed time may be off, if the authority says so. */
  public Optional<Duration> accuracy() {
    return info.accuracy();
  }

  /** The policy under which the token was issued. */
  public Oid policy() {
    return info.policy();
  }

  /** The CMS attribute {@code signingTime}, if present. */
  public Optional<Instant> signingTimeAttribute() {
    return signedData.signer().signingTime();
  }

  /**
   * The certificates that came with the token, in no order that means anything.
   *
   * @throws MalformedException if one of them is not a certificate
   */
  public List<Certificate> certificates() throws MalformedException {
    return signedData.parseCertificates();
  }

  /**
   * Whether the token holds a certificate that it names as its signer's and that is not {@code
   * signer}, byte for byte.
   *
   * @throws MalformedException if it holds anything that is no certificate
   */
  public boolean embedsAnother(Certificate signer) throws MalformedException {
    for (Bytes der : signedData.certificates()) {
      if (!der.equals(signer.der()) && names(Certificate.parse(der))) {
        return true;
      }
    }
    return false;
  }

  /** Whether the token names {@code certificate} as its signer's. */
  public boolean names(Certificate certificate) {
    return signedData.signer().names(certificate);
  }

  /**
   * Why the token does not prove that {@code stamped} existed at {@link #time}, on the word of the
   * holder of {@code signer}; empty if it does. Whether that holder is an authority is another
   * question ({@link TimestampProfile#failure}).
   */
  public Optional<Failure> failure(Certificate signer, Bytes stamped, Demands demands) {
    SignerInfo signerInfo = signedData.signer();
    if (!signerInfo.names(signer)) {
      return rejected("the timestamp names another signer");
    }
    if (demands.issuerAndSerial() && !signerInfo.byIssuerAndSerial()) {
      return rejected("the timestamp names its signer by key identifier");
    }
    if (!signerInfo.bindsCertificate(signer, demands.signingCertificateV2())) {
      return rejected("the timestamp does not bind its signer's certificate");
    }
    if (!signerInfo.contentDigest().equals(signerInfo.digestAlgorithm().of(signedData.content()))) {
      return rejected("the timestamp's message digest is not that of its content");
    }
    if (!signedBy(signer)) {
      return rejected("the timestamp's signature does not verify under its signer's key");
    }
    if (!info.imprint().equals(info.imprintAlgorithm().of(stamped))) {
      return rejected("the timestamp is for another signature");
    }
    return Optional.empty();
  }

  private boolean signedBy(Certificate signer) {
    SignerInfo signerInfo = signedData.signer();
    try {
      return signerInfo.scheme().isPresent()
          && signer
              .key()
              .verify(
                  signerInfo.scheme().get(), signerInfo.signedAttributes(), signerInfo.signature());
    } catch (MalformedException e) {
      return false;
    }
  }

  private static Optional<Failure> rejected(String message) {
    return Optional.of(Failure.of(Code.TIMESTAMP, message));
  }
}
