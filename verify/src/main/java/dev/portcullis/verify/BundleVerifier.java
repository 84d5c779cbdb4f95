package dev.portcullis.verify;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.sigstore.BundleClaim;
import dev.portcullis.verify.x509.RevocationAnswers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Verifies single Sigstore bundles about any file: what the command line asks, outside of pulls.
 */
public final class BundleVerifier {
  private BundleVerifier() {}

  /**
   * What came of a bundle. It admits nothing: a {@link Verified} is made by {@link Verifier} only.
   *
   * @param vouched who has signed, once for each root that holds; empty if a check failed
   * @param checks the checks in order; the last one failed unless someone vouched
   */
  public record Outcome(List<Vouched> vouched, List<Check> checks) {
    /** Copies the lists. */
    public Outcome {
      vouched = List.copyOf(vouched);
      checks = List.copyOf(checks);
    }

    /** The failed check, if any. */
    public Optional<Failure> failure() {
      return checks.getLast() instanceof Check.Failed failed
          ? Optional.of(failed.failure())
          : Optional.empty();
    }

    /**
     * This outcome without whoever is not the one identity; failed if nobody is left.
     *
     * @param subject exactly the certificate's subject alternative name
     * @param issuer exactly the identity provider's URL
     */
    public Outcome byIdentity(String subject, String issuer) {
      return by(subject + " (" + issuer + ")", voucher -> isBy(voucher, subject, issuer));
    }

    /** This outcome without whoever has signed with a certificate; failed if nobody is left. */
    public Outcome byKey() {
      return by("the given key", Voucher.Key.class::isInstance);
    }

    private Outcome by(String expected, Predicate<Voucher> wanted) {
      if (failure().isPresent()) {
        return this;
      }
      List<Vouched> left = vouched.stream().filter(each -> wanted.test(each.voucher())).toList();
      List<Check> all = new ArrayList<>(checks);
      all.add(
          left.isEmpty()
              ? new Check.Failed(
                  Check.Step.IDENTITY,
                  Failure.of(
                      Failure.Code.IDENTITY,
                      "signed by somebody else",
                      expected,
                      name(vouched.getFirst().voucher())))
              : new Check.Passed(Check.Step.IDENTITY, expected));
      return new Outcome(left, all);
    }

    private static boolean isBy(Voucher voucher, String subject, String issuer) {
      return voucher instanceof Voucher.Keyless keyless
          && keyless.identity().subject().value().equals(subject)
          && keyless.identity().issuer().equals(issuer);
    }

    private static String name(Voucher voucher) {
      return switch (voucher) {
        case Voucher.Key key -> "key " + key.fingerprint();
        case Voucher.Keyless keyless -> keyless.identity().toString();
        case Voucher.Owned owned -> owned.names();
        case Voucher.Notation notation -> notation.signer();
        case Voucher.Supposed supposed -> supposed.signer();
      };
    }
  }

  /**
   * Verifies {@code bundle} about {@code artifact}.
   *
   * @param trust the anchors
   * @param now the instant at which validity is judged where no proven time decides
   */
  public static Outcome verify(Artifact artifact, Bytes bundle, TrustMaterial trust, Instant now) {
    Trail trail = new Trail();
    List<Vouched> vouched = new ArrayList<>(1);
    BundleClaim.read(bundle, artifact, trail)
        .ifPresent(
            signature ->
                vouched.addAll(
                    new SignatureVerification(trust, RevocationAnswers.NONE, now)
                        .vouch(signature, trail)));
    return new Outcome(vouched, trail.checks());
  }
}
