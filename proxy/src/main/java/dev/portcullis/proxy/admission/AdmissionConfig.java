package dev.portcullis.proxy.admission;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How pulls are admitted.
 *
 * @param strictGate whether a blob leaves only if an admitted manifest of its repository refers to
 *     it ({@code blobs.gate: strict})
 * @param verifyBlobs whether relayed blobs are hashed on the way ({@code blobs.verify})
 * @param redirectFrom the size in bytes from which a blob that its upstream redirects is redirected
 *     to the client instead of being relayed ({@code blobs.redirectFrom}); empty for never
 * @param state the folder of the embedded store; empty keeps verdicts and edges in memory only
 * @param absentFor how long a refusal for want of evidence is believed ({@code
 *     evidence.absentFor}); short, since signing follows the push
 * @param largestEvidence the bytes that a statement or SBOM may have; empty for what suits the heap
 * @param verdicts the number of verdicts kept in memory
 * @param manifestBytes the bytes of manifests kept in memory
 * @param coldPulls how many verdicts are worked out at once; further ones wait
 */
public record AdmissionConfig(
    boolean strictGate,
    boolean verifyBlobs,
    OptionalLong redirectFrom,
    Optional<Path> state,
    Duration absentFor,
    OptionalLong largestEvidence,
    int verdicts,
    long manifestBytes,
    int coldPulls) {

  /** The defaults: strict, verifying, in memory only. */
  public static AdmissionConfig defaults() {
    return new AdmissionConfig(
        true,
        true,
        OptionalLong.empty(),
        Optional.empty(),
        Duration.ofSeconds(5),
        OptionalLong.empty(),
        200_000,
        48L * 1024 * 1024,
        256);
  }

  /** This with another place for the state. */
  public AdmissionConfig withState(Optional<Path> folder) {
    return new AdmissionConfig(
        strictGate,
        verifyBlobs,
        redirectFrom,
        folder,
        absentFor,
        largestEvidence,
        verdicts,
        manifestBytes,
        coldPulls);
  }
}
