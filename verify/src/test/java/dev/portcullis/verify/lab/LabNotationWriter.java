package dev.portcullis.verify.lab;

import dev.portcullis.oci.Bytes;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import tools.jackson.databind.json.JsonMapper;

/** Encodes what {@link LabNotation} describes. */
final class LabNotationWriter {
  private static final JsonMapper JSON = new JsonMapper();

  private LabNotationWriter() {}

  static Bytes json(Object value) {
    return Bytes.wrap(JSON.writeValueAsBytes(value));
  }

  static Bytes write(LabNotation spec) {
    return spec.envelopeEdit.apply(spec.jws ? jws(spec) : cose(spec));
  }

  private static Bytes jws(LabNotation spec) {
    Map<String, Object> header = new LinkedHashMap<>();
    spec.signed.forEach((label, value) -> header.put(label.toString(), jsonValue(value)));
    if (!spec.critical.isEmpty()) {
      header.put("crit", spec.critical);
    }
    String signed = url(spec.headerEdit.apply(json(header)));
    String payload = url(spec.payload);
    Bytes signature = signature(spec, Bytes.utf8(signed + "." + payload));
    Map<String, Object> unprotected = new LinkedHashMap<>();
    spec.unprotected.forEach((label, value) -> unprotected.put(label.toString(), jsonValue(value)));
    if (spec.timestamped) {
      unprotected.put(LabNotation.TIMESTAMP, jsonValue(spec.timestamper.apply(signature)));
    }
    Map<String, Object> envelope = new LinkedHashMap<>();
    envelope.put("payload", payload);
    envelope.put("protected", signed);
    envelope.put("header", unprotected);
    envelope.put("signature", url(signature));
    return json(envelope);
  }

  private static Bytes cose(LabNotation spec) {
    Map<Object, Object> header = new LinkedHashMap<>();
    spec.signed.forEach((label, value) -> header.put(label, cborValue(value)));
    if (!spec.critical.isEmpty()) {
      header.put(2, spec.critical);
    }
    Bytes signed = spec.headerEdit.apply(LabCbor.encode(header));
    Bytes signature =
        signature(spec, LabCbor.encode(List.of("Signature1", signed, Bytes.empty(), spec.payload)));
    Map<Object, Object> unprotected = new LinkedHashMap<>(spec.unprotected);
    if (spec.timestamped) {
      unprotected.put(LabNotation.TIMESTAMP, spec.timestamper.apply(signature));
    }
    return LabCbor.encode(
        new LabCbor.Tag(18, List.of(signed, unprotected, spec.payload, signature)));
  }

  private static Bytes signature(LabNotation spec, Bytes input) {
    LabKey key = spec.key.signingBy(spec.by);
    boolean ec = key.publicKey() instanceof ECPublicKeyParameters;
    Bytes signature =
        spec.signature.isPresent()
            ? spec.signature.get().apply(input)
            : ec ? key.signP1363(input) : key.sign(input);
    return spec.signatureEdit.apply(signature);
  }

  private static Object jsonValue(Object value) {
    return switch (value) {
      case Bytes bytes -> Base64.getEncoder().encodeToString(bytes.toByteArray());
      case Instant time -> time.toString();
      case List<?> list -> list.stream().map(LabNotationWriter::jsonValue).toList();
      default -> value;
    };
  }

  private static Object cborValue(Object value) {
    return value instanceof Instant time ? new LabCbor.Tag(1, time.getEpochSecond()) : value;
  }

  private static String url(Bytes bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
  }
}
