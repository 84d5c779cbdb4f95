package dev.portcullis.verify.lab;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Origin;
import dev.portcullis.verify.intoto.DsseEnvelope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A DSSE envelope. What {@link #of} makes is right; each of the other methods makes a copy that
 * differs in one thing.
 *
 * @param payloadType the payload's type
 * @param payload the payload
 * @param signatures the members of {@code signatures}
 * @param annotations those of the layer that holds the envelope
 */
public record LabEnvelope(
    String payloadType,
    Bytes payload,
    List<Map<String, Object>> signatures,
    Map<String, String> annotations) {

  /** An envelope with {@code statement} as {@code cosign attest --key} makes it. */
  public static LabEnvelope of(LabStatement statement, LabKey key) {
    return of(statement.json(), key);
  }

  /** An envelope with any payload, called an in-toto statement. */
  public static LabEnvelope of(Bytes payload, LabKey key) {
    return new LabEnvelope(DsseEnvelope.IN_TOTO, payload, List.of(), Map.of()).signedBy(key, "");
  }

  /** With one more signature, over the envelope as it is. */
  public LabEnvelope signedBy(LabKey key, String keyid) {
    return withSignature(key.sign(preAuthEncoding()), keyid);
  }

  /** With one more signature, whatever it is. */
  public LabEnvelope withSignature(Bytes signature, String keyid) {
    List<Map<String, Object>> more = new ArrayList<>(signatures);
    more.add(LabJson.object("keyid", keyid, "sig", LabJson.base64(signature)));
    return new LabEnvelope(payloadType, payload, more, annotations);
  }

  /** Without signatures. */
  public LabEnvelope unsigned() {
    return new LabEnvelope(payloadType, payload, List.of(), annotations);
  }

  /** With another payload under the same signatures. */
  public LabEnvelope withPayloadSwapped(Bytes other) {
    return new LabEnvelope(payloadType, other, signatures, annotations);
  }

  /** With another type under the same signatures. */
  public LabEnvelope withTypeSwapped(String other) {
    return new LabEnvelope(other, payload, signatures, annotations);
  }

  /** With an annotation on the layer set or replaced. */
  public LabEnvelope withAnnotation(String name, String value) {
    Map<String, String> changed = new LinkedHashMap<>(annotations);
    changed.put(name, value);
    return new LabEnvelope(payloadType, payload, signatures, changed);
  }

  /** The raw signature at an index. */
  public Bytes signature(int index) {
    return LabJson.bytes((String) LabJson.at(signatures, index + ".sig"));
  }

  /** The bytes that are signed. */
  public Bytes preAuthEncoding() {
    return DsseEnvelope.preAuthEncoding(payloadType, payload);
  }

  /** The envelope's members. */
  public Map<String, Object> members() {
    return LabJson.object(
        "payloadType", payloadType, "payload", LabJson.base64(payload), "signatures", signatures);
  }

  /** The envelope's bytes. */
  public Bytes json() {
    return LabJson.write(members());
  }

  /** The descriptor of the layer that holds it. */
  public Map<String, Object> descriptor() {
    Map<String, Object> descriptor = LabArtifact.descriptor(MediaTypes.DSSE, json());
    Map<String, String> all = new LinkedHashMap<>(annotations);
    all.putIfAbsent("dev.cosignproject.cosign/signature", "");
    descriptor.put("annotations", all);
    return descriptor;
  }

  /** The layer as it was found under cosign's tag. */
  public Candidate.Dsse candidate() {
    return new Candidate.Dsse(
        new Origin(Origin.Source.LEGACY_TAG, Optional.of(Digest.sha256(json())), 0),
        json(),
        annotations);
  }
}
