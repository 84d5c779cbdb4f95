package dev.portcullis.verify.intoto;

import dev.portcullis.oci.Base64Text;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.JsonObject;
import dev.portcullis.oci.JsonStream;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A DSSE envelope (DSSE specification 1.0.2, envelope.md), read but not verified. Payload and
 * signatures are decoded once; what is verified is what is parsed.
 *
 * @param payloadType the type that is signed with the payload
 * @param payload the decoded payload
 * @param signatures one or more
 */
public record DsseEnvelope(String payloadType, Bytes payload, List<Signature> signatures) {
  /** The payload type of in-toto statements. */
  public static final String IN_TOTO = "application/vnd.in-toto+json";

  /** Copies the list. */
  public DsseEnvelope {
    signatures = List.copyOf(signatures);
  }

  /**
   * One signature.
   *
   * @param keyid the signer's hint at the key, if any; unsigned
   * @param value the raw signature
   */
  public record Signature(Optional<String> keyid, Bytes value) {}

  /**
   * Reads an envelope that stands alone, as attestation layers hold it. Unknown members are ignored
   * (protocol.md); case variants of the known ones are not.
   *
   * @throws MalformedException if it is over {@link Limits#ENVELOPE_BYTES}, not strict JSON, a
   *     member is missing or of another form, or there is no signature or more than {@link
   *     Limits#ENVELOPE_SIGNATURES}
   */
  public static DsseEnvelope parse(Bytes json) throws MalformedException {
    JsonObject envelope =
        JsonObject.parseWithout(
            "payload", Set.of("payloadType", "signatures"), json, Limits.ENVELOPE_BYTES);
    envelope.rejectCaseVariantsOf("payload", "payloadType", "signatures");
    envelope.text("payload"); // the text is passed over, but must be one
    Bytes payload = payload(json);
    String payloadType = envelope.text("payloadType");
    List<Signature> signatures = new ArrayList<>();
    for (JsonObject entry : envelope.objects("signatures", Limits.ENVELOPE_SIGNATURES)) {
      entry.rejectCaseVariantsOf("sig", "keyid");
      Bytes value = Base64Text.decodeLenient(entry.text("sig"));
      if (value.isEmpty()) {
        throw new MalformedException("'" + entry.place("sig") + "' is empty");
      }
      signatures.add(new Signature(entry.optionalText("keyid"), value));
    }
    if (signatures.isEmpty()) {
      throw new MalformedException("'" + envelope.place("signatures") + "' is empty");
    }
    return new DsseEnvelope(payloadType, payload, signatures);
  }

  private static Bytes payload(Bytes json) throws MalformedException {
    AtomicReference<Bytes> payload = new AtomicReference<>(Bytes.empty());
    JsonStream.read(
        json,
        Limits.ENVELOPE_BYTES,
        List.of(),
        Map.of(
            "payload",
            in -> {
              payload.set(in.base64());
              in.stop();
            }));
    return payload.get();
  }

  /**
   * The bytes that are signed: {@code DSSEv1 SP len(type) SP type SP len(payload) SP payload}, with
   * lengths in bytes (protocol.md, "Signature Definition").
   */
  public Bytes preAuthEncoding() {
    return preAuthEncoding(payloadType, payload);
  }

  /** As {@link #preAuthEncoding()}, of a payload and its type that another format carries. */
  public static Bytes preAuthEncoding(String payloadType, Bytes payload) {
    byte[] type = payloadType.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    head.writeBytes(("DSSEv1 " + type.length + " ").getBytes(StandardCharsets.US_ASCII));
    head.writeBytes(type);
    head.writeBytes((" " + payload.length() + " ").getBytes(StandardCharsets.US_ASCII));
    return payload.precededBy(Bytes.wrap(head.toByteArray()));
  }
}
