package dev.portcullis.verify.lab;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Origin;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A cosign signature as a layer. What {@link #of} makes is right; each of the other methods makes a
 * copy that differs in one thing. Whatever is set is signed, unless the method says otherwise.
 */
public final class LabSignature {
  private final LabKey key;
  private final Bytes payload;
  private final Map<String, String> annotations;

  private LabSignature(LabKey key, Bytes payload, Map<String, String> annotations) {
    this.key = key;
    this.payload = payload;
    this.annotations = annotations;
  }

  /** The signature of {@code digest} as cosign makes it with {@code --key}. */
  public static LabSignature of(Digest digest, LabKey key) {
    return signing(
        payload(digest.toString(), "cosign container image signature", LabJson.NULL), key);
  }

  /** A signature over any payload. */
  public static LabSignature signing(Bytes payload, LabKey key) {
    return new LabSignature(
        key,
        payload,
        Map.of("dev.cosignproject.cosign/signature", LabJson.base64(key.sign(payload))));
  }

  /** A signature over any payload that a test spells out. */
  public static LabSignature signing(String payload, LabKey key) {
    return signing(Bytes.utf8(payload), key);
  }

  /** With another {@code critical.type}. */
  public LabSignature withType(String digest, String type) {
    return signing(payload(digest, type, LabJson.NULL), key);
  }

  /** With claims of the signer's own ({@code cosign sign -a}); values may be of any JSON type. */
  public LabSignature withOptional(Digest digest, Map<String, ?> optional) {
    return signing(payload(digest.toString(), "cosign container image signature", optional), key);
  }

  /** With another payload under the same signature. */
  public LabSignature withPayloadSwapped(Bytes other) {
    return new LabSignature(key, other, annotations);
  }

  /** With an annotation set or replaced; annotations are not signed. */
  public LabSignature withAnnotation(String name, String value) {
    Map<String, String> changed = new LinkedHashMap<>(annotations);
    changed.put(name, value);
    return new LabSignature(key, payload, changed);
  }

  /** With one annotation fewer. */
  public LabSignature withoutAnnotation(String name) {
    Map<String, String> changed = new LinkedHashMap<>(annotations);
    changed.remove(name);
    return new LabSignature(key, payload, changed);
  }

  /** With another raw signature over the same payload. */
  public LabSignature withSignature(Bytes signature) {
    return withAnnotation("dev.cosignproject.cosign/signature", LabJson.base64(signature));
  }

  /** The layer's blob. */
  public Bytes payload() {
    return payload;
  }

  /** The layer's annotations. */
  public Map<String, String> annotations() {
    return annotations;
  }

  /** The raw signature. */
  public Bytes signature() {
    return LabJson.bytes(annotation("dev.cosignproject.cosign/signature"));
  }

  /** The value of an annotation that is there. */
  public String annotation(String name) {
    return Optional.ofNullable(annotations.get(name)).orElseThrow();
  }

  /** The layer's descriptor. */
  public Map<String, Object> descriptor() {
    Map<String, Object> descriptor = LabArtifact.descriptor(MediaTypes.SIMPLE_SIGNING, payload);
    descriptor.put("annotations", annotations);
    return descriptor;
  }

  /** The layer as it was found under cosign's tag. */
  public Candidate.SimpleSigning candidate() {
    return new Candidate.SimpleSigning(
        new Origin(Origin.Source.LEGACY_TAG, Optional.of(Digest.sha256(payload)), 0),
        payload,
        annotations);
  }

  private static Bytes payload(String digest, String type, Object optional) {
    return LabJson.write(
        LabJson.object(
            "critical",
            LabJson.object(
                "identity", LabJson.object("docker-reference", ""),
                "image", LabJson.object("docker-manifest-digest", digest),
                "type", type),
            "optional",
            optional));
  }
}
