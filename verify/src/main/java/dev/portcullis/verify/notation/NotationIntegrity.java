package dev.portcullis.verify.notation;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.verify.Check;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.Trail;
import dev.portcullis.verify.VerificationKey;
import dev.portcullis.verify.x509.Certificate;
import dev.portcullis.verify.x509.CodeSigningChain;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The checks of the first step of 3.4 that need nothing but the envelope. */
final class NotationIntegrity {
  private NotationIntegrity() {}

  /** Every critical attribute must be understood (2.5), and no plugin is. */
  static Optional<Failure> criticalFailure(SignedAttributes attributes) {
    if (attributes.plugin().isPresent()) {
      return Optional.of(
          Failure.of(
              Code.CRITICAL,
              "the signature demands verification plugin '"
                  + Quoting.shorten(attributes.plugin().get())
                  + "', which is not supported"));
    }
    return attributes.criticalExtensions().stream()
        .findFirst()
        .map(
            label ->
                Failure.of(Code.CRITICAL, "critical attribute " + label + " is not understood"));
  }

  /**
   * The certificates of an envelope whose signature and chain hold.
   *
   * @return empty if a check failed, which the trail then tells
   */
  static Optional<List<Certificate>> chain(
      NotationEnvelope envelope, NotationTrust trust, Trail trail) {
    List<Certificate> chain = new ArrayList<>(envelope.chain().size());
    VerificationKey key;
    try {
      for (Bytes der : envelope.chain()) {
        chain.add(trust.certificate(der));
      }
      key = chain.getFirst().key();
    } catch (MalformedException e) {
      return trail.failed(
          Check.Step.CERTIFICATE,
          Failure.of(
              Code.CHAIN,
              "certificate %d of %d: %s"
                  .formatted(
                      Math.min(chain.size() + 1, envelope.chain().size()),
                      envelope.chain().size(),
                      e.getMessage())));
    }
    Optional<Failure> failure =
        signatureFailure(envelope, key)
            .or(() -> CodeSigningChain.failure(chain, trust.options().leniency()));
    if (failure.isPresent()) {
      return trail.failed(
          failure.get().code() == Code.SIGNATURE ? Check.Step.SIGNATURE : Check.Step.CERTIFICATE,
          failure.get());
    }
    trail.passed(Check.Step.SIGNATURE, envelope.attributes().algorithm().name());
    return Optional.of(chain);
  }

  /** The key decides the algorithm; what the envelope declares must agree (2.3). */
  private static Optional<Failure> signatureFailure(
      NotationEnvelope envelope, VerificationKey key) {
    EnvelopeAlgorithm declared = envelope.attributes().algorithm();
    Optional<EnvelopeAlgorithm> own = EnvelopeAlgorithm.of(key);
    if (own.isEmpty()) {
      return Optional.of(
          Failure.of(
              Code.ALGORITHM,
              "the leaf's key, %s of %d bits, is of no kind and size that may sign"
                  .formatted(key.type(), key.bits())));
    }
    if (own.get() != declared) {
      return Optional.of(
          Failure.of(
              Code.ALGORITHM,
              "the declared algorithm is not that of the leaf's key",
              own.get().name(),
              declared.name()));
    }
    return declared.verifies(key, envelope.signingInput(), envelope.signature())
        ? Optional.empty()
        : Optional.of(
            Failure.of(Code.SIGNATURE, "the signature does not verify under the leaf's key"));
  }
}
