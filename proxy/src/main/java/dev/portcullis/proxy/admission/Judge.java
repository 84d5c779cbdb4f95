package dev.portcullis.proxy.admission;

import dev.portcullis.oci.Descriptor;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Manifest;
import dev.portcullis.oci.ManifestParser;
import dev.portcullis.oci.Quoting;
import dev.portcullis.oci.Reference;
import dev.portcullis.policy.Decision;
import dev.portcullis.policy.Evaluator;
import dev.portcullis.policy.Explanation;
import dev.portcullis.policy.Notes;
import dev.portcullis.policy.Permit;
import dev.portcullis.policy.Permits;
import dev.portcullis.policy.RecollectionWriter;
import dev.portcullis.policy.Rule;
import dev.portcullis.policy.Sighting;
import dev.portcullis.proxy.evidence.EvidenceFinder;
import dev.portcullis.proxy.evidence.Wanted;
import dev.portcullis.proxy.revocation.RevocationWatch;
import dev.portcullis.proxy.revocation.Revocations;
import dev.portcullis.proxy.upstream.Caller;
import dev.portcullis.proxy.upstream.Fetch;
import dev.portcullis.proxy.upstream.FetchedManifest;
import dev.portcullis.proxy.upstream.RegistryClient;
import dev.portcullis.verify.Evidence;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Finding;
import dev.portcullis.verify.Findings;
import dev.portcullis.verify.Subject;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
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
  private final EvidenceFinder evidence;
  private final Verification verification;
  private final Executor executor;
  private final InstantSource clock;
  private final DecisionIds ids = new DecisionIds();
  private final LongAdder verifications = new LongAdder();
  private final Map<Failure.Code, LongAdder> failures = new EnumMap<>(Failure.Code.class);

  Judge(
      AdmissionConfig config,
      VerdictMemory memory,
      Ledger ledger,
      EvidenceFinder evidence,
      Revocations revocations,
      Executor executor,
      InstantSource clock) {
    this.memory = memory;
    this.ledger = ledger;
    this.keeper = new VerdictKeeper(memory, ledger, config.absentFor(), clock);
    this.evidence = evidence;
    this.verification = new Verification(revocations, clock);
    this.executor = executor;
    this.clock = clock;
    for (Failure.Code code : Failure.Code.values()) {
      failures.put(code, new LongAdder());
    }
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

  /** The number of candidates that broke a rule of verification. */
  long failures(Failure.Code code) {
    return Objects.requireNonNull(failures.get(code)).sum();
  }

  private void count(Findings findings) {
    for (Finding finding : findings.findings()) {
      finding
          .failure()
          .ifPresent(why -> Objects.requireNonNull(failures.get(why.code())).increment());
    }
  }

  /** The number of times that evidence was verified. */
  long verifications() {
    return verifications.sum();
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
    return decide(question);
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
    return switch (hold(question)) {
      case Held.Manifest(HeldManifest held) -> {
        ledger.note(question.key(), held.manifest(), clock.instant());
        yield new Answer.Serve(held, admit.permit(), admit, verdict.id(), verdict.grounds());
      }
      case Held.Not(Answer why) -> why;
    };
  }

  /** The answer by way of an admitted index that lists this digest. */
  private Optional<Answer> inherited(Question question, Optional<Answer> known, int depth) {
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
        if (permit.isPresent()) {
          return Optional.of(
              isLenient(serve.decision())
                  ? byItself(question, known, edge.parent(), serve, permit.get())
                  : inherit(question, edge.parent(), serve, permit.get()));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isLenient(Decision.Admit admit) {
    return switch (admit.basis()) {
      case VERIFIED, OPEN, SEEN -> false;
      case WARNED, AUDITED, EXEMPTED -> true;
    };
  }

  /**
   * An index that was let through without meeting its rule vouches for nothing: its child is judged
   * by itself, and let through with it unless what the child rests on is revoked.
   */
  private Answer byItself(
      Question question, Optional<Answer> known, Digest parent, Answer.Serve serve, Permit permit) {
    Answer own = known.orElseGet(() -> decide(question));
    boolean softened =
        own instanceof Answer.Refused refused
            && refused.decision().refusal() != Decision.Refusal.REVOKED;
    return softened || own instanceof Answer.Undecided
        ? inherit(question, parent, serve, permit)
        : own;
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
    Optional<String> platform = platform(serve.held().manifest(), question.key().digest());
    return switch (hold(question)) {
      case Held.Not(Answer why) -> why;
      case Held.Manifest(HeldManifest held)
          when held.digests().stream()
              .anyMatch(question.book().policy().denied().digests()::contains) ->
          decide(question, held, Evidence.none());
      case Held.Manifest(HeldManifest held) -> {
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

  private static Optional<String> platform(Manifest index, Digest child) {
    return index
        .references()
        .filter(descriptor -> descriptor.digest().equals(child))
        .flatMap(descriptor -> descriptor.platform().stream())
        .findFirst();
  }

  /** Evidence and manifest at once, then verification, then the decision. */
  private Answer decide(Question question) {
    Rule rule = question.book().policy().ruleFor(question.key().repository());
    boolean open =
        rule.admitsAnything()
            || question.book().policy().denied().digests().contains(question.key().digest());
    CompletableFuture<Evidence> search =
        open
            ? CompletableFuture.completedFuture(Evidence.none())
            : CompletableFuture.supplyAsync(
                () ->
                    evidence.find(
                        question.key().repository(),
                        question.key().digest(),
                        new Wanted(rule.asksForSboms()),
                        question.caller(),
                        question.upstream()),
                executor);
    return switch (hold(question)) {
      case Held.Not(Answer why) -> why;
      case Held.Manifest(HeldManifest held) ->
          Permits.signatureArtifact(
                  question.key().repository(),
                  question.key().digest(),
                  held.manifest(),
                  question.book().policy().denied())
              .<Answer>map(permit -> artifact(question, held, permit))
              .orElseGet(() -> decide(question, held, search.join()));
    };
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
    keeper.keep(question, held, admit, id, grounds, RevocationWatch.NONE);
    return Answers.of(admit, held, id, grounds);
  }

  private Answer decide(Question question, HeldManifest held, Evidence found) {
    Rulebook book = question.book();
    Subject subject =
        new Subject(
            question.key().repository(),
            question.tag().map(Reference.Tag::name),
            held.digest(),
            held.manifest());
    verifications.increment();
    Rule rule = book.policy().ruleFor(question.key().repository());
    Evidence known = found.lacking(book.missingFor(rule));
    Verification.Result result = verification.verify(subject, known, book.trust(), rule);
    Findings findings = result.findings();
    count(findings);
    Optional<Sighting> seen =
        rule.terms().seenWithin().isZero() || findings.unavailable().isEmpty()
            ? Optional.empty()
            : ledger.sighting(question.key(), book, rule, result.at());
    Notes notes = Notes.taking();
    Decision decision =
        Evaluator.decide(
            rule, book.policy().denied(), subject, findings, seen, result.at(), notes);
    String id = ids.next();
    Grounds grounds =
        switch (decision) {
          case Decision.Admit admit ->
              admit.basis() == Decision.Basis.SEEN
                  ? Grounds.of(book.revision(), held, seen.orElseThrow())
                  : Grounds.ofAdmission(
                      book.revision(), held, Set.copyOf(admit.signers()), findings);
          case Decision.Refuse _, Decision.Undecided _ ->
              Grounds.ofRefusal(book.revision(), findings);
        };
    boolean isDenied = subject.digests().anyMatch(book.policy().denied().digests()::contains);
    Grounds told =
        isDenied // then evidence was not looked for
            ? grounds
            : grounds.with(
                RecollectionWriter.write(
                    rule, subject, findings, notes, book.anchors(), result.at()));
    keeper.keep(question, held, decision, id, grounds, result.watch());
    return Answers.of(decision, held, id, told);
  }

  /** A manifest in hand, or why there is none. */
  private sealed interface Held {
    record Manifest(HeldManifest held) implements Held {}

    record Not(Answer why) implements Held {}
  }

  private Held hold(Question question) {
    Digest digest = question.key().digest();
    Optional<HeldManifest> held = memory.manifest(question.key());
    if (held.isPresent()) {
      return new Held.Manifest(held.get());
    }
    Fetch<FetchedManifest> fetched =
        question
            .upstream()
            .manifest(
                question.caller(),
                question.key().repository().path(),
                new Reference.ByDigest(digest));
    return switch (fetched) {
      case Fetch.Found<FetchedManifest>(FetchedManifest manifest) ->
          accept(question.key(), manifest);
      case Fetch.Absent<FetchedManifest> absent -> new Held.Not(Answers.of(absent));
      case Fetch.Denied<FetchedManifest> denied -> new Held.Not(Answers.of(denied));
      case Fetch.Trouble<FetchedManifest> trouble -> new Held.Not(Answers.of(trouble));
    };
  }

  private Held accept(ContentKey key, FetchedManifest fetched) {
    try {
      Manifest manifest = ManifestParser.parse(fetched.content(), fetched.contentType());
      Optional<Descriptor> foreign = foreign(manifest);
      if (foreign.isPresent()) {
        return new Held.Not(
            new Answer.Unacceptable(
                "layer "
                    + foreign.get().digest().shortened()
                    + " is to be fetched from elsewhere ("
                    + Quoting.shorten(foreign.get().urls().getFirst())
                    + "), past this gate; push the image with its layers"));
      }
      HeldManifest held = new HeldManifest(key.digest(), manifest);
      memory.keep(key, held);
      return new Held.Manifest(held);
    } catch (MalformedException e) {
      return new Held.Not(new Answer.Unacceptable(e.getMessage()));
    }
  }

  private static Optional<Descriptor> foreign(Manifest manifest) {
    Stream<Descriptor> all = Stream.concat(manifest.references(), manifest.subject().stream());
    return all.filter(descriptor -> !descriptor.urls().isEmpty()).findFirst();
  }
}
