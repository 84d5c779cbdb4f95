package dev.portcullis.verify.lab;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.x509.HashFunction;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Someone who signs with a certificate of a {@link LabSigstore} at one time, and has the signature
 * logged; what comes out is right.
 *
 * @param sigstore the instance
 * @param holder the certificate with its key
 * @param time when the logs and the timestamp authority see the signature
 */
public record LabKeyless(LabSigstore sigstore, LabHolder holder, Instant time) {
  /** The same signer at another time. */
  public LabKeyless at(Instant other) {
    return new LabKeyless(sigstore, holder, other);
  }

  /** What cosign 3 makes of {@code digest}, logged in Rekor v1. */
  public LabBundle sign(Digest digest) {
    return bundle(envelope(LabStatement.cosignSign(digest)));
  }

  /** An envelope with {@code statement}. */
  public LabEnvelope envelope(LabStatement statement) {
    return LabEnvelope.of(statement, holder.key());
  }

  /** A bundle of version 0.3 with {@code envelope}, logged in Rekor v1. */
  public LabBundle bundle(LabEnvelope envelope) {
    return bundle(envelope, dsseEntry(envelope));
  }

  /** A bundle of version 0.3 with {@code envelope} and any entry. */
  public LabBundle bundle(LabEnvelope envelope, LabLogEntry entry) {
    return new LabBundle(
        LabBundle.V0_3, material(List.of(entry.members())), "dsseEnvelope", envelope.members());
  }

  /** As {@link #bundle(LabEnvelope)}, logged in Rekor v2 and timestamped. */
  public LabBundle bundleV2(LabEnvelope envelope) {
    Bytes signature = signature(envelope);
    LabLogEntry entry =
        sigstore
            .rekor2()
            .enter(
                "hashedrekord",
                "0.0.2",
                LabLogBody.hashedRekordV2(
                    HashFunction.SHA256,
                    envelope.preAuthEncoding(),
                    signature,
                    LabLogBody.certificate(holder)),
                time);
    return bundle(envelope, entry).withTimestamp(timestamp(signature).response());
  }

  /** A bundle with a signature over the subject's own bytes, logged in Rekor v1. */
  public LabBundle message(Subject subject) {
    Bytes signature = holder.key().sign(subject.content());
    return LabBundle.message(message(subject, signature), holder.key())
        .withMaterial(
            material(
                List.of(
                    hashedRekordEntry("hashedrekord", subject.content(), signature).members())));
  }

  /** As {@link #message(Subject)}, logged in Rekor v2 and timestamped. */
  public LabBundle messageV2(Subject subject) {
    Bytes signature = holder.key().sign(subject.content());
    LabLogEntry entry =
        sigstore
            .rekor2()
            .enter(
                "hashedrekord",
                "0.0.2",
                LabLogBody.hashedRekordV2(
                    HashFunction.SHA256,
                    subject.content(),
                    signature,
                    LabLogBody.certificate(holder)),
                time);
    return LabBundle.message(message(subject, signature), holder.key())
        .withMaterial(material(List.of(entry.members())))
        .withTimestamp(timestamp(signature).response());
  }

  private static Map<String, Object> message(Subject subject, Bytes signature) {
    return LabJson.object(
        "messageDigest",
        LabJson.object(
            "algorithm",
            "SHA2_256",
            "digest",
            LabJson.base64(HashFunction.SHA256.of(subject.content()))),
        "signature",
        LabJson.base64(signature));
  }

  /** What cosign 2 makes of {@code digest}: a layer under the {@code .sig} tag. */
  public LabSignature layer(Digest digest) {
    LabSignature signature = LabSignature.of(digest, holder.key());
    Bytes raw = holder.key().sign(signature.payload());
    return signature
        .withSignature(raw)
        .withAnnotation("dev.sigstore.cosign/certificate", holder.pem())
        .withAnnotation("dev.sigstore.cosign/chain", chain())
        .withAnnotation(
            "dev.sigstore.cosign/bundle",
            hashedRekordEntry("hashedrekord", signature.payload(), raw).annotation());
  }

  /** What cosign 2 makes of a statement: a layer under the {@code .att} tag. */
  public LabEnvelope attestation(LabEnvelope envelope, LabLogEntry entry) {
    return envelope
        .withAnnotation("dev.sigstore.cosign/certificate", holder.pem())
        .withAnnotation("dev.sigstore.cosign/chain", chain())
        .withAnnotation("dev.sigstore.cosign/bundle", entry.annotation());
  }

  /** The intermediate and the root, as cosign writes them. */
  private String chain() {
    return sigstore.fulcio().pem() + sigstore.fulcioRoot().pem();
  }

  /** The raw signature of an envelope. */
  public Bytes signature(LabEnvelope envelope) {
    return envelope.signature(0);
  }

  /** A Rekor v1 entry of type {@code dsse}. */
  public LabLogEntry dsseEntry(LabEnvelope envelope) {
    return enter("dsse", "0.0.1", LabLogBody.dsse(envelope, signature(envelope), holder.pem()));
  }

  /** A Rekor v1 entry of type {@code hashedrekord} or {@code rekord}. */
  public LabLogEntry hashedRekordEntry(String kind, Bytes signed, Bytes signature) {
    return enter(kind, "0.0.1", LabLogBody.hashedRekord(kind, signed, signature, holder.pem()));
  }

  /** A Rekor v1 entry with any body. */
  public LabLogEntry enter(String kind, String version, Bytes body) {
    return sigstore.rekor().enter(kind, version, body, time);
  }

  /** A timestamp over {@code stamped}. */
  public LabTimestamp timestamp(Bytes stamped) {
    return LabTimestamp.of(sigstore.tsa(), stamped, time);
  }

  private Map<String, Object> material(List<Map<String, Object>> entries) {
    Map<String, Object> material = new LinkedHashMap<>();
    material.put(
        "certificate", LabJson.object("rawBytes", LabJson.base64(holder.certificate().der())));
    material.put("tlogEntries", entries);
    return material;
  }
}
