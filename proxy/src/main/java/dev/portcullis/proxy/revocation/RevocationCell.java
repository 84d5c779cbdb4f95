package dev.portcullis.proxy.revocation;

import dev.portcullis.verify.x509.RevocationData.OcspAnswer;
import dev.portcullis.verify.x509.RevocationKey;
import dev.portcullis.verify.x509.RevocationQuestion;
import dev.portcullis.verify.x509.RevocationStatus;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What is known of the revocation of one certificate, shared by every verdict that rests on it. The
 * state is one volatile reference that event loops read without a lock; everything else is for the
 * virtual threads that ask.
 */
final class RevocationCell {
  private final RevocationQuestion question;
  private final RevocationKey key;
  private final AtomicReference<CellState> state = new AtomicReference<>(CellState.fresh());
  private final Map<String, OcspAnswer> responses = new LinkedHashMap<>();
  private final Set<String> furtherLists = new LinkedHashSet<>();
  private final AtomicBoolean enforced = new AtomicBoolean();
  private Optional<Flight> flight = Optional.empty();
  private Optional<Future<?>> due = Optional.empty();
  private volatile Optional<String> lastError = Optional.empty();
  private volatile Optional<Instant> refreshAt = Optional.empty();
  private volatile long lastAsked;
  private volatile long retryAt;
  private volatile int failures;
  private volatile boolean awake;

  RevocationCell(RevocationQuestion question) {
    this.question = question;
    this.key = question.key();
  }

  RevocationQuestion question() {
    return question;
  }

  RevocationKey key() {
    return key;
  }

  CellState state() {
    return state.get();
  }

  /**
   * Takes in a status.
   *
   * @return whether the kind has changed
   */
  boolean learn(RevocationStatus status, Instant now) {
    CellState next = CellState.of(status, now);
    CellState before = state.getAndUpdate(current -> current.then(next));
    return before.kind() != before.then(next).kind();
  }

  /** Ends it for good, so that everything that rests on it asks anew. */
  void retire(Instant now) {
    state.set(CellState.retired(now));
  }

  /** Begins an inquiry unless one is under way. */
  synchronized Boarding join() {
    boolean mine = flight.isEmpty();
    Flight joined = flight.orElseGet(Flight::begin);
    flight = Optional.of(joined);
    return new Boarding(joined, mine);
  }

  /**
   * An inquiry about this cell.
   *
   * @param settled completes when there is an answer, or none to be had
   * @param landed completes when everyone who was asked has answered or failed
   */
  record Flight(CompletableFuture<Void> settled, CompletableFuture<Void> landed) {
    static Flight begin() {
      return new Flight(new CompletableFuture<>(), new CompletableFuture<>());
    }
  }

  /**
   * A place in an inquiry.
   *
   * @param mine whether the caller has to make it
   */
  record Boarding(Flight flight, boolean mine) {}

  synchronized void landed() {
    Optional<Flight> over = flight;
    flight = Optional.empty();
    over.ifPresent(
        each -> {
          each.settled().complete(null);
          each.landed().complete(null);
        });
  }

  /** Whether this is the first time that its revocation has turned a verdict down. */
  boolean isFirstEnforcement() {
    return !enforced.getAndSet(true);
  }

  synchronized List<OcspAnswer> responses() {
    return List.copyOf(responses.values());
  }

  synchronized void keep(OcspAnswer answer) {
    responses.put(answer.url(), answer);
  }

  /** Lists that answers have named beyond those of the certificate. */
  synchronized List<String> furtherLists() {
    return List.copyOf(furtherLists);
  }

  synchronized boolean needs(String listUrl) {
    return furtherLists.add(listUrl);
  }

  /** Notes that a pull rests on it. */
  void asked(long millis) {
    lastAsked = millis;
    awake = true;
  }

  long lastAsked() {
    return lastAsked;
  }

  /** Whether a verified chain has led to it since the start, so that it may be fetched for. */
  boolean isAwake() {
    return awake;
  }

  /** Lets it run out: no pull has needed it for long. */
  void sleep() {
    awake = false;
    refreshAt = Optional.empty();
  }

  /** Replaces the task that will refresh it. */
  synchronized void due(Future<?> task) {
    due.ifPresent(old -> old.cancel(false));
    due = Optional.of(task);
  }

  /** Whether a failure is not so fresh that asking again would be in vain. */
  boolean mayAsk(long millis) {
    return millis >= retryAt;
  }

  void succeeded() {
    failures = 0;
    retryAt = 0;
    lastError = Optional.empty();
  }

  /** Notes a failure; the count of those in a row. */
  synchronized int failed(String cause) {
    lastError = Optional.of(cause);
    return ++failures;
  }

  void notBefore(long millis) {
    retryAt = millis;
  }

  void refreshAt(Optional<Instant> instant) {
    refreshAt = instant;
  }

  Optional<Instant> refreshAt() {
    return refreshAt;
  }

  Optional<String> lastError() {
    return lastError;
  }
}
