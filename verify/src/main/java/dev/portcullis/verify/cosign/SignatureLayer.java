package dev.portcullis.verify.cosign;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Check;
import dev.portcullis.verify.Claim;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.Trail;
import dev.portcullis.verify.UntrustedSignature;
import java.util.Optional;

/** A cosign signature as a layer of a {@code .sig} tag or OCI 1.1 experimental referrer. */
public final class SignatureLayer {
  private SignatureLayer() {}

  /**
   * Reads the layer and binds its claim to {@code subject}; no cryptography yet (sigstore spec
   * notes, 2.0 steps 1 and 2).
   *
   * @return the signature; empty if a check failed, which the trail then tells
   */
  public static Optional<UntrustedSignature> read(
      Candidate.SimpleSigning candidate, Subject subject, Trail trail) {
    SimpleSigningPayload payload;
    Bytes signature;
    LayerAnnotations annotations;
    try {
      payload = SimpleSigningPayload.parse(candidate.payload());
      signature = LayerAnnotations.signature(candidate.annotations());
      annotations = LayerAnnotations.parse(candidate.annotations());
    } catch (MalformedException e) {
      return trail.failed(Check.Step.FORMAT, Failure.of(e));
    }
    trail.passed(Check.Step.FORMAT, "simple-signing payload");
    Optional<Failure> mismatch = mismatch(payload, subject);
    if (mismatch.isPresent()) {
      return trail.failed(Check.Step.SUBJECT, mismatch.get());
    }
    trail.passed(Check.Step.SUBJECT, payload.manifestDigest().shortened());
    return Optional.of(
        new UntrustedSignature(
            new Claim.Signature(payload.annotations(), Optional.of(payload.dockerReference())),
            new UntrustedSignature.Content.Message(candidate.payload()),
            signature,
            annotations.material(),
            annotations.logEntries(),
            annotations.timestamps(),
            Optional.empty()));
  }

  private static Optional<Failure> mismatch(SimpleSigningPayload payload, Subject subject) {
    if (payload.type().equals(SimpleSigningPayload.ATOMIC_TYPE)) {
      return Optional.of(
          Failure.of(
              Code.TYPE_MISMATCH,
              "the payload is that of an atomic (GPG) container signature, not of a cosign one"));
    }
    if (!payload.type().equals(SimpleSigningPayload.COSIGN_TYPE)) {
      return Optional.of(
          Failure.of(
              Code.TYPE_MISMATCH,
              "the payload is of another type",
              "'" + SimpleSigningPayload.COSIGN_TYPE + "'",
              "'" + Quoting.shorten(payload.type()) + "'"));
    }
    if (!subject.isNamedBy(payload.manifestDigest())) {
      return Optional.of(
          Failure.of(
              Code.SUBJECT_MISMATCH,
              "signed for another digest",
              subject.digest().toString(),
              payload.manifestDigest().toString()));
    }
    return Optional.empty();
  }
}
