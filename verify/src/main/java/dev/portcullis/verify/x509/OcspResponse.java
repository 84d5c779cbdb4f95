package dev.portcullis.verify.x509;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.SignatureScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A successful basic OCSP response (RFC 6960, section 4.2.1), well-formed but signed by anyone.
 *
 * @param toBeSigned the ResponseData
 * @param scheme how it is signed; empty for an algorithm that is not accepted, SHA-1 for example
 * @param certificates the embedded certificates, in no order that means anything
 * @param responderName whom it names as its signer by name, DER
 * @param responderKey whom it names as its signer by the SHA-1 of the key
 */
record OcspResponse(
    Bytes toBeSigned,
    Optional<SignatureScheme> scheme,
    Bytes signature,
    List<Certificate> certificates,
    Optional<Bytes> responderName,
    Optional<Bytes> responderKey,
    List<OcspSingleResponse> responses,
    List<Extension> extensions) {
  private static final Oid BASIC = Oid.of("1.3.6.1.5.5.7.48.1.1");
  private static final List<String> STATUSES =
      List.of(
          "successful",
          "malformedRequest",
          "internalError",
          "tryLater",
          "status 4",
          "sigRequired",
          "unauthorized");

  OcspResponse {
    certificates = List.copyOf(certificates);
    responses = List.copyOf(responses);
    extensions = List.copyOf(extensions);
  }

  /**
   * Reads the body of an answer.
   *
   * @throws MalformedException if it is not exactly one such response in DER within the limits
   */
  static OcspResponse parse(Bytes der) throws MalformedException {
    if (der.length() > Limits.OCSP_BYTES) {
      throw MalformedException.overLimit(
          "an OCSP response of " + der.length() + " bytes is over " + Limits.OCSP_BYTES);
    }
    DerReader outer = DerReader.of(der);
    DerReader response = outer.enter(DerReader.SEQUENCE);
    outer.requireEnd();
    requireSuccessful(response.content(DerReader.ENUMERATED));
    DerReader explicit = response.enter(DerReader.constructed(0));
    response.requireEnd();
    DerReader bytes = explicit.enter(DerReader.SEQUENCE);
    explicit.requireEnd();
    if (!bytes.oid().equals(BASIC)) {
      throw new MalformedException("the OCSP response is not of the basic type");
    }
    Bytes basic = bytes.content(DerReader.OCTET_STRING);
    bytes.requireEnd();
    return readBasic(basic);
  }

  private static void requireSuccessful(Bytes status) throws MalformedException {
    int number = status.length() == 1 ? status.at(0) : -1;
    if (number != 0) {
      throw new MalformedException(
          "the OCSP responder says "
              + (number > 0 && number < STATUSES.size() ? STATUSES.get(number) : "nonsense"));
    }
  }

  private static OcspResponse readBasic(Bytes der) throws MalformedException {
    DerReader outer = DerReader.of(der);
    DerReader basic = outer.enter(DerReader.SEQUENCE);
    outer.requireEnd();
    Bytes toBeSigned = basic.element();
    Optional<SignatureScheme> scheme = SignatureAlgorithms.scheme(basic.element());
    Bytes signature = basic.wholeBits();
    List<Certificate> certificates = List.of();
    if (basic.nextIs(DerReader.constructed(0))) {
      DerReader explicit = basic.enter(DerReader.constructed(0));
      certificates = certificates(explicit.enter(DerReader.SEQUENCE));
      explicit.requireEnd();
    }
    basic.requireEnd();
    return readData(toBeSigned, scheme, signature, certificates);
  }

  private static List<Certificate> certificates(DerReader sequence) throws MalformedException {
    List<Certificate> certificates = new ArrayList<>(1);
    while (sequence.hasNext()) {
      if (certificates.size() == Limits.CHAIN_LENGTH) {
        throw MalformedException.overLimit(
            "the OCSP response has more than " + Limits.CHAIN_LENGTH + " certificates");
      }
      certificates.add(Certificate.parse(sequence.element()));
    }
    return certificates;
  }

  private static OcspResponse readData(
      Bytes toBeSigned,
      Optional<SignatureScheme> scheme,
      Bytes signature,
      List<Certificate> certificates)
      throws MalformedException {
    DerReader data = DerReader.of(toBeSigned).enter(DerReader.SEQUENCE);
    if (data.nextIs(DerReader.constructed(0))) {
      DerReader version = data.enter(DerReader.constructed(0));
      if (version.smallInteger() != 0) {
        throw new MalformedException("the OCSP response is not of version 1");
      }
      version.requireEnd();
    }
    boolean byName = data.nextIs(DerReader.constructed(1));
    DerReader responder = data.enter(DerReader.constructed(byName ? 1 : 2));
    Bytes responderId = byName ? responder.element() : responder.content(DerReader.OCTET_STRING);
    responder.requireEnd();
    if (!data.nextIs(DerReader.GENERALIZED_TIME)) {
      throw new MalformedException("the OCSP response does not say when it was produced");
    }
    data.time();
    List<OcspSingleResponse> responses = responses(data.enter(DerReader.SEQUENCE));
    List<Extension> extensions = List.of();
    if (data.nextIs(DerReader.constructed(1))) {
      DerReader explicit = data.enter(DerReader.constructed(1));
      extensions = ExtensionReader.read(explicit);
      explicit.requireEnd();
    }
    data.requireEnd();
    return new OcspResponse(
        toBeSigned,
        scheme,
        signature,
        certificates,
        byName ? Optional.of(responderId) : Optional.empty(),
        byName ? Optional.empty() : Optional.of(responderId),
        responses,
        extensions);
  }

  private static List<OcspSingleResponse> responses(DerReader sequence) throws MalformedException {
    List<OcspSingleResponse> responses = new ArrayList<>(1);
    while (sequence.hasNext()) {
      if (responses.size() == Limits.OCSP_SINGLE_RESPONSES) {
        throw MalformedException.overLimit(
            "the OCSP response is about more than "
                + Limits.OCSP_SINGLE_RESPONSES
                + " certificates");
      }
      responses.add(OcspSingleResponse.read(sequence));
    }
    return responses;
  }

  /** Whether it names {@code certificate} as its signer's. */
  boolean names(Certificate certificate) throws MalformedException {
    return responderName.isPresent()
        ? responderName.get().equals(certificate.subject())
        : responderKey.equals(Optional.of(OcspCertificateId.keyHash(certificate)));
  }

  /** Whether it carries the signature of the holder of {@code certificate}. */
  boolean isSignedBy(Certificate certificate) throws MalformedException {
    return scheme.isPresent() && certificate.key().verify(scheme.get(), toBeSigned, signature);
  }
}
