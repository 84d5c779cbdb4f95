package dev.portcullis.proxy.evidence;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Descriptor;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Origin;
import java.util.Optional;

/** The kinds of layers that hold evidence. The layer's own media type decides, and nothing else. */
enum EvidenceLayer {
  /** A cosign payload; the signature is in the descriptor's annotations. */
  SIMPLE_SIGNING(Limits.SIMPLE_SIGNING_BYTES) {
    @Override
    Candidate candidate(Origin origin, Descriptor layer, Bytes content) {
      return new Candidate.SimpleSigning(origin, content, layer.annotations());
    }
  },
  /** A DSSE envelope. */
  DSSE(Limits.ENVELOPE_BYTES) {
    @Override
    Candidate candidate(Origin origin, Descriptor layer, Bytes content) {
      return new Candidate.Dsse(origin, content, layer.annotations());
    }
  },
  /** A Sigstore bundle of any version. */
  BUNDLE(Limits.BUNDLE_BYTES) {
    @Override
    Candidate candidate(Origin origin, Descriptor layer, Bytes content) {
      return new Candidate.Bundle(origin, content);
    }
  },
  /** A Notary Project envelope, JWS or COSE. */
  NOTATION(Limits.NOTATION_ENVELOPE_BYTES) {
    @Override
    Candidate candidate(Origin origin, Descriptor layer, Bytes content) {
      return new Candidate.Notation(origin, layer.mediaType(), content);
    }
  };

  private final int limit;

  EvidenceLayer(int limit) {
    this.limit = limit;
  }

  /** The bytes that such a layer may have. */
  int limit() {
    return limit;
  }

  abstract Candidate candidate(Origin origin, Descriptor layer, Bytes content);

  /** The kind of {@code layer}; empty if it holds no evidence. */
  static Optional<EvidenceLayer> of(Descriptor layer) {
    String type = layer.mediaType();
    if (type.startsWith(MediaTypes.BUNDLE_PREFIX)) {
      return Optional.of(BUNDLE);
    }
    return switch (type) {
      case MediaTypes.SIMPLE_SIGNING -> Optional.of(SIMPLE_SIGNING);
      case MediaTypes.DSSE -> Optional.of(DSSE);
      case MediaTypes.NOTATION_JWS, MediaTypes.NOTATION_COSE -> Optional.of(NOTATION);
      default -> Optional.empty();
    };
  }
}
