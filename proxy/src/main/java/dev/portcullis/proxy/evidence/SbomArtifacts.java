package dev.portcullis.proxy.evidence;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Descriptor;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.Manifest;
import dev.portcullis.oci.Quoting;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Origin;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.sbom.SbomLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * The SBOMs of one search that are artifacts of their own: of each its document, and at once what
 * is attached to it in turn, which is where its signatures are.
 */
final class SbomArtifacts {
  private final Place place;
  private final EvidenceObjects objects;
  private final Function<Digest, Gathered> attachedTo;
  private final Executor threads;
  private final AtomicInteger left = new AtomicInteger(Limits.SBOM_ARTIFACTS);

  /**
   * For one search.
   *
   * @param attachedTo finds what is attached to an artifact, but for SBOMs
   */
  SbomArtifacts(
      Place place,
      EvidenceObjects objects,
      Function<Digest, Gathered> attachedTo,
      Executor threads) {
    this.place = place;
    this.objects = objects;
    this.attachedTo = attachedTo;
    this.threads = threads;
  }

  /** Whether {@code image} is such an artifact. */
  static boolean isOne(Manifest.Image image) {
    return SbomLayer.in(image).isPresent();
  }

  /** The SBOM that {@code artifact} is. */
  Gathered read(Manifest.Image artifact, Digest digest, Origin.Source source) {
    Origin origin = new Origin(source, Optional.of(digest), 0);
    Descriptor layer = artifact.layers().getFirst();
    if (!SbomLayer.of(layer.mediaType()).equals(Optional.of(SbomLayer.JSON))) {
      return Gathered.unusable(
          origin,
          Failure.of(
              Failure.Code.TYPE_MISMATCH,
              "the SBOM is in a form that is not read",
              "SPDX or CycloneDX in JSON",
              "'" + Quoting.shorten(layer.mediaType()) + "'"));
    }
    if (left.decrementAndGet() < 0) {
      return Gathered.unusable(
          origin,
          Failure.of(
              Failure.Code.LIMIT,
              "not all SBOM artifacts were read",
              "at most " + Limits.SBOM_ARTIFACTS,
              "more"));
    }
    CompletableFuture<Gathered> attached =
        CompletableFuture.supplyAsync(() -> attachedTo.apply(digest), threads);
    List<Bytes> document = new ArrayList<>(1);
    Gathered content =
        objects.content(
            origin,
            layer,
            Limits.SBOM_BYTES,
            bytes -> {
              document.add(bytes);
              return Gathered.NOTHING;
            });
    Gathered signatures = attached.join();
    if (document.isEmpty()) {
      return content;
    }
    Subject subject =
        new Subject(
            new RepositoryName(place.registry(), place.path()), Optional.empty(), digest, artifact);
    return new Gathered(
        List.of(new Candidate.Sbom(origin, subject, document.getFirst(), signatures.candidates())),
        signatures.unavailable());
  }
}
