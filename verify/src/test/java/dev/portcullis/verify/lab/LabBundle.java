package dev.portcullis.verify.lab;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Origin;
import dev.portcullis.verify.Subject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

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

  /** With the value at a dotted path set or replaced: {@code tlogEntries.0.logIndex}. */
  public LabBundle with(String path, Object other) {
    return withMaterial(LabJson.with(material, path, other));
  }

  /** Without what is at a dotted path of the verification material. */
  public LabBundle without(String path) {
    return withMaterial(LabJson.without(material, path));
  }

  /** With the value at a dotted path of the content set or replaced. */
  public LabBundle withContent(String path, Object other) {
    return new LabBundle(
        mediaType, material, content, LabJson.with(LabJson.members(value), path, other));
  }

  /** With one more RFC 3161 response. */
  public LabBundle withTimestamp(Bytes response) {
    List<Object> all = new ArrayList<>();
    if (material.containsKey("timestampVerificationData")) {
      all.addAll((List<?>) LabJson.at(material, "timestampVerificationData.rfc3161Timestamps"));
    }
    all.add(LabJson.object("signedTimestamp", LabJson.base64(response)));
    return with("timestampVerificationData", LabJson.object("rfc3161Timestamps", all));
  }

  /** With these log entries only. */
  public LabBundle withEntries(LabLogEntry... entries) {
    return with("tlogEntries", Stream.of(entries).map(LabLogEntry::members).toList());
  }

  /** The log entry at an index. */
  public LabLogEntry entry(int index) {
    return new LabLogEntry(LabJson.members(LabJson.at(material, "tlogEntries." + index)));
  }

  /** The raw signature. */
  public Bytes signature() {
    String path = content.equals("dsseEnvelope") ? "signatures.0.sig" : "signature";
    return LabJson.bytes((String) LabJson.at(value, path));
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
