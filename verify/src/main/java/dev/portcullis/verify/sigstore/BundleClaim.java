package dev.portcullis.verify.sigstore;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.verify.Artifact;
import dev.portcullis.verify.Check;
import dev.portcullis.verify.Claim;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.Trail;
import dev.portcullis.verify.UntrustedSignature;
import dev.portcullis.verify.intoto.StatementClaim;
import java.util.Map;
import java.util.Optional;

/** A Sigstore bundle as evidence about a subject. */
public final class BundleClaim {
  private BundleClaim() {}

  /**
   * Reads the bundle and binds its content to {@code artifact}; no cryptography yet (sigstore spec
   * notes, 2.0 steps 1 and 2). A message signature is one over the artifact's own bytes.
   *
   * @param json the bundle
   * @return the signature; empty if a check failed, which the trail then tells
   */
  public static Optional<UntrustedSignature> read(Bytes json, Artifact artifact, Trail trail) {
    Bundle bundle;
    try {
      bundle = BundleParser.parse(json);
    } catch (MalformedException e) {
      return trail.failed(Check.Step.FORMAT, Failure.of(e));
    }
    return switch (bundle.content()) {
      case Bundle.Content.Message message -> message(bundle, message, artifact, trail);
      case Bundle.Content.Dsse envelope -> envelope(bundle, envelope, artifact, trail);
    };
  }

  private static Optional<UntrustedSignature> message(
      Bundle bundle, Bundle.Content.Message message, Artifact artifact, Trail trail) {
    trail.passed(Check.Step.FORMAT, "bundle with a message signature");
    Optional<Failure> mismatch = message.digest().flatMap(claimed -> mismatch(claimed, artifact));
    if (mismatch.isPresent()) {
      return trail.failed(Check.Step.SUBJECT, mismatch.get());
    }
    Optional<UntrustedSignature.Content> content = artifact.message();
    if (content.isEmpty()) {
      return trail.failed(
          Check.Step.SUBJECT,
          Failure.of(Code.SUBJECT_MISMATCH, "the signature is over bytes that are not at hand"));
    }
    trail.passed(Check.Step.SUBJECT, "over " + artifact.digest().shortened() + " itself");
    return Optional.of(
        signature(bundle, new Claim.Signature(Map.of()), content.get(), bundle.material()));
  }

  /** The digest is a hint only, but a wrong one is a wrong bundle. */
  private static Optional<Failure> mismatch(Bundle.MessageDigest claimed, Artifact artifact) {
    String algorithm = claimed.algorithm().prefix() + ":";
    Optional<Bytes> computed = artifact.hash(claimed.algorithm());
    return computed.equals(Optional.of(claimed.digest()))
        ? Optional.empty()
        : Optional.of(
            Failure.of(
                Code.SUBJECT_MISMATCH,
                "signed for another digest",
                computed.map(hash -> algorithm + hash.toHex()).orElse(artifact.digest().toString()),
                algorithm + claimed.digest().toHex()));
  }

  private static Optional<UntrustedSignature> envelope(
      Bundle bundle, Bundle.Content.Dsse envelope, Artifact artifact, Trail trail) {
    Optional<Claim> claim =
        StatementClaim.read(envelope.payloadType(), envelope.payload(), artifact, trail);
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
