package dev.portcullis.verify;

import dev.portcullis.oci.Bytes;
import java.util.List;
import java.util.Map;

/**
 * One piece of evidence as it was fetched. Nothing in it is verified; only that its bytes have the
 * digest under which they were fetched.
 */
public sealed interface Candidate {
  /** Where it was found. */
  Origin origin();

  /**
   * A cosign simple-signing layer: {@code .sig} tag or OCI 1.1 experimental referrer (sigstore spec
   * notes, 1.1 and 1.2).
   *
   * @param payload the layer: the signed JSON
   * @param annotations the layer descriptor's annotations: signature, certificate, log bundle
   */
  record SimpleSigning(Origin origin, Bytes payload, Map<String, String> annotations)
      implements Candidate {
    /** Copies the map. */
    public SimpleSigning {
      annotations = Map.copyOf(annotations);
    }
  }

  /**
   * A DSSE envelope layer: {@code .att} tag or attestation referrer (sigstore spec notes, 1.1 and
   * 1.2).
   *
   * @param envelope the layer: the envelope's JSON
   * @param annotations the layer descriptor's annotations: certificate, log bundle
   */
  record Dsse(Origin origin, Bytes envelope, Map<String, String> annotations) implements Candidate {
    /** Copies the map. */
    public Dsse {
      annotations = Map.copyOf(annotations);
    }
  }

  /**
   * A Sigstore bundle (sigstore spec notes, 1.3 and 2.5).
   *
   * @param bundle the bundle's JSON
   */
  record Bundle(Origin origin, Bytes bundle) implements Candidate {}

  /**
   * A Notary Project envelope (notation spec notes, 1 and 2).
   *
   * @param envelopeType the layer's media type: JWS or COSE
   * @param envelope the envelope
   */
  record Notation(Origin origin, String envelopeType, Bytes envelope) implements Candidate {}

  /**
   * An SBOM that is an artifact of its own: a referrer, or cosign's {@code .sbom} tag (sigstore
   * spec notes, 1.1 and 1.2).
   *
   * @param artifact its manifest
   * @param document the content of the manifest's layer
   * @param signatures what was found for {@code artifact}
   */
  record Sbom(Origin origin, Subject artifact, Bytes document, List<Candidate> signatures)
      implements Candidate {
    /** Copies the list. */
    public Sbom {
      signatures = List.copyOf(signatures);
    }
  }

  /**
   * Evidence that exists but cannot be read: a layer with wrong bytes, one over a limit.
   *
   * @param failure what is wrong with it
   */
  record Unusable(Origin origin, Failure failure) implements Candidate {}
}
