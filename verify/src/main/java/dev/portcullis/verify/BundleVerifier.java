package dev.portcullis.verify;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.sigstore.BundleClaim;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
                vouched.addAll(new SignatureVerification(trust, now).vouch(signature, trail)));
    return new Outcome(vouched, trail.checks());
  }
}
