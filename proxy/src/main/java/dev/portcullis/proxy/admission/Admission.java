package dev.portcullis.proxy.admission;

import dev.portcullis.oci.Digest;
import dev.portcullis.oci.Reference;
import dev.portcullis.oci.RepositoryName;
import dev.portcullis.policy.Decision;
import dev.portcullis.policy.Exemption;
import dev.portcullis.policy.Permits;
import dev.portcullis.policy.Policy;
import dev.portcullis.proxy.evidence.EvidenceFinder;
import dev.portcullis.proxy.revocation.Revocations;
import dev.portcullis.proxy.upstream.Access;
import dev.portcullis.proxy.upstream.Caller;
import dev.portcullis.proxy.upstream.Fetch;
import dev.portcullis.proxy.upstream.RegistryClient;
import dev.portcullis.verify.Failure;
import io.opentelemetry.context.Context;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The story of one pull: resolve, look up, work out once, answer. Its public methods may be called
 * on event loops and never block; the work is done on virtual threads, a bounded number at once.
 */
public final class Admission implements AutoCloseable {
  private final AdmissionConfig config;
  private final VerdictMemory memory;
  private final Ledger ledger;
  private final Optional<StateStore> store;
  private final Enforcement enforcement;
  private final TagResolver tags;
  private final Judge judge;
  private final ExecutorService executor =
      Context.taskWrapping(
          Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("pull-", 0).factory()));
  private final SingleFlight<FlightKey, Answer> flights;
  private final Sharing sharing = new Sharing();
  private final LongAdder hits = new LongAdder();
  private volatile Standing standing;
  private volatile Consumer<JudgeStep> steps = step -> {};

  private record FlightKey(
      ContentKey content, String revision, String denied, List<Exemption> granted) {}

  private Admission(
      AdmissionConfig config,
      Rulebook rulebook,
      Map<String, RegistryClient> upstreams,
      EvidenceFinder evidence,
      Revocations revocations,
      Optional<StateStore> store,
      InstantSource clock) {
    this.config = config;
    this.standing = new Standing(rulebook, upstreams);
    this.store = store;
    this.enforcement = new Enforcement(revocations::denied);
    this.ledger = new Ledger(store, revocations);
    this.memory = new VerdictMemory(config, clock, enforcement, ledger::stands);
    this.tags = new TagResolver(executor, clock);
    this.judge =
        new Judge(
            config,
            memory,
            ledger,
            evidence,
            revocations,
            sharing,
            executor,
            clock,
            step -> steps.accept(step));
    Semaphore places = new Semaphore(config.coldPulls());
    this.flights =
        new SingleFlight<>(
            work ->
                executor.execute(
                    () -> {
                      places.acquireUninterruptibly();
                      try {
                        work.run();
                      } finally {
                        places.release();
                      }
                    }));
  }

  /**
   * Opens the gate.
   *
   * @param rulebook what is in force at first
   * @param upstreams the registries by the name that clients know
   * @param revocations what is known of the revocation of certificates; the caller closes it
   * @throws IOException if the state folder cannot be used
   */
  public static Admission open(
      AdmissionConfig config,
      Rulebook rulebook,
      Map<String, RegistryClient> upstreams,
      EvidenceFinder evidence,
      Revocations revocations,
      InstantSource clock)
      throws IOException {
    Optional<StateStore> store = Optional.empty();
    if (config.state().isPresent()) {
      Path folder = config.state().get();
      store = Optional.of(StateStore.open(folder, clock.instant()));
    }
    return new Admission(config, rulebook, upstreams, evidence, revocations, store, clock);
  }

  /** Puts a new rulebook and new upstreams in force; pulls that began before keep theirs. */
  public void swap(Rulebook next, Map<String, RegistryClient> registries) {
    Policy before = standing.rulebook().policy();
    this.standing = new Standing(next, registries);
    boolean listed = !before.denied().equals(next.policy().denied());
    if (listed) {
      enforcement.listed();
    }
    if (listed || !before.granted().equals(next.policy().granted())) {
      memory.forgetRefusals();
    }
  }

  /** Looks tags up by {@code lookup} where that is possible. */
  public void lookUpTagsBy(TagLookup lookup) {
    tags.lookUpBy(lookup);
  }

  /** Tells {@code observer} of each step of a judgement, on the thread that has just made it. */
  public void tell(Consumer<JudgeStep> observer) {
    steps = observer;
  }

  /** What is in force. */
  public Rulebook rulebook() {
    return standing.rulebook();
  }

  /**
   * The answer for a manifest, if it is in memory and still holds.
   *
   * @return empty if it has to be worked out with {@link #manifest}
   */
  public Optional<Answer> warm(RepositoryName repository, Digest digest, Caller caller) {
    Standing now = standing;
    return now.mayAsk(repository, caller)
        ? remembered(repository, digest, now.rulebook())
        : Optional.empty();
  }

  private Optional<Answer> remembered(RepositoryName repository, Digest digest, Rulebook rulebook) {
    Optional<Verdict> verdict = memory.verdict(new ContentKey(repository, digest), rulebook);
    if (verdict.isPresent() && verdict.get().decision() instanceof Decision.Admit admit) {
      Optional<HeldManifest> held = memory.manifest(new ContentKey(repository, digest));
      if (held.isPresent()) {
        hits.increment();
        return Optional.of(
            new Answer.Serve(
                held.get(), admit.permit(), admit, verdict.get().id(), verdict.get().grounds()));
      }
    }
    return Optional.empty();
  }

  /**
   * Works out the answer for a manifest.
   *
   * @return completes normally with every outcome; exceptionally only for a bug
   */
  public CompletableFuture<Answer> manifest(
      RepositoryName repository, Reference.Target target, Caller caller) {
    return begin(
        repository,
        caller,
        pull ->
            switch (target) {
              case Reference.ByDigest(Digest digest) -> judged(pull, digest, Optional.empty());
              case Reference.Tag tag -> byTag(pull, tag);
            });
  }

  /**
   * Whether a blob may be relayed. A digest that turns out to be a manifest is judged as one and
   * answered with {@link Answer.Serve}.
   *
   * @return completes normally with every outcome; exceptionally only for a bug
   */
  public CompletableFuture<Answer> blob(RepositoryName repository, Digest digest, Caller caller) {
    Standing now = standing;
    if (now.mayAsk(repository, caller)) {
      Optional<Answer.Relay> known = memory.blob(repository, digest, now.rulebook());
      if (known.isPresent()) {
        return CompletableFuture.completedFuture(known.get());
      }
    }
    return begin(
        repository,
        caller,
        pull ->
            CompletableFuture.supplyAsync(() -> ledger.parentsOf(pull.key(digest)), executor)
                .thenCompose(edges -> throughEdges(pull, digest, edges)));
  }

  /**
   * Forgets what is in memory about a manifest that was pushed or deleted through this proxy, so
   * that the upstream is asked again.
   */
  public void forget(RepositoryName repository, Reference.Target target) {
    switch (target) {
      case Reference.Tag tag -> tags.forget(repository, tag);
      case Reference.ByDigest(Digest digest) -> memory.forget(new ContentKey(repository, digest));
    }
  }

  /** One pull: what it asks of whom on whose behalf, under the standing it began with, traced. */
  private record Pull(
      RepositoryName repository,
      Caller caller,
      RegistryClient upstream,
      Rulebook rulebook,
      Context trace) {
    ContentKey key(Digest digest) {
      return new ContentKey(repository, digest);
    }
  }

  /** Begins a pull under what is in force now. */
  private CompletableFuture<Answer> begin(
      RepositoryName repository, Caller caller, Function<Pull, CompletableFuture<Answer>> story) {
    Standing now = standing;
    RegistryClient upstream = now.upstreams().get(repository.registry());
    return upstream == null
        ? done(new Answer.Absent("there is no upstream " + repository.registry()))
        : story.apply(
            new Pull(sharing.of(repository), caller, upstream, now.rulebook(), Context.current()));
  }

  /**
   * Goes on if the caller may have {@code digest}. The proxy's own credentials are allowed what the
   * configuration says; a caller's are shown to the upstream, whatever the proxy holds already.
   */
  private CompletableFuture<Answer> withAccess(
      Pull pull, Digest digest, Supplier<CompletableFuture<Answer>> next) {
    if (pull.upstream().isAccessKnown(pull.caller(), pull.repository().path())) {
      return next.get();
    }
    return CompletableFuture.supplyAsync(
            () -> pull.upstream().access(pull.caller(), pull.repository().path(), digest), executor)
        .thenCompose(
            access ->
                switch (access) {
                  case Fetch.Found<Access> found -> next.get();
                  case Fetch.Absent<Access> absent -> done(Answers.of(absent));
                  case Fetch.Denied<Access> denied -> done(Answers.of(denied));
                  case Fetch.Trouble<Access> trouble -> done(Answers.of(trouble));
                });
  }

  private static CompletableFuture<Answer> done(Answer answer) {
    return CompletableFuture.completedFuture(answer);
  }

  private CompletableFuture<Answer> byTag(Pull pull, Reference.Tag tag) {
    Optional<Digest> fresh = tags.fresh(pull.repository(), tag, pull.caller(), pull.upstream());
    if (fresh.isPresent()) {
      return judged(pull, fresh.get(), Optional.of(tag));
    }
    return tags.resolve(pull.repository(), tag, pull.caller(), pull.upstream())
        .thenCompose(
            resolved ->
                switch (resolved) {
                  case Fetch.Found<Digest>(Digest digest) -> judged(pull, digest, Optional.of(tag));
                  case Fetch.Absent<Digest> absent -> done(Answers.of(absent));
                  case Fetch.Denied<Digest> denied -> done(Answers.of(denied));
                  case Fetch.Trouble<Digest> trouble -> done(Answers.of(trouble));
                });
  }

  private CompletableFuture<Answer> judged(Pull pull, Digest digest, Optional<Reference.Tag> tag) {
    return withAccess(pull, digest, () -> judgedForAnyone(pull, digest, tag));
  }

  private CompletableFuture<Answer> judgedForAnyone(
      Pull pull, Digest digest, Optional<Reference.Tag> tag) {
    Optional<Answer> warm = remembered(pull.repository(), digest, pull.rulebook());
    if (warm.isPresent()) {
      return done(warm.get());
    }
    Judge.Question question =
        new Judge.Question(pull.key(digest), tag, pull.caller(), pull.upstream(), pull.rulebook());
    return flights.join(
        new FlightKey(
            question.key(),
            pull.rulebook().revision(),
            pull.rulebook().policy().denied().revision(),
            pull.rulebook().policy().granted()),
        () -> pull.trace().wrapSupplier(() -> judge.judge(question)).get());
  }

  /** Goes through the edges until one gives leave; an edge whose parent is gone is none. */
  private CompletableFuture<Answer> throughEdges(Pull pull, Digest digest, List<Edges.Edge> edges) {
    if (edges.isEmpty()) {
      return withoutEdge(pull, digest);
    }
    CompletableFuture<Answer> first = throughEdge(pull, digest, edges.getFirst());
    List<Edges.Edge> others = edges.subList(1, edges.size());
    return first.thenCompose(
        answer ->
            isLeave(answer) || (others.isEmpty() && !(answer instanceof Answer.Absent))
                ? done(answer)
                : throughEdges(pull, digest, others));
  }

  private CompletableFuture<Answer> throughEdge(Pull pull, Digest digest, Edges.Edge edge) {
    return edge.toManifest()
        ? judged(pull, digest, Optional.empty())
        : judged(pull, edge.parent(), Optional.empty())
            .thenApply(parent -> relay(pull, digest, parent));
  }

  private static boolean isLeave(Answer answer) {
    return answer instanceof Answer.Relay || answer instanceof Answer.Serve;
  }

  private Answer relay(Pull pull, Digest digest, Answer parent) {
    if (!(parent instanceof Answer.Serve serve)) {
      return parent;
    }
    Optional<Answer.Relay> relay = Leave.of(serve, digest, pull.rulebook().policy().denied());
    relay.ifPresent(
        leave ->
            memory.keep(
                pull.key(digest),
                new VerdictMemory.BlobLeave(leave, pull.key(serve.held().digest()))));
    return relay.<Answer>map(leave -> leave).orElseGet(() -> Leave.none(digest));
  }

  /** A blob that nothing admitted refers to may still be a manifest, asked for the other way. */
  private CompletableFuture<Answer> withoutEdge(Pull pull, Digest digest) {
    return judged(pull, digest, Optional.empty())
        .thenApply(
            answer -> answer instanceof Answer.Absent ? withoutParent(pull, digest) : answer);
  }

  private Answer withoutParent(Pull pull, Digest digest) {
    return Permits.unreferenced(
            pull.rulebook().policy(), pull.repository(), digest, !config.strictGate())
        .<Answer>map(permit -> new Answer.Relay(permit, Optional.empty()))
        .orElseGet(() -> Leave.none(digest));
  }

  /** The number of times that evidence was verified since the start. */
  public long verifications() {
    return judge.counters().verifications();
  }

  /** The number of pieces of evidence that broke a rule of verification since the start. */
  public long failures(Failure.Code code) {
    return judge.counters().failures(code);
  }

  /** The number of manifests that were answered from memory since the start. */
  public long hits() {
    return hits.sum();
  }

  /** The number of verdicts in memory, estimated. */
  public long verdicts() {
    return memory.verdicts();
  }

  /** The number of verdicts that are being worked out. */
  public int underWay() {
    return flights.size();
  }

  /** Rows that the state store dropped because the disk was too slow. */
  public long droppedRows() {
    return store.map(StateStore::dropped).orElse(0L);
  }

  /** Ends the work under way and closes the store. */
  @Override
  public void close() {
    executor.shutdown();
    store.ifPresent(StateStore::close);
  }
}
