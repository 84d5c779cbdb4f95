package dev.portcullis.verify.notation;

import dev.portcullis.oci.Base64Text;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.JsonObject;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.StrictJson;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Reads a JWS in flattened JSON serialization (2.1; RFC 7515, section 7.2.2): these four members
 * and no other, so neither the general form nor a detached payload.
 */
final class JwsEnvelope {
  private static final String CHAIN = "x5c";

  private JwsEnvelope() {}

  static NotationEnvelope parse(Bytes envelope) throws MalformedException {
    JsonObject jws =
        JsonObject.parse(envelope, Limits.NOTATION_ENVELOPE_BYTES)
            .requireExactly("payload", "protected", "header", "signature");
    String payload = jws.text("payload");
    String protectedText = jws.text("protected");
    JsonNode protectedJson =
        StrictJson.parseObject(Base64Text.decodeUrl(protectedText), Limits.NOTATION_ENVELOPE_BYTES);
    Set<String> names = new LinkedHashSet<>(protectedJson.propertyNames());
    JoseHeader header = JoseHeader.of(JsonObject.of(protectedJson, "protected"), names);
    JsonObject unprotected = jws.object("header");
    for (String name : names) {
      if (unprotected.has(name)) {
        throw new MalformedException("a header parameter is both protected and unprotected");
      }
    }
    unprotected.optionalText(AttributeNames.SIGNING_AGENT);
    Bytes signature = Base64Text.decodeUrl(jws.text("signature"));
    Bytes payloadBytes = Base64Text.decodeUrl(payload);
    return new NotationEnvelope(
        header,
        SignedAttributes.read(header),
        payloadBytes,
        Bytes.utf8(protectedText + "." + payload),
        signature,
        chain(unprotected),
        timestamp(unprotected));
  }

  private static List<Bytes> chain(JsonObject unprotected) throws MalformedException {
    List<Bytes> chain = new ArrayList<>();
    for (JsonNode certificate : unprotected.array(CHAIN, Limits.CHAIN_LENGTH)) {
      if (!certificate.isString()) {
        throw new MalformedException("'header.x5c' holds something that is not a string");
      }
      chain.add(Base64Text.decode(certificate.stringValue()));
    }
    return NotationEnvelope.checkChain(chain);
  }

  private static Optional<Bytes> timestamp(JsonObject unprotected) throws MalformedException {
    Optional<String> token = unprotected.optionalText(AttributeNames.TIMESTAMP);
    return token.isPresent()
        ? Optional.of(NotationEnvelope.checkTimestamp(Base64Text.decode(token.get())))
        : Optional.empty();
  }
}
