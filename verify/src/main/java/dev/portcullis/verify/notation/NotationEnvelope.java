package dev.portcullis.verify.notation;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.MediaTypes;
import java.util.List;
import java.util.Optional;

/**
 * An envelope of either format, well-formed and otherwise unverified.
 *
 * @param header the signed header, for the attributes that extensions define
 * @param attributes what the signed header says
 * @param payload the signed bytes: the payload's JSON
 * @param signingInput what the signature is over
 * @param signature the raw signature
 * @param chain the DER certificates, leaf first, one or more
 * @param timestamp the RFC 3161 token over {@code signature}
 */
record NotationEnvelope(
    ProtectedHeader header,
    SignedAttributes attributes,
    Bytes payload,
    Bytes signingInput,
    Bytes signature,
    List<Bytes> chain,
    Optional<Bytes> timestamp) {

  NotationEnvelope {
    chain = List.copyOf(chain);
  }

  /**
   * Parses an envelope.
   *
   * @param envelopeType the media type of the layer
   * @throws MalformedException if it is of neither type, or breaks a rule of its format
   */
  static NotationEnvelope parse(String envelopeType, Bytes envelope) throws MalformedException {
    if (envelope.length() > Limits.NOTATION_ENVELOPE_BYTES) {
      throw MalformedException.overLimit(
          "an envelope of %d bytes is over the limit of %d"
              .formatted(envelope.length(), Limits.NOTATION_ENVELOPE_BYTES));
    }
    return switch (envelopeType) {
      case MediaTypes.NOTATION_JWS -> JwsEnvelope.parse(envelope);
      case MediaTypes.NOTATION_COSE -> CoseEnvelope.parse(envelope);
      default -> throw new MalformedException("not a type of signature envelope");
    };
  }

  /** Checks the number and the sizes of the certificates. */
  static List<Bytes> checkChain(List<Bytes> chain) throws MalformedException {
    if (chain.isEmpty()) {
      throw new MalformedException("the certificate chain is empty");
    }
    if (chain.size() > Limits.CHAIN_LENGTH) {
      throw MalformedException.overLimit(
          "the certificate chain has more than " + Limits.CHAIN_LENGTH + " certificates");
    }
    for (Bytes certificate : chain) {
      if (certificate.length() > Limits.CERTIFICATE_BYTES) {
        throw MalformedException.overLimit(
            "a certificate has more than " + Limits.CERTIFICATE_BYTES + " bytes");
      }
    }
    return chain;
  }

  /** Checks the size of a timestamp token. */
  static Bytes checkTimestamp(Bytes token) throws MalformedException {
    if (token.length() > Limits.TIMESTAMP_BYTES) {
      throw MalformedException.overLimit(
          "the timestamp has more than " + Limits.TIMESTAMP_BYTES + " bytes");
    }
    return token;
  }
}
