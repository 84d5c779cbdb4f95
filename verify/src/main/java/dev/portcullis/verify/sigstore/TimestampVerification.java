package dev.portcullis.verify.sigstore;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.CheckBudget;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.UntrustedSignature;
import dev.portcullis.verify.UntrustedSignature.Content;
import dev.portcullis.verify.x509.Certificate;
import dev.portcullis.verify.x509.TimestampToken;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Verifies the RFC 3161 timestamps that came with one signature against one root (sigstore spec
 * notes, 2.8). One that does not verify proves nothing and is passed over.
 */
final class TimestampVerification {
  private static final TimestampToken.Demands DEMANDS = new TimestampToken.Demands(false, false);

  private final SigstoreRoot root;
  private final Bytes stamped;
  private final CheckBudget budget;
  private final List<Instant> times = new ArrayList<>();
  private final Set<String> parties = new HashSet<>();

  private TimestampVerification(SigstoreRoot root, Bytes stamped, CheckBudget budget) {
    this.root = root;
    this.stamped = stamped;
    this.budget = budget;
  }

  /**
   * What the timestamps prove.
   *
   * @param times the proven times
   * @param parties how many independent authorities they are by
   * @param failure why the last one that proves nothing does not
   */
  record Proof(List<Instant> times, int parties, Optional<Failure> failure) {
    Proof {
      times = List.copyOf(times);
    }
  }

  static Proof verify(UntrustedSignature signature, SigstoreRoot root, CheckBudget budget) {
    TimestampVerification verification =
        new TimestampVerification(root, stamped(signature), budget);
    Optional<Failure> last = Optional.empty();
    for (Bytes response : signature.timestamps()) {
      Optional<Failure> failure = verification.failure(response);
      last = failure.isPresent() ? failure : last;
    }
    return new Proof(verification.times, verification.parties.size(), last);
  }

  /** The signature; for an envelope that is an artefact of its own, the whole of it. */
  private static Bytes stamped(UntrustedSignature signature) {
    return switch (signature.content()) {
      case Content.Message message -> signature.signature();
      case Content.Hashed hashed -> signature.signature();
      case Content.Envelope envelope -> envelope.json().orElse(signature.signature());
    };
  }

  private Optional<Failure> failure(TimestampToken token, Certificate signer) {
    try {
      if (token.embedsAnother(signer)) {
        return Optional.of(
            Failure.of(
                Code.TIMESTAMP, "the timestamp holds another certificate of its signer's name"));
      }
    } catch (MalformedException e) {
      return Optional.of(
          Failure.of(Code.TIMESTAMP, "the timestamp holds no certificate: " + e.getMessage()));
    }
    return token.failure(signer, stamped, DEMANDS);
  }

  private Optional<Failure> failure(Bytes response) {
    TimestampToken token;
    try {
      token = TimestampToken.parseResponse(response);
    } catch (MalformedException e) {
      return Optional.of(Failure.of(Code.TIMESTAMP, "a timestamp is malformed: " + e.getMessage()));
    }
    Failure failure =
        Failure.of(Code.TIMESTAMP, "the timestamp is by no authority of root " + root.name());
    for (TimestampAuthority authority : root.timestampAuthorities()) {
      if (!token.names(authority.signer())) {
        continue;
      }
      if (!budget.take(1)) {
        return Optional.of(CheckBudget.exhausted());
      }
      Optional<Failure> wrong = failure(token, authority.signer());
      if (wrong.isPresent()) {
        failure = wrong.get();
      } else if (!authority.isValidAt(token.time())) {
        failure =
            Failure.of(
                Code.TIMESTAMP,
                "the timestamp's authority or its certificates were not valid then",
                authority.validFor() + " and within its certificates",
                token.time().toString());
      } else {
        times.add(token.time());
        parties.add(authority.party());
        return Optional.empty();
      }
    }
    return Optional.of(failure);
  }
}
