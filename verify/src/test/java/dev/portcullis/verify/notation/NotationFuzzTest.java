package dev.portcullis.verify.notation;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.verify.Candidate;
import dev.portcullis.verify.Check;
import dev.portcullis.verify.Origin;
import dev.portcullis.verify.Trail;
import dev.portcullis.verify.lab.LabNotary;
import dev.portcullis.verify.x509.RevocationAnswers;
import java.time.Instant;
import java.util.Optional;

class NotationFuzzTest {
  private static final NotationTrust TRUST = LabNotary.trust();
  private static final Instant NOW = LabNotary.SIGNED;

  @FuzzTest
  void jws(byte[] envelope) {
    try {
      NotationEnvelope.parse(MediaTypes.NOTATION_JWS, Bytes.copyOf(envelope));
    } catch (MalformedException e) {
      // The one declared way to refuse.
    }
  }

  @FuzzTest
  void cose(byte[] envelope) {
    try {
      NotationEnvelope.parse(MediaTypes.NOTATION_COSE, Bytes.copyOf(envelope));
    } catch (MalformedException e) {
      // The one declared way to refuse.
    }
  }

  /** The whole way to the facts: nothing is thrown, and each refusal leaves its reason. */
  @FuzzTest
  void verdict(byte[] envelope) {
    boolean jws = envelope.length > 0 && envelope[0] == '{';
    Candidate.Notation candidate =
        new Candidate.Notation(
            new Origin(Origin.Source.FILE, Optional.empty(), 0),
            jws ? MediaTypes.NOTATION_JWS : MediaTypes.NOTATION_COSE,
            Bytes.copyOf(envelope));
    Trail trail = new Trail();
    Optional<NotationOutcome> outcome =
        new NotationVerifier(NotationFixture.SUBJECT, TRUST, RevocationAnswers.NONE)
            .establish(candidate, trail);
    boolean refused = trail.checks().getLast() instanceof Check.Failed;
    if (refused == outcome.isPresent()) {
      throw new AssertionError("outcome and reasons contradict each other: " + trail.checks());
    }
    outcome.ifPresent(
        found -> NotationJudge.judge(NotationFixture.strict("ca:acme", "tsa:time"), found, NOW));
  }

  @FuzzTest
  void cbor(byte[] item) {
    try {
      CborReader.read(Bytes.copyOf(item));
    } catch (MalformedException e) {
      // The one declared way to refuse.
    }
  }

  @FuzzTest
  void trustPolicy(byte[] document) {
    try {
      TrustPolicyDocument.parse(Bytes.copyOf(document));
    } catch (MalformedException e) {
      // The one declared way to refuse.
    }
  }
}
