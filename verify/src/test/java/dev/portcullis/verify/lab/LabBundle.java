package dev.portcullis.verify.lab;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Origin;
import dev.portcullis.verify.Subject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A Sigstore bundle. What the factories make is right; each of the other methods makes a copy that
 * differs in one thing.
 *
 * @param mediaType the version
 * @param material the members of {@code verificationMaterial}
 * @param content the name of the content's member
 * @param value the content
 */
public record LabBundle(
    String mediaType, Map<String, Object> material, String content, Object value) {
  public static final String V0_3 = "application/vnd.dev.sigstore.bundle.v0.3+json";

  /** A bundle with an envelope as {@code cosign sign --key} and {@code cosign attest} make it. */
  public static LabBundle of(LabEnvelope envelope, LabKey key) {
    return new LabBundle(V0_3, hint(key.hint()), "dsseEnvelope", envelope.members());
  }

  /** A bundle with a signature over the subject's own bytes. */
  public static LabBundle message(Subject subject, LabKey key) {
    Digest digest = Digest.sha256(subject.content());
    return message(
        LabJson.object(
            "messageDigest",
            LabJson.object("algorithm", "SHA2_256", "digest", LabJson.base64(digest.bytes())),
            "signature",
            LabJson.base64(key.sign(subject.content()))),
        key);
  }

  /** A bundle with any message signature. */
  public static LabBundle message(Map<String, Object> messageSignature, LabKey key) {
    return new LabBundle(V0_3, hint(key.hint()), "messageSignature", messageSignature);
  }

  /** With another hint at the key. */
  public LabBundle withHint(String hint) {
    return new LabBundle(mediaType, hint(hint), content, value);
  }

  /** With other verification material. */
  public LabBundle withMaterial(Map<String, Object> other) {
    return new LabBundle(mediaType, other, content, value);
  }

  /** With another media type. */
  public LabBundle withMediaType(String other) {
    return new LabBundle(other, material, content, value);
  }

  /** The bundle's bytes. */
  public Bytes json() {
    return LabJson.write(
        LabJson.object("mediaType", mediaType, "verificationMaterial", material, content, value));
  }

  /** The bundle as it was found in a referrer. */
  public Candidate.Bundle candidate() {
    return new Candidate.Bundle(
        new Origin(Origin.Source.REFERRERS, Optional.of(Digest.sha256(json())), 0), json());
  }

  private static Map<String, Object> hint(String hint) {
    Map<String, Object> material = new LinkedHashMap<>();
    material.put("publicKey", LabJson.object("hint", hint));
    return material;
  }
}
