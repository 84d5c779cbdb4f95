package dev.portcullis.policy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.verify.Finding;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.Origin;
import dev.portcullis.verify.Subject;
import dev.portcullis.verify.Supposed;
import dev.portcullis.verify.TrustAnchors;
import dev.portcullis.verify.Verified;
import dev.portcullis.verify.Voucher;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes recorded decisions again by another policy, as of the instant at which they were made. What
 * the record cannot answer is said to be so, and never guessed.
 *
 * @param policy the other policy
 * @param anchors of the trust material that belongs to it
 */
public record Replay(Policy policy, TrustAnchors anchors) {
  /** What came of it. */
  public sealed interface Outcome {
    /** It would be decided like that. */
    record Told(Rehearsal made) implements Outcome {}

    /**
     * It cannot be told.
     *
     * @param rule the name of the rule that would decide
     * @param why what the record does not say, each for people
     */
    record Unknown(String rule, List<String> why) implements Outcome {
      /** Copies the list. */
      public Unknown {
        why = List.copyOf(why);
      }
    }
  }

  /**
   * Decides again.
   *
   * @param repository what was pulled from
   * @param digest what was pulled: the image of {@code kept}, or a child of that index
   * @param kept what the record keeps of the findings; empty if it keeps nothing
   * @param at the instant of the decision
   */
  public Outcome decide(
      RepositoryName repository, Digest digest, Optional<Recollection> kept, Instant at) {
    Rule rule = policy.ruleFor(repository);
    Optional<Outcome> without = withoutEvidence(rule, repository, digest, at);
    if (without.isPresent()) {
      return without.get();
    }
    if (kept.isEmpty()) {
      return new Outcome.Unknown(
          rule.name(), List.of("what evidence there was; the record keeps no findings of it"));
    }
    if (RecollectionWriter.spans(rule)) {
      return new Outcome.Unknown(
          rule.name(),
          List.of("what evidence there was on the index and on its manifests together"));
    }
    Recollection findings = kept.get();
    Outcome outcome = decide(rule, repository, findings, at);
    boolean isChild = !findings.digest().equals(digest);
    return isChild && !isVouchedFor(outcome)
        ? new Outcome.Unknown(
            rule.name(),
            List.of(
                "what the image itself has to show; its index "
                    + findings.digest().shortened()
                    + " would not vouch for it"))
        : outcome;
  }

  private static boolean isVouchedFor(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Told(Rehearsal made) -> made.basis().equals("verified");
      case Outcome.Unknown _ -> true; // and so remains unknown for its own reasons
    };
  }

  /** What is decided whatever evidence there is. */
  private Optional<Outcome> withoutEvidence(
      Rule rule, RepositoryName repository, Digest digest, Instant at) {
    boolean isDenied = policy.denied().digests().contains(digest);
    if (rule.asksForEvidence() && !isDenied) {
      return Optional.empty();
    }
    try {
      Subject subject =
          new Subject(
              repository,
              Optional.empty(),
              digest,
              SupposedManifest.of(
                  MediaTypes.OCI_MANIFEST,
                  Optional.empty(),
                  MediaTypes.OCI_CONFIG,
                  Map.of(),
                  List.of()),
              true);
      Findings none = new Findings(List.of(), List.of(), List.of());
      return Optional.of(new Outcome.Told(Rehearsal.of(rule, policy.denied(), subject, none, at)));
    } catch (MalformedException e) {
      throw new IllegalStateException("an empty manifest is well-formed", e);
    }
  }

  private Outcome decide(Rule rule, RepositoryName repository, Recollection kept, Instant at) {
    boolean sameTrust = kept.trust().equals(anchors.revision());
    boolean sameName = kept.signed().equals(rule.terms().signedAs().of(repository));
    Subject subject =
        new Subject(repository, Optional.empty(), kept.digest(), kept.manifest(), true);
    List<Verified> facts = new ArrayList<>();
    Set<Origin> doubtful = new HashSet<>();
    for (Recollection.Fact fact : kept.facts()) {
      boolean holds = sameTrust || anchors.has(fact.anchor());
      switch (fact.by()) {
        case Recollection.By.Known(Voucher voucher) -> {
          facts.add(supposed(fact, voucher));
          if (!holds && anchors.of(voucher).isPresent()) {
            doubtful.add(fact.origin());
          }
        }
        case Recollection.By.Judged judged -> {
          Judgements of = new Judgements(rule, judged, holds && sameName);
          of.vouchers().forEach(voucher -> facts.add(supposed(fact, voucher)));
          if (of.isDoubtful()) {
            doubtful.add(fact.origin());
          }
        }
      }
    }
    boolean isOpen =
        !sameTrust
            && kept.failed().stream()
                .flatMap((Finding finding) -> finding.failure().stream())
                .anyMatch(failure -> !Recollection.isFinal(failure.code()));
    Notes notes = Notes.of(sameName ? kept.notes() : Map.of(), doubtful, isOpen, kept.sboms());
    Findings findings = new Findings(facts, kept.failed(), kept.silent());
    Rehearsal made = Rehearsal.of(rule, policy.denied(), subject, findings, at, notes);
    if (notes.isUnsure()) {
      return new Outcome.Unknown(rule.name(), List.copyOf(notes.doubts()));
    }
    boolean isLeftToSightings =
        made.verdict() == Rehearsal.Verdict.UNDECIDED && !rule.terms().seenWithin().isZero();
    return isLeftToSightings
        ? new Outcome.Unknown(rule.name(), List.of("whether it had met the rule shortly before"))
        : new Outcome.Told(made);
  }

  /** For whom of the signers of a rule somebody counts of whom not all is kept. */
  private record Judgements(Rule rule, Recollection.By.Judged judged, boolean hold) {
    /** Whoever the somebody is to each signer that may be the one. */
    List<Voucher> vouchers() {
      return signers()
          .filter(signer -> counts(signer).orElse(true))
          .<Voucher>map(signer -> new Voucher.Supposed(signer.name(), judged.fingerprints()))
          .toList();
    }

    /** Whether it is not known of one of them. */
    boolean isDoubtful() {
      return signers().anyMatch(signer -> counts(signer).isEmpty());
    }

    private Optional<Boolean> counts(Signer signer) {
      return hold
          ? Optional.ofNullable(judged.counts().get(Canonical.revision(signer)))
          : Optional.empty();
    }

    /** The signers that go by certificates. */
    private Stream<Signer> signers() {
      return rule.require().stream()
          .flatMap(Requirement::signers)
          .distinct()
          .filter(
              signer ->
                  switch (signer) {
                    case Signer.Keys _ -> false;
                    case Signer.Keyless keyless -> keyless.isRevocable();
                    case Signer.Notation _ -> true;
                  });
    }
  }

  private static Verified supposed(Recollection.Fact fact, Voucher voucher) {
    if (fact.artifact().isPresent()) {
      return Supposed.sbom(
          fact.origin(),
          fact.subject(),
          voucher,
          fact.signedAt(),
          fact.witnesses(),
          fact.artifact().get(),
          Bytes.utf8("{}"),
          fact.named());
    }
    return fact.predicateType().isPresent()
        ? Supposed.attestation(
            fact.origin(),
            fact.subject(),
            voucher,
            fact.signedAt(),
            fact.witnesses(),
            fact.predicateType().get(),
            Bytes.utf8("{}"))
        : Supposed.signature(
            fact.origin(),
            fact.subject(),
            voucher,
            fact.signedAt(),
            fact.witnesses(),
            fact.annotations(),
            fact.named());
  }
}
