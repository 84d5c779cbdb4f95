package dev.portcullis.verify;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.intoto.DsseEnvelope;
import dev.portcullis.verify.sigstore.Bundle;
import dev.portcullis.verify.sigstore.LogEntry;
import java.util.List;
import java.util.Optional;

/**
 * One signature with what it is over and what came with it: the form to which every cosign and
 * Sigstore candidate comes down, wherever it was stored (sigstore spec notes, 2.0). The claim is
 * about the subject; nothing else is verified.
 *
 * @param claim what the signed bytes say
 * @param content the signed bytes
 * @param signature the raw signature
 * @param material who is said to have signed
 * @param logEntries transparency-log entries
 * @param timestamps RFC 3161 responses, DER
 * @param bundle the version of the bundle that held it; empty for a layer with annotations
 */
public record UntrustedSignature(
    Claim claim,
    Content content,
    Bytes signature,
    Bundle.Material material,
    List<LogEntry> logEntries,
    List<Bytes> timestamps,
    Optional<Bundle.Version> bundle) {
  /** Copies the lists. */
  public UntrustedSignature {
    logEntries = List.copyOf(logEntries);
    timestamps = List.copyOf(timestamps);
  }

  /** What the signature is over. */
  public sealed interface Content {
    /** Exactly the bytes that the signature is over. */
    Bytes signed();

    /** The payload, without the encoding that surrounds it. */
    Bytes payload();

    /**
     * The payload itself.
     *
     * @param payload a simple-signing payload, or the subject's manifest
     */
    record Message(Bytes payload) implements Content {
      @Override
      public Bytes signed() {
        return payload;
      }
    }

    /**
     * A payload in a DSSE envelope.
     *
     * @param payloadType the payload's type, signed with it
     * @param payload the decoded payload
     * @param signed the pre-authentication encoding of both
     * @param json the envelope as it is stored, where it is an artefact of its own: legacy log
     *     entries and timestamps are about that
     */
    record Envelope(String payloadType, Bytes payload, Bytes signed, Optional<Bytes> json)
        implements Content {
      /** Encodes payload and type. */
      public static Envelope of(String payloadType, Bytes payload, Optional<Bytes> json) {
        return new Envelope(
            payloadType, payload, DsseEnvelope.preAuthEncoding(payloadType, payload), json);
      }
    }
  }
}
