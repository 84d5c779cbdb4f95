package dev.portcullis.proxy.evidence;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Descriptor;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Origin;
import java.util.Optional;

/** The kinds of layer that hold evidence, told by media type alone. */
enum Layer {
  SIMPLE_SIGNING(Limits.SIMPLE_SIGNING_BYTES),
  DSSE(Limits.ENVELOPE_BYTES),
  BUNDLE(Limits.BUNDLE_BYTES),
  NOTATION(Limits.NOTATION_ENVELOPE_BYTES);

  private final int limit;

  Layer(int limit) {
    this.limit = limit;
  }

  /** The number of bytes that are still accepted. */
  int limit() {
    return limit;
  }

  /** The kind of a layer; empty if it is no evidence. */
  static Optional<Layer> of(String mediaType) {
    return switch (mediaType) {
      case MediaTypes.SIMPLE_SIGNING -> Optional.of(SIMPLE_SIGNING);
      case MediaTypes.DSSE -> Optional.of(DSSE);
      case MediaTypes.NOTATION_JWS, MediaTypes.NOTATION_COSE -> Optional.of(NOTATION);
      default ->
          mediaType.startsWith(MediaTypes.BUNDLE_PREFIX) ? Optional.of(BUNDLE) : Optional.empty();
    };
  }

  /** The candidate that a layer's content is. */
  Candidate candidate(Origin origin, Descriptor descriptor, Bytes content) {
    return switch (this) {
      case SIMPLE_SIGNING -> new Candidate.SimpleSigning(origin, content, descriptor.annotations());
      case DSSE -> new Candidate.Dsse(origin, content, descriptor.annotations());
      case BUNDLE -> new Candidate.Bundle(origin, content);
      case NOTATION -> new Candidate.Notation(origin, descriptor.mediaType(), content);
    };
  }
}
