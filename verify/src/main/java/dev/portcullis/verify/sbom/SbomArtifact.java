package dev.portcullis.verify.sbom;

import dev.portcullis.oci.Descriptor;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Manifest;
import dev.portcullis.oci.Quoting;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Check;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.Trail;
import java.util.Optional;
import java.util.Set;

/**
 * Tells whether what is signed by the digest of an SBOM artifact's manifest says that it is an SBOM
 * of the subject. A signature over the manifest covers its {@code subject} and, by the digest of
 * the layer, the document; it covers neither the tag nor the list by which the artifact was found.
 *
 * <p>So a manifest with a {@code subject} is about that subject and nothing else. One without, as
 * {@code cosign attach sbom} writes, is about the images that its document describes: its tag is
 * named after an image, but whoever can write tags can name a copy after another.
 */
public final class SbomArtifact {
  private SbomArtifact() {}

  /**
   * Checks form and binding; no cryptography yet.
   *
   * @return whether all holds; the trail tells what
   */
  public static boolean isAbout(Subject subject, Candidate.Sbom candidate, Trail trail) {
    Optional<Failure> malformed = malformed(candidate);
    if (malformed.isPresent()) {
      trail.failed(Check.Step.FORMAT, malformed.get());
      return false;
    }
    Manifest manifest = candidate.artifact().manifest();
    trail.passed(Check.Step.FORMAT, "SBOM " + candidate.artifact().digest().shortened());
    Optional<Digest> refersTo = manifest.subject().map(Descriptor::digest);
    return refersTo
        .map(named -> byManifest(subject, named, trail))
        .orElseGet(() -> byDocument(subject, candidate, trail));
  }

  private static Optional<Failure> malformed(Candidate.Sbom candidate) {
    Optional<Descriptor> layer = SbomLayer.in(candidate.artifact().manifest());
    if (layer.isEmpty() || candidate.artifact().manifest().references().count() != 2) {
      return Optional.of(
          Failure.of(Code.MALFORMED, "an SBOM artifact has exactly one layer, the SBOM"));
    }
    String mediaType = layer.get().mediaType();
    if (!SbomLayer.of(mediaType).equals(Optional.of(SbomLayer.JSON))) {
      return Optional.of(
          Failure.of(
              Code.TYPE_MISMATCH,
              "the SBOM is in a form that is not read",
              "SPDX or CycloneDX in JSON",
              "'" + Quoting.shorten(mediaType) + "'"));
    }
    return layer.get().digest().matches(candidate.document())
        ? Optional.empty()
        : Optional.of(
            Failure.of(
                Code.SUBJECT_MISMATCH, "the document is not the one that the SBOM artifact names"));
  }

  private static boolean byManifest(Subject subject, Digest named, Trail trail) {
    if (subject.isNamedBy(named)) {
      trail.passed(Check.Step.SUBJECT, "its manifest refers to " + named.shortened());
      return true;
    }
    trail.failed(
        Check.Step.SUBJECT,
        Failure.of(
            Code.SUBJECT_MISMATCH,
            "the SBOM artifact refers to another manifest",
            subject.digest().toString(),
            named.toString()));
    return false;
  }

  private static boolean byDocument(Subject subject, Candidate.Sbom candidate, Trail trail) {
    Set<Digest> described;
    try {
      described = DescribedImages.of(candidate.document());
    } catch (MalformedException e) {
      trail.failed(Check.Step.FORMAT, Failure.of(e));
      return false;
    }
    if (described.stream().anyMatch(subject::isNamedBy)) {
      trail.passed(Check.Step.SUBJECT, "it describes " + subject.digest().shortened());
      return true;
    }
    trail.failed(
        Check.Step.SUBJECT,
        Failure.of(
            Code.SUBJECT_MISMATCH,
            "neither a subject in its manifest nor the SBOM itself says that it is about this"
                + " digest; its tag proves nothing",
            subject.digest().toString(),
            described.stream().map(Digest::toString).sorted().findFirst().orElse("no digest")));
    return false;
  }
}
