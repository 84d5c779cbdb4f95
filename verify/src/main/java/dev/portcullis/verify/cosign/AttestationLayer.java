package dev.portcullis.verify.cosign;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Check;
import dev.portcullis.verify.Claim;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.Trail;
import dev.portcullis.verify.UntrustedSignature;
import dev.portcullis.verify.intoto.DsseEnvelope;
import dev.portcullis.verify.intoto.StatementClaim;
import dev.portcullis.verify.sigstore.Bundle;
import java.util.List;
import java.util.Optional;

/** A DSSE envelope as a layer of an {@code .att} tag or attestation referrer. */
public final class AttestationLayer {
  private AttestationLayer() {}

  /**
   * Reads the layer and binds its statement to {@code subject}; no cryptography yet (sigstore spec
   * notes, 2.0 steps 1 and 2). An envelope may carry several signatures, any of which suffices.
   *
   * @return one entry for each signature; empty if a check failed, which the trail then tells
   */
  public static List<UntrustedSignature> read(
      Candidate.Dsse candidate, Subject subject, Trail trail) {
    DsseEnvelope envelope;
    LayerAnnotations annotations;
    try {
      envelope = DsseEnvelope.parse(candidate.envelope());
      annotations = LayerAnnotations.parse(candidate.annotations());
    } catch (MalformedException e) {
      trail.failed(Check.Step.FORMAT, Failure.of(e));
      return List.of();
    }
    Optional<Claim> claim =
        StatementClaim.read(envelope.payloadType(), envelope.payload(), subject, trail);
    if (claim.isEmpty()) {
      return List.of();
    }
    UntrustedSignature.Content content =
        UntrustedSignature.Content.Envelope.of(
            envelope.payloadType(), envelope.payload(), Optional.of(candidate.envelope()));
    return envelope.signatures().stream()
        .map(
            signature ->
                new UntrustedSignature(
                    claim.get(),
                    content,
                    signature.value(),
                    material(annotations, signature),
                    annotations.logEntries(),
                    annotations.timestamps(),
                    Optional.empty()))
        .toList();
  }

  private static Bundle.Material material(
      LayerAnnotations annotations, DsseEnvelope.Signature signature) {
    return switch (annotations.material()) {
      case Bundle.Material.Certificate certificate -> certificate;
      case Bundle.Material.KeyHint hint ->
          new Bundle.Material.KeyHint(signature.keyid().orElse(hint.hint()));
    };
  }
}
