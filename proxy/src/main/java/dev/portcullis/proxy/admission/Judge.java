package dev.portcullis.proxy.admission;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Reference;
import dev.portcullis.policy.Background;
import dev.portcullis.policy.Decision;
import dev.portcullis.policy.Enclosing;
import dev.portcullis.policy.Evaluator;
import dev.portcullis.policy.Explanation;
import dev.portcullis.policy.Notes;
import dev.portcullis.policy.Permit;
import dev.portcullis.policy.Permits;
import dev.portcullis.policy.Rule;
import dev.portcullis.policy.Sighting;
import dev.portcullis.proxy.evidence.EvidenceFinder;
import dev.portcullis.proxy.evidence.EvidenceLease;
import dev.portcullis.proxy.evidence.Wanted;
import dev.portcullis.proxy.revocation.RevocationWatch;
import dev.portcullis.proxy.revocation.Revocations;
import dev.portcullis.proxy.upstream.Caller;
import dev.portcullis.proxy.upstream.RegistryClient;
import dev.portcullis.verify.Evidence;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.Subject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Works out the answer for one digest, on a virtual thread: what memory and disk know, what an
 * admitted index vouches for, else evidence and manifest at once, verified and decided.
 */
final class Judge {
  /** Indexes in indexes that are followed upwards. */
  private static final int DEPTH = 4;

  private final VerdictMemory memory;
  private final Ledger ledger;
  private final VerdictKeeper keeper;
  private final Manifests manifests;
  private final EvidenceFinder evidence;
  private final Verification verification;
  private final Executor executor;
  private final InstantSource clock;
  private final DecisionIds ids = new DecisionIds();
  private final Sharing sharing;
  private final CheckCounters counters = new CheckCounters();

  Judge(
      AdmissionConfig config,
      VerdictMemory memory,
      Ledger ledger,
      EvidenceFinder evidence,
      Revocations revocations,
      Sharing sharing,
      Executor executor,
      InstantSource clock,
      Consumer<JudgeStep> steps) {
    this.sharing = sharing;
    this.memory = memory;
    this.ledger = ledger;
    this.manifests = new Manifests(memory);
    this.keeper = new VerdictKeeper(memory, ledger, config.absentFor(), clock);
    this.evidence = evidence;
    this.verification = new Verification(revocations, clock, steps);
    this.executor = executor;
    this.clock = clock;
  }

  /**
   * What is asked: content, the tag that led to it, on whose behalf, from where, and the rulebook
   * that answers it from beginning to end, whatever is put in force meanwhile.
   */
  record Question(
      ContentKey key,
      Optional<Reference.Tag> tag,
      Caller caller,
      RegistryClient upstream,
      Rulebook book) {
    Question about(Digest digest) {
      return new Question(
          new ContentKey(key.repository(), digest), Optional.empty(), caller, upstream, book);
    }
  }

  /** What was verified. */
  CheckCounters counters() {
    return counters;
  }

  Answer judge(Question question) {
    return judge(question, DEPTH);
  }

  private Answer judge(Question question, int depth) {
    Optional<Answer> known = known(question);
    if (known.isPresent() && known.get() instanceof Answer.Serve) {
      return known.get();
    }
    Optional<Answer> inherited = depth > 0 ? inherited(question, known, depth) : Optional.empty();
    if (inherited.isPresent()) {
      return inherited.get();
    }
    if (known.isPresent()) {
      return known.get();
    }
    return decide(question, Optional.empty());
  }

  /** What memory, then disk, already say. */
  private Optional<Answer> known(Question question) {
    ContentKey key = question.key();
    Optional<Verdict> verdict = memory.verdict(key, question.book());
    if (verdict.isEmpty()) {
      verdict = ledger.savedVerdict(key, question.book(), clock.instant());
      verdict.ifPresent(saved -> memory.keep(key, saved));
    }
    return verdict.map(
        held ->
            switch (held.decision()) {
              case Decision.Admit admit -> withManifest(question, admit, held);
              case Decision.Refuse refuse ->
                  new Answer.Refused(refuse, key.digest(), held.id(), held.grounds());
              case Decision.Undecided undecided ->
                  new Answer.Undecided(undecided, key.digest(), held.id(), held.grounds());
            });
  }

  private Answer withManifest(Question question, Decision.Admit admit, Verdict verdict) {
    return switch (manifests.hold(question)) {
      case Manifests.Held.Manifest(HeldManifest held) -> {
        ledger.note(question.key(), held.manifest(), clock.instant());
        yield new Answer.Serve(held, admit.permit(), admit, verdict.id(), verdict.grounds());
      }
      case Manifests.Held.Not(Answer why) -> why;
    };
  }

  /**
   * The answer by way of an admitted index that lists this digest. Where the rule says on which
   * digest evidence must be, an index lends its evidence, and never its admission.
   */
  private Optional<Answer> inherited(Question question, Optional<Answer> known, int depth) {
    boolean spans = question.book().policy().ruleFor(question.key().repository()).spans();
    Optional<Answer> last = Optional.empty();
    for (Edges.Edge edge : ledger.parentsOf(question.key())) {
      if (!edge.toManifest()) {
        continue;
      }
      Answer parent = judge(question.about(edge.parent()), depth - 1);
      if (parent instanceof Answer.Serve serve) {
        Digest digest = question.key().digest();
        Optional<Permit> permit =
            Permits.reference(
                serve.permit(), serve.held().manifest(), digest, question.book().policy().denied());
        if (permit.isPresent() && (!spans || isLenient(serve.decision()))) {
          return Optional.of(
              isLenient(serve.decision())
                  ? byItself(question, known, edge.parent(), serve, permit.get())
                  : inherit(question, edge.parent(), serve, permit.get()));
        }
        if (permit.isPresent()) {
          Answer own = under(question, known, serve.held());
          if (own instanceof Answer.Serve) {
            return Optional.of(own);
          }
          last = Optional.of(own);
        }
      }
    }
    return last;
  }

  /** The answer with the help of the evidence on {@code index}, unless that is known already. */
  private Answer under(Question question, Optional<Answer> known, HeldManifest index) {
    return known
        .filter(
            answer ->
                answer instanceof Answer.Refused refused
                    && refused.grounds().chain().contains(index.digest()))
        .orElseGet(() -> decide(question, Optional.of(index)));
  }

  private static boolean isLenient(Decision.Admit admit) {
    return switch (admit.basis()) {
      case VERIFIED, OPEN, SEEN, LISTED -> false;
      case WARNED, AUDITED, EXEMPTED -> true;
    };
  }

  /**
   * An index that was let through without meeting its rule vouches for nothing: its child is judged
   * by itself, and let through with it unless what the child rests on is revoked.
   */
  private Answer byItself(
      Question question, Optional<Answer> known, Digest parent, Answer.Serve serve, Permit permit) {
    Answer own = under(question, known, serve.held());
    boolean softened =
        (own instanceof Answer.Refused refused
                && refused.decision().refusal() != Decision.Refusal.REVOKED)
            || (own instanceof Answer.Undecided unsure && !unsure.decision().isRevoked());
    return softened ? inherit(question, parent, serve, permit) : own;
  }

  private Answer inherit(Question question, Digest parent, Answer.Serve serve, Permit permit) {
    Decision.Admit admit = serve.decision();
    Decision.Admit mine =
        new Decision.Admit(
            admit.rule(),
            admit.explanation(),
            admit.validUntil(),
            permit,
            admit.basis(),
            admit.signers());
    Optional<String> platform = Grounds.platform(serve.held(), question.key().digest());
    return switch (manifests.hold(question)) {
      case Manifests.Held.Not(Answer why) -> why;
      case Manifests.Held.Manifest(HeldManifest held)
          when held.digests().stream()
              .anyMatch(question.book().policy().denied().digests()::contains) ->
          decide(question, held, Evidence.none(), Optional.empty());
      case Manifests.Held.Manifest(HeldManifest held) -> {
        Optional<Verdict> above =
            memory.verdict(new ContentKey(question.key().repository(), parent), question.book());
        above
            .filter(verdict -> verdict.id().equals(serve.id()))
            .ifPresent(
                verdict -> {
                  Grounds below = verdict.grounds().forChild(held, platform);
                  memory.keep(
                      question.key(),
                      new Verdict(mine, serve.id(), verdict.expires(), below, verdict.watch()));
                });
        ledger.note(question.key(), held.manifest(), clock.instant());
        yield new Answer.Serve(
            held, permit, mine, serve.id(), serve.grounds().forChild(held, platform));
      }
    };
  }

  /**
   * Evidence and manifest at once, then verification, then the decision.
   *
   * @param index an admitted index that lists it, whose evidence counts if the rule says so
   */
  private Answer decide(Question question, Optional<HeldManifest> index) {
    Rule rule = question.book().policy().ruleFor(question.key().repository());
    boolean open =
        rule.admitsAnything()
            || question.book().policy().denied().digests().contains(question.key().digest());
    try (EvidenceLease lease = evidence.lease()) {
      CompletableFuture<Evidence> search =
          open
              ? CompletableFuture.completedFuture(Evidence.none())
              : search(question, question.key().digest(), rule, lease);
      Optional<Sought> above =
          index
              .filter(_ -> rule.spans())
              .map(held -> new Sought(held, search(question, held.digest(), rule, lease)));
      return decide(question, search, above);
    }
  }

  private Answer decide(
      Question question, CompletableFuture<Evidence> search, Optional<Sought> above) {
    return switch (manifests.hold(question)) {
      case Manifests.Held.Not(Answer why) -> why;
      case Manifests.Held.Manifest(HeldManifest held) ->
          Permits.signatureArtifact(
                  question.key().repository(),
                  question.key().digest(),
                  held.manifest(),
                  question.book().policy().denied())
              .<Answer>map(permit -> artifact(question, held, permit))
              .orElseGet(() -> decide(question, held, search.join(), above));
    };
  }

  /** An index, and the evidence about it that is being looked for. */
  private record Sought(HeldManifest index, CompletableFuture<Evidence> evidence) {}

  private CompletableFuture<Evidence> search(
      Question question, Digest digest, Rule rule, EvidenceLease lease) {
    return CompletableFuture.supplyAsync(
        () ->
            evidence.find(
                question.key().repository(),
                digest,
                new Wanted(rule.asksForStatements(), rule.asksForSboms()),
                question.caller(),
                question.upstream(),
                lease),
        executor);
  }

  private Answer artifact(Question question, HeldManifest held, Permit permit) {
    Decision.Admit admit =
        new Decision.Admit(
            permit.rule(),
            new Explanation("evidence is served as it is, for whoever verifies again", List.of()),
            Optional.empty(),
            permit,
            Decision.Basis.OPEN,
            List.of());
    String id = ids.next();
    Grounds grounds =
        Grounds.kept(question.book().revision(), held.digests(), Set.of(), Set.of(), Set.of());
    keeper.keep(question, held, admit, id, grounds, RevocationWatch.NONE, Notes.taking());
    return Answers.of(admit, held, id, grounds);
  }

  private Answer decide(
      Question question, HeldManifest held, Evidence found, Optional<Sought> above) {
    Rulebook book = question.book();
    Rule rule = book.policy().ruleFor(question.key().repository());
    counters.verifying();
    Subject subject =
        new Subject(
            question.key().repository(),
            question.tag().map(Reference.Tag::name),
            held.digest(),
            held.manifest());
    Verification.Result result = verify(subject, found, book, rule);
    Findings findings = result.findings();
    Optional<Enclosing> enclosing = Optional.empty();
    RevocationWatch watch = result.watch();
    if (above.isPresent()) {
      HeldManifest index = above.get().index();
      Subject whole =
          new Subject(
              question.key().repository(), Optional.empty(), index.digest(), index.manifest());
      Verification.Result upper = verify(whole, above.get().evidence().join(), book, rule);
      enclosing = Optional.of(new Enclosing(whole, upper.findings()));
      watch = watch.and(upper.watch());
    }
    boolean silent =
        Stream.concat(Stream.of(findings), enclosing.map(Enclosing::findings).stream())
            .anyMatch(each -> !each.unavailable().isEmpty());
    Instant now = clock.instant();
    Optional<Sighting> seen =
        rule.terms().seenWithin().isZero() || !silent
            ? Optional.empty()
            : ledger.sighting(question.key(), book, rule, now);
    Notes notes = Notes.taking();
    long began = System.nanoTime();
    Decision decision =
        sharing.of(
            Evaluator.decide(
                rule,
                book.policy().denied(),
                subject,
                findings,
                new Background(enclosing, seen, book.policy().granted()),
                now,
                notes));
    String id = ids.next();
    verification.decided(held.digest(), decision, id, System.nanoTime() - began);
    Grounds grounds = sharing.of(grounds(book, held, findings, decision, seen));
    if (above.isPresent() && enclosing.isPresent()) {
      grounds = grounds.with(above.get().index(), enclosing.get().findings(), held.digest());
    }
    keeper.keep(question, held, decision, id, grounds, watch, notes);
    return Answers.of(decision, held, id, grounds.with(book, subject, findings, notes, now));
  }

  private Verification.Result verify(Subject subject, Evidence found, Rulebook book, Rule rule) {
    Verification.Result result =
        verification.verify(subject, found.lacking(book.missingFor(rule)), book.trust(), rule);
    counters.count(result.findings());
    return result;
  }

  private static Grounds grounds(
      Rulebook book,
      HeldManifest held,
      Findings findings,
      Decision decision,
      Optional<Sighting> seen) {
    return switch (decision) {
      case Decision.Admit admit ->
          admit.basis() == Decision.Basis.SEEN
              ? Grounds.of(book.revision(), held, seen.orElseThrow())
              : Grounds.ofAdmission(book.revision(), held, Set.copyOf(admit.signers()), findings);
      case Decision.Refuse _, Decision.Undecided _ -> Grounds.ofRefusal(book.revision(), findings);
    };
  }
}
