package dev.portcullis.verify.x509;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Failure.Code;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The profile of a code-signing chain in a Notary Project signature (notation spec notes, 4.1),
 * walked by hand: name constraints, policies and nesting of validity must not be looked at, so that
 * no general path validation will do. Time, trust and the leaf's algorithm are other questions.
 */
public final class CodeSigningChain {
  private static final Set<Oid> FORBIDDEN_PURPOSES =
      Set.of(
          ExtendedKeyUsage.ANY,
          ExtendedKeyUsage.SERVER_AUTH,
          ExtendedKeyUsage.CLIENT_AUTH,
          ExtendedKeyUsage.EMAIL_PROTECTION,
          ExtendedKeyUsage.TIME_STAMPING,
          ExtendedKeyUsage.OCSP_SIGNING);

  private static final Set<KeyUsage> ALLOWED_USAGES =
      EnumSet.of(KeyUsage.DIGITAL_SIGNATURE, KeyUsage.NON_REPUDIATION);

  private final List<Certificate> chain;
  private final Leniency leniency;

  private CodeSigningChain(List<Certificate> chain, Leniency leniency) {
    this.chain = chain;
    this.leniency = leniency;
  }

  /** Where the walk may follow notation instead of the specification (section 9 of the notes). */
  public enum Leniency {
    NONE,
    /** The basic constraints of an authority need not be critical. */
    NON_CRITICAL_BASIC_CONSTRAINTS
  }

  /**
   * Why {@code chain} does not fit the profile; empty if it does. The message names the certificate
   * and the rule.
   *
   * @param chain leaf first, root last, not empty
   */
  public static Optional<Failure> failure(List<Certificate> chain, Leniency leniency) {
    CodeSigningChain walk = new CodeSigningChain(List.copyOf(chain), leniency);
    for (int i = 0; i < chain.size(); i++) {
      Optional<String> complaint = walk.complaint(i);
      if (complaint.isPresent()) {
        return Optional.of(
            Failure.of(
                Code.CHAIN,
                "certificate %d of %d (%s) %s"
                    .formatted(
                        i + 1,
                        chain.size(),
                        DistinguishedName.subjectOf(chain.get(i)),
                        complaint.get())));
      }
    }
    return Optional.empty();
  }

  private Optional<String> complaint(int i) {
    Certificate certificate = chain.get(i);
    try {
      Optional<String> issuance =
          i == chain.size() - 1 ? root(certificate) : issuance(certificate, chain.get(i + 1));
      if (issuance.isPresent()) {
        return issuance;
      }
      return i == 0 ? leaf(certificate) : authority(certificate, i - 1);
    } catch (MalformedException e) {
      return Optional.of("cannot be read: " + e.getMessage());
    }
  }

  private static Optional<String> root(Certificate certificate) throws MalformedException {
    if (certificate.signatureScheme().isEmpty()) {
      return Optional.of("is signed by an algorithm that is not accepted");
    }
    return certificate.isSelfSigned()
        ? Optional.empty()
        : Optional.of("is the last but not self-signed: the chain must end in its root");
  }

  private static Optional<String> issuance(Certificate certificate, Certificate issuer)
      throws MalformedException {
    if (certificate.signatureScheme().isEmpty()) {
      return Optional.of("is signed by an algorithm that is not accepted");
    }
    if (certificate.isSelfSigned()) {
      return Optional.of("is self-signed but not the last of the chain");
    }
    return certificate.isIssuedBy(issuer)
        ? Optional.empty()
        : Optional.of("is not issued by the next certificate of the chain");
  }

  private Optional<String> authority(Certificate certificate, int authoritiesBelow)
      throws MalformedException {
    Optional<Extension> extension = certificate.extension(Extension.BASIC_CONSTRAINTS);
    BasicConstraints constraints = certificate.basicConstraints();
    if (extension.isEmpty() || !constraints.ca()) {
      return Optional.of("issues certificates without being a CA by its basic constraints");
    }
    if (!extension.get().critical() && leniency == Leniency.NONE) {
      return Optional.of("has basic constraints that are not critical");
    }
    OptionalInt pathLength = constraints.pathLength();
    if (pathLength.isPresent() && pathLength.getAsInt() < authoritiesBelow) {
      return Optional.of(
          "has a path length of %d with %d authorities below it"
              .formatted(pathLength.getAsInt(), authoritiesBelow));
    }
    Optional<String> usage = criticalKeyUsage(certificate);
    if (usage.isPresent()) {
      return usage;
    }
    return usages(certificate).contains(KeyUsage.KEY_CERT_SIGN)
        ? Optional.empty()
        : Optional.of("has a key usage without keyCertSign");
  }

  private static Optional<String> leaf(Certificate certificate) throws MalformedException {
    if (certificate.basicConstraints().ca()) {
      return Optional.of("signs artifacts although it is a CA by its basic constraints");
    }
    Optional<String> missing = criticalKeyUsage(certificate);
    if (missing.isPresent()) {
      return missing;
    }
    Set<KeyUsage> usages = usages(certificate);
    if (!usages.contains(KeyUsage.DIGITAL_SIGNATURE)) {
      return Optional.of("has a key usage without digitalSignature");
    }
    for (KeyUsage usage : usages) {
      if (!ALLOWED_USAGES.contains(usage)) {
        return Optional.of("has a key usage with " + usage.rfcName());
      }
    }
    for (Oid purpose : certificate.extendedKeyUsage().orElse(List.of())) {
      if (FORBIDDEN_PURPOSES.contains(purpose)) {
        return Optional.of("has an extended key usage with " + ExtendedKeyUsage.nameOf(purpose));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> criticalKeyUsage(Certificate certificate) {
    Optional<Extension> extension = certificate.extension(Extension.KEY_USAGE);
    if (extension.isEmpty()) {
      return Optional.of("has no key usage");
    }
    return extension.get().critical()
        ? Optional.empty()
        : Optional.of("has a key usage that is not critical");
  }

  private static Set<KeyUsage> usages(Certificate certificate) throws MalformedException {
    return certificate.keyUsage().orElse(Set.of());
  }
}
