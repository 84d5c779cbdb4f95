package dev.portcullis.proxy.revocation;

import dev.portcullis.oci.Limits;
import dev.portcullis.verify.x509.RevocationAnswers;
import dev.portcullis.verify.x509.RevocationKey;
import dev.portcullis.verify.x509.RevocationQuestion;
import dev.portcullis.verify.x509.RevocationStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * What is known of the revocation of every certificate that a verdict rests on, learnt in the
 * background. {@link #ask} waits for at most the budget and is for virtual threads; everything else
 * returns at once.
 */
public final class Revocations implements AutoCloseable {
  private final ConcurrentHashMap<RevocationKey, RevocationCell> cells = new ConcurrentHashMap<>();
  private final RevocationCounters counters;
  private final Consumer<RevocationEvent> events;
  private final ResponderClient client;
  private final RevocationLists lists;
  private final AnswerStore store;
  private final CellRefresher refresher;
  private final InstantSource clock;
  private volatile RevocationConfig config;
  private final AtomicLong version = new AtomicLong();
  private volatile KnownAnswers known = KnownAnswers.NONE;

  private Revocations(
      RevocationConfig config, Consumer<RevocationEvent> events, InstantSource clock) {
    this.config = config;
    this.events = events;
    this.clock = clock;
    this.counters = new RevocationCounters(events);
    RefreshSchedule schedule = new RefreshSchedule(new SplittableRandom());
    this.client = new ResponderClient(() -> this.config.allow(), events, clock);
    this.store = new AnswerStore(config.cache(), events);
    this.lists = new RevocationLists(client, schedule, events, this::changed, clock);
    this.refresher = new CellRefresher(lists, client, store, schedule, events, this::learnt, clock);
  }

  /**
   * Reads what the cache folder holds; fetches nothing until {@link #ask} is called. What cannot be
   * read is logged and left out.
   *
   * @param events told what happens, on any thread
   */
  public static Revocations open(
      RevocationConfig config, Consumer<RevocationEvent> events, InstantSource clock) {
    Revocations revocations = new Revocations(config, events, clock);
    revocations.store.load(revocations.lists::restore, revocations::restore);
    return revocations;
  }

  private void restore(StoredCell stored) {
    RevocationCell cell = new RevocationCell(stored.question());
    stored.responses().forEach(cell::keep);
    stored.furtherLists().forEach(cell::needs);
    Instant now = clock.instant();
    stored.revoked().ifPresent(revoked -> cell.learn(revoked, now));
    cell.learn(Inquiry.judge(cell, lists, now), now);
    if (cells.size() < Limits.REVOCATION_CELLS) {
      cells.putIfAbsent(cell.key(), cell);
    }
  }

  /** Puts other settings in force; the cache folder stays. */
  public void reconfigure(RevocationConfig next) {
    config = next.withCache(config.cache());
    learnt();
  }

  /** What is in force. */
  public RevocationConfig config() {
    return config;
  }

  /**
   * Everything that is known now, without asking anyone. Good answers come without an end, because
   * whoever rests on them {@link #watch watches} the cells.
   */
  public RevocationAnswers known() {
    Instant now = clock.instant();
    long newest = version.get();
    KnownAnswers current = known;
    if (!current.holds(now, newest)) {
      current = KnownAnswers.of(cells.values(), now, config.staleGrace(), newest);
      known = current;
    }
    return current.answers();
  }

  /**
   * Learns what is asked and not known: from responders and lists at once, for as long as the
   * budget lasts. What takes longer goes on, and what has just failed is not tried again. Blocks.
   *
   * @param questions about certificates whose chains have reached a trust anchor, and no others
   * @return {@link #known}, with these questions answered as far as can be
   */
  public RevocationAnswers ask(Collection<RevocationQuestion> questions) {
    List<CompletableFuture<Void>> waiting = new ArrayList<>();
    long millis = clock.millis();
    for (RevocationQuestion question : questions) {
      cell(question).flatMap(cell -> refresher.ask(cell, millis)).ifPresent(waiting::add);
    }
    await(waiting, config.budget());
    RevocationAnswers answers = known();
    if (questions.stream().allMatch(each -> answers.statuses().containsKey(each.key()))) {
      return answers;
    }
    Map<RevocationKey, RevocationStatus> statuses = new HashMap<>(answers.statuses());
    for (RevocationQuestion question : questions) {
      statuses.computeIfAbsent(
          question.key(),
          key ->
              RevocationStatus.Unknown.because(
                  cells.containsKey(key)
                      ? "no answer within " + config.budget().toMillis() + " ms"
                      : "too many certificates are being watched"));
    }
    return new RevocationAnswers(statuses);
  }

  private Optional<RevocationCell> cell(RevocationQuestion question) {
    RevocationKey key = question.key();
    RevocationCell cell = cells.get(key);
    if (cell == null && makeRoom()) {
      cell = cells.computeIfAbsent(key, _ -> new RevocationCell(question));
    }
    return Optional.ofNullable(cell);
  }

  private boolean makeRoom() {
    if (cells.size() >= Limits.REVOCATION_CELLS) {
      Instant now = clock.instant();
      for (RevocationCell cell : cells.values()) {
        if (refresher.isIdle(cell, now) && !cell.state().isSettled(now.toEpochMilli())) {
          cells.remove(cell.key());
          cell.retire(now);
          store.forget(cell.key());
        }
      }
    }
    return cells.size() < Limits.REVOCATION_CELLS;
  }

  private static void await(List<CompletableFuture<Void>> waiting, Duration budget) {
    if (waiting.isEmpty()) {
      return;
    }
    try {
      CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new))
          .get(budget.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return; // the inquiry goes on; the status is told as unknown
    } catch (ExecutionException e) {
      throw new IllegalStateException("an inquiry never fails", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * The cells behind some questions, for a verdict that was reached with {@code answers}.
   *
   * @param questions what the verdict depends on; those that cannot be watched make it not hold
   */
  public RevocationWatch watch(
      Collection<RevocationQuestion> questions, RevocationAnswers answers) {
    if (questions.isEmpty()) {
      return RevocationWatch.NONE;
    }
    List<RevocationCell> watched = new ArrayList<>(questions.size());
    for (RevocationQuestion question : questions) {
      RevocationCell cell = cells.get(question.key());
      watched.add(cell == null ? retired(question) : cell);
    }
    return RevocationWatch.over(watched, answers, config.staleGrace().toMillis(), counters);
  }

  private RevocationCell retired(RevocationQuestion question) {
    RevocationCell cell = new RevocationCell(question);
    cell.retire(clock.instant());
    return cell;
  }

  /**
   * The cells behind a verdict that was kept on disk. They are refreshed from now on, because the
   * chains of the verdict had reached a trust anchor.
   *
   * @return empty if one of them is not known any more, or was revoked even then
   */
  public Optional<RevocationWatch> watch(Collection<SavedCell> saved) {
    if (saved.isEmpty()) {
      return Optional.of(RevocationWatch.NONE);
    }
    List<RevocationCell> watched = new ArrayList<>(saved.size());
    List<RevocationStatus> seen = new ArrayList<>(saved.size());
    for (SavedCell each : saved) {
      RevocationCell cell = cells.get(each.key());
      if (cell == null || each.seen().compareTo(CellStatus.UNKNOWN) > 0) {
        return Optional.empty();
      }
      watched.add(cell);
      seen.add(
          each.seen() == CellStatus.GOOD
              ? new RevocationStatus.Good(Instant.MAX, "kept")
              : RevocationStatus.Unknown.because("kept"));
    }
    watched.forEach(cell -> refresher.wake(cell, clock.instant()));
    return Optional.of(
        new RevocationWatch(watched, seen, config.staleGrace().toMillis(), counters));
  }

  /**
   * Whether nothing of what a verdict on disk rests on was revoked when it was made, or is known to
   * be revoked or on hold now; what is not known any more may be.
   */
  public boolean isUnrevoked(Collection<SavedCell> saved) {
    return saved.stream()
        .allMatch(
            each -> {
              RevocationCell cell = cells.get(each.key());
              return cell != null
                  && isAtMostUnknown(each.seen())
                  && isAtMostUnknown(cell.state().kind());
            });
  }

  private static boolean isAtMostUnknown(CellStatus status) {
    return status == CellStatus.GOOD || status == CellStatus.UNKNOWN;
  }

  /**
   * Forgets all that is known of a certificate, its revocation too; whatever rests on it asks anew.
   *
   * @return whether there was anything to forget
   */
  public boolean clear(RevocationKey key) {
    RevocationCell cell = cells.remove(key);
    if (cell == null) {
      return false;
    }
    cell.retire(clock.instant());
    for (String url : Inquiry.everyList(cell)) {
      ListKey list = ListKey.of(url, cell.question().issuer());
      lists.forget(list);
      store.forget(list);
    }
    store.forget(key);
    learnt();
    return true;
  }

  /**
   * Tells how long a change of the deny list took to turn down the first cached verdict.
   *
   * @param delay since it was put in force
   */
  public void denied(Duration delay) {
    events.accept(new RevocationEvent.Enforced(delay));
  }

  /** Judges every certificate of an issuer anew: one list serves them all. */
  private void changed(HeldList list) {
    store.save(list);
    ListKey key = list.key();
    Instant now = clock.instant();
    for (RevocationCell cell : cells.values()) {
      if (cell.key().issuerKey().equals(key.issuerKey())
          && Inquiry.everyList(cell).contains(list.url())) {
        refresher.rejudge(cell, now);
      }
    }
  }

  private void learnt() {
    version.incrementAndGet();
  }

  /** Every cell as it stands, in no order. */
  public List<CellReport> report() {
    return cells.values().stream().map(cell -> CellReport.of(cell, clock.instant())).toList();
  }

  /** The number of cells in a state. */
  public long count(CellStatus status) {
    long millis = clock.millis();
    return cells.values().stream().filter(cell -> cell.state().at(millis) == status).count();
  }

  /** The number of hosts that are not asked at present, having failed repeatedly. */
  public long openBreakers() {
    return client.openBreakers();
  }

  /** The responders whose last answer was a failure, by name. */
  public List<ResponderReport> failing() {
    return client.failing();
  }

  /** The number of revocation lists that are held. */
  public int lists() {
    return lists.size();
  }

  /** Ends what is under way. */
  @Override
  public void close() {
    refresher.close();
    client.close();
  }
}
