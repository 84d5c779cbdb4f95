package dev.portcullis.verify.sigstore;

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
import dev.portcullis.verify.intoto.StatementClaim;
import java.util.Map;
import java.util.Optional;

/** A Sigstore bundle as evidence about a subject. */
public final class BundleClaim {
  private BundleClaim() {}

  /**
   * Reads the bundle and binds its content to {@code subject}; no cryptography yet (sigstore spec
   * notes, 2.0 steps 1 and 2). A message signature is one over the manifest's own bytes.
   *
   * @return the signature; empty if a check failed, which the trail then tells
   */
  public static Optional<UntrustedSignature> read(
      Candidate.Bundle candidate, Subject subject, Trail trail) {
    Bundle bundle;
    try {
      bundle = BundleParser.parse(candidate.bundle());
    } catch (MalformedException e) {
      return trail.failed(Check.Step.FORMAT, Failure.of(e));
    }
    return switch (bundle.content()) {
      case Bundle.Content.Message message -> message(bundle, message, subject, trail);
      case Bundle.Content.Dsse envelope -> envelope(bundle, envelope, subject, trail);
    };
  }

  private static Optional<UntrustedSignature> message(
      Bundle bundle, Bundle.Content.Message message, Subject subject, Trail trail) {
    trail.passed(Check.Step.FORMAT, "bundle with a message signature");
    if (message.digest().isPresent()) {
      Bundle.MessageDigest claimed = message.digest().get();
      Bytes computed = claimed.algorithm().of(subject.content());
      if (!claimed.digest().equals(computed)) {
        return trail.failed(
            Check.Step.SUBJECT,
            Failure.of(
                Code.SUBJECT_MISMATCH,
                "signed for another digest",
                claimed.algorithm().prefix() + ":" + computed.toHex(),
                claimed.algorithm().prefix() + ":" + claimed.digest().toHex()));
      }
    }
    trail.passed(Check.Step.SUBJECT, "over the manifest " + subject.digest().shortened());
    return Optional.of(
        signature(
            bundle,
            new Claim.Signature(Map.of()),
            new UntrustedSignature.Content.Message(subject.content()),
            bundle.material()));
  }

  private static Optional<UntrustedSignature> envelope(
      Bundle bundle, Bundle.Content.Dsse envelope, Subject subject, Trail trail) {
    Optional<Claim> claim =
        StatementClaim.read(envelope.payloadType(), envelope.payload(), subject, trail);
    if (claim.isEmpty()) {
      return Optional.empty();
    }
    Bundle.Material material = bundle.material();
    if (material instanceof Bundle.Material.KeyHint(String hint) && !envelope.keyId().isEmpty()) {
      if (!hint.isEmpty() && !hint.equals(envelope.keyId())) {
        return trail.failed(
            Check.Step.KEY,
            Failure.of(
                Code.MATERIAL,
                "the bundle and its envelope name different keys",
                "'" + Quoting.shorten(hint) + "'",
                "'" + Quoting.shorten(envelope.keyId()) + "'"));
      }
      material = new Bundle.Material.KeyHint(envelope.keyId());
    }
    UntrustedSignature.Content content =
        UntrustedSignature.Content.Envelope.of(
            envelope.payloadType(), envelope.payload(), Optional.empty());
    return Optional.of(signature(bundle, claim.get(), content, material));
  }

  private static UntrustedSignature signature(
      Bundle bundle, Claim claim, UntrustedSignature.Content content, Bundle.Material material) {
    return new UntrustedSignature(
        claim,
        content,
        bundle.content().signature(),
        material,
        bundle.logEntries(),
        bundle.timestamps(),
        Optional.of(bundle.version()));
  }
}
