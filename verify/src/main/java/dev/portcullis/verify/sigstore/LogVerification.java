package dev.portcullis.verify.sigstore;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.Check;
import dev.portcullis.verify.CheckBudget;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Failure.Code;
import dev.portcullis.verify.LogWitness;
import dev.portcullis.verify.Trail;
import dev.portcullis.verify.UntrustedSignature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Verifies the log entries that came with one signature against one root (sigstore spec notes, 2.6
 * and 2.7). An entry of a log that the root does not know proves nothing and is passed over; one of
 * a log that it knows must be right in all that it carries.
 */
final class LogVerification {
  private final UntrustedSignature signature;
  private final LoggedSigner signer;
  private final SigstoreRoot root;
  private final CheckBudget budget;
  private final List<LogWitness> witnesses = new ArrayList<>();
  private final List<TransparencyLog> withoutTime = new ArrayList<>();
  private final Set<String> parties = new HashSet<>();

  private LogVerification(
      UntrustedSignature signature, LoggedSigner signer, SigstoreRoot root, CheckBudget budget) {
    this.signature = signature;
    this.signer = signer;
    this.root = root;
    this.budget = budget;
  }

  /**
   * What the entries prove.
   *
   * @param witnesses the logs that hold the signature
   * @param withoutTime those of them whose validity is still to be judged, by other proven times
   * @param parties how many independent parties they are
   */
  record Proof(List<LogWitness> witnesses, List<TransparencyLog> withoutTime, int parties) {
    Proof {
      witnesses = List.copyOf(witnesses);
      withoutTime = List.copyOf(withoutTime);
    }

    /** The times that logs have signed. */
    List<Instant> times() {
      return witnesses.stream().map(LogWitness::integratedTime).flatMap(Optional::stream).toList();
    }
  }

  /**
   * Verifies every entry.
   *
   * @return what they prove, maybe nothing; empty if one is wrong, which the trail then tells
   */
  static Optional<Proof> verify(
      UntrustedSignature signature,
      LoggedSigner signer,
      SigstoreRoot root,
      CheckBudget budget,
      Trail trail) {
    LogVerification verification = new LogVerification(signature, signer, root, budget);
    for (LogEntry entry : signature.logEntries()) {
      Optional<Failure> failure = verification.failure(entry);
      if (failure.isPresent()) {
        return trail.failed(Check.Step.LOG, failure.get());
      }
    }
    for (LogWitness witness : verification.witnesses) {
      trail.passed(Check.Step.LOG, "in " + witness.words());
    }
    return Optional.of(
        new Proof(verification.witnesses, verification.withoutTime, verification.parties.size()));
  }

  private Optional<Failure> failure(LogEntry entry) {
    List<TransparencyLog> logs =
        root.logs().stream().filter(log -> log.id().equals(entry.logId())).toList();
    if (logs.isEmpty()) {
      return Optional.empty();
    }
    return RekorV2Body.isType(entry) ? failureV2(entry, logs) : failureV1(entry, logs);
  }

  private Optional<Failure> failureV2(LogEntry entry, List<TransparencyLog> logs) {
    TransparencyLog log = logs.getFirst();
    Optional<Failure> mismatch = RekorV2Body.mismatch(entry, signature, signer);
    if (mismatch.isPresent()) {
      return mismatch;
    }
    if (entry.signedEntryTimestamp().isPresent()) {
      return failed(
          Code.ENTRY_TIMESTAMP,
          "the log entry has a signed entry timestamp, which a log of its kind does not give");
    }
    if (entry.inclusionProof().isEmpty()) {
      return failed(Code.INCLUSION, "the log entry has no inclusion proof");
    }
    Optional<Failure> inclusion =
        inclusionFailure(entry, entry.inclusionProof().get(), log, Optional.of(log.origin()));
    if (inclusion.isPresent()) {
      return inclusion;
    }
    if (entry.logIndex() != entry.inclusionProof().get().logIndex()) {
      return failed(Code.INCLUSION, "the log entry's index is not that of its inclusion proof");
    }
    withoutTime.add(log);
    return witnessed(log, OptionalLong.of(entry.logIndex()), Optional.empty());
  }

  private Optional<Failure> failureV1(LogEntry entry, List<TransparencyLog> logs) {
    Optional<Failure> mismatch = RekorV1Body.mismatch(entry, signature, signer);
    if (mismatch.isPresent()) {
      return mismatch;
    }
    if (requiresPromise() && entry.signedEntryTimestamp().isEmpty()) {
      return failed(Code.ENTRY_TIMESTAMP, "the log entry has no signed entry timestamp");
    }
    if (requiresProof() && entry.inclusionProof().flatMap(InclusionProof::checkpoint).isEmpty()) {
      return failed(Code.INCLUSION, "the log entry has no inclusion proof with a checkpoint");
    }
    TransparencyLog log = logs.getFirst();
    Optional<Instant> integratedTime = Optional.empty();
    if (entry.signedEntryTimestamp().isPresent()) {
      if (!budget.take(1)) {
        return Optional.of(CheckBudget.exhausted());
      }
      if (!log.signed(promise(entry), entry.signedEntryTimestamp().get())) {
        return failed(
            Code.ENTRY_TIMESTAMP, "the signed entry timestamp is not signed by " + log.origin());
      }
      Instant time = Instant.ofEpochSecond(entry.integratedTime());
      if (logs.stream().noneMatch(each -> each.validFor().contains(time))) {
        return Optional.of(SigningTimes.untrusted(log, time));
      }
      integratedTime = Optional.of(time);
    } else {
      withoutTime.add(log);
    }
    if (entry.inclusionProof().isPresent()) {
      Optional<Failure> inclusion =
          inclusionFailure(entry, entry.inclusionProof().get(), log, Optional.empty());
      if (inclusion.isPresent()) {
        return inclusion;
      }
    }
    return witnessed(
        log,
        integratedTime.isPresent() ? OptionalLong.of(entry.logIndex()) : OptionalLong.empty(),
        integratedTime);
  }

  /** Annotations hold no proof, and bundles of version 0.1 need none: there the promise counts. */
  private boolean requiresPromise() {
    return signature.bundle().isEmpty() || signature.bundle().get() == Bundle.Version.V0_1;
  }

  private boolean requiresProof() {
    return !requiresPromise();
  }

  private Optional<Failure> witnessed(
      TransparencyLog log, OptionalLong logIndex, Optional<Instant> integratedTime) {
    witnesses.add(new LogWitness(root.name(), log.origin(), logIndex, integratedTime));
    parties.add(log.party());
    return Optional.empty();
  }

  /** What the promise signs: canonical JSON (RFC 8785) of four members that need no escapes. */
  private static Bytes promise(LogEntry entry) {
    return Bytes.utf8(
        "{\"body\":\""
            + Base64.getEncoder().encodeToString(entry.body().toByteArray())
            + "\",\"integratedTime\":"
            + entry.integratedTime()
            + ",\"logID\":\""
            + entry.logId().toHex()
            + "\",\"logIndex\":"
            + entry.logIndex()
            + "}");
  }

  /**
   * Why the proof does not show the entry in the tree of {@code log}.
   *
   * @param origin what the checkpoint must name first; empty for Rekor v1's form
   */
  private Optional<Failure> inclusionFailure(
      LogEntry entry, InclusionProof proof, TransparencyLog log, Optional<String> origin) {
    if (!MerkleTree.root(entry.body(), proof).equals(Optional.of(proof.rootHash()))) {
      return failed(Code.INCLUSION, "the inclusion proof does not lead to its root hash");
    }
    if (proof.checkpoint().isEmpty()) {
      return origin.isPresent()
          ? failed(Code.CHECKPOINT, "the inclusion proof has no checkpoint")
          : Optional.empty();
    }
    Checkpoint checkpoint;
    try {
      checkpoint = Checkpoint.parse(proof.checkpoint().get());
    } catch (MalformedException e) {
      return failed(e.isOverLimit() ? Code.LIMIT : Code.CHECKPOINT, e.getMessage());
    }
    boolean named =
        origin.isPresent() ? checkpoint.origin().equals(origin.get()) : checkpoint.isOfRekorV1();
    if (!named) {
      return failed(Code.CHECKPOINT, "the checkpoint's origin is not that of " + log.origin());
    }
    if (checkpoint.treeSize() != proof.treeSize()
        || !checkpoint.rootHash().equals(proof.rootHash())) {
      return failed(Code.CHECKPOINT, "the checkpoint is that of another tree");
    }
    if (root.memory().isSigned(proof.checkpoint().get(), log)) {
      return Optional.empty();
    }
    if (!budget.take(checkpoint.claims(log, origin))) {
      return Optional.of(CheckBudget.exhausted());
    }
    if (!checkpoint.isSignedBy(log, origin)) {
      return failed(Code.CHECKPOINT, "the checkpoint is not signed by " + log.origin());
    }
    root.memory().rememberSigned(proof.checkpoint().get(), log);
    return Optional.empty();
  }

  private static Optional<Failure> failed(Code code, String message) {
    return Optional.of(Failure.of(code, message));
  }
}
