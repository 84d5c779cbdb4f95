package dev.portcullis.proxy.revocation;

import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.proxy.revocation.RevocationEvent.Kind;
import dev.portcullis.verify.x509.Certificate;
import dev.portcullis.verify.x509.RevocationData.CrlAnswer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The revocation lists that are held, each fetched once for all certificates of its issuer. Only a
 * list that its issuer has signed gets in, and none that is older than the one it replaces.
 * Thread-safe; fetching blocks and is for virtual threads.
 */
final class RevocationLists {
  private static final Duration WITHOUT_END = Duration.ofMinutes(15);

  private final ConcurrentHashMap<ListKey, HeldList> lists = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<ListKey, CompletableFuture<Outcome>> flights =
      new ConcurrentHashMap<>();
  private final ResponderClient client;
  private final RefreshSchedule schedule;
  private final Consumer<RevocationEvent> events;
  private final Consumer<HeldList> changed;
  private final InstantSource clock;

  /**
   * Holds nothing yet.
   *
   * @param changed told of each new list, on the thread that fetched it
   */
  RevocationLists(
      ResponderClient client,
      RefreshSchedule schedule,
      Consumer<RevocationEvent> events,
      Consumer<HeldList> changed,
      InstantSource clock) {
    this.client = client;
    this.schedule = schedule;
    this.events = events;
    this.changed = changed;
    this.clock = clock;
  }

  /** What came of looking for a list. */
  sealed interface Outcome {
    /** One is held that is fresh, or was fetched or confirmed just now. */
    record Held() implements Outcome {}

    /** Nothing new is held; what was before still is. */
    record Failed(String cause) implements Outcome {}
  }

  /** The lists that are held among {@code urls}. */
  List<CrlAnswer> answers(Collection<String> urls, Certificate issuer) {
    List<CrlAnswer> answers = new ArrayList<>();
    for (String url : urls) {
      HeldList held = lists.get(ListKey.of(url, issuer));
      if (held != null) {
        answers.add(held.answer());
      }
    }
    return answers;
  }

  /** Takes in a list that was kept on disk. */
  void restore(HeldList list) {
    lists.put(list.key(), list);
  }

  Optional<HeldList> held(ListKey key) {
    return Optional.ofNullable(lists.get(key));
  }

  /** Forgets a list: the operator's word. */
  void forget(ListKey key) {
    lists.remove(key);
  }

  /** The number of lists that are held. */
  int size() {
    return lists.size();
  }

  /** Fetches a list unless the one that is held is fresh; once, however many ask at a time. */
  Outcome fetch(String url, Certificate issuer) {
    ListKey key = ListKey.of(url, issuer);
    HeldList held = lists.get(key);
    if (held != null && clock.instant().isBefore(held.refreshAt())) {
      return new Outcome.Held();
    }
    CompletableFuture<Outcome> mine = new CompletableFuture<>();
    CompletableFuture<Outcome> other = flights.putIfAbsent(key, mine);
    if (other != null) {
      return other.join();
    }
    Outcome outcome = new Outcome.Failed("it could not be fetched");
    try {
      outcome = fetchNow(key, issuer, Optional.ofNullable(lists.get(key)));
    } finally {
      flights.remove(key, mine);
      mine.complete(outcome);
    }
    return outcome;
  }

  private Outcome fetchNow(ListKey key, Certificate issuer, Optional<HeldList> held) {
    return switch (client.list(
        key.url(), held.map(HeldList::validators).orElse(Fetched.Validators.NONE))) {
      case Fetched.Failed failed -> new Outcome.Failed(failed.cause());
      case Fetched.Unchanged _ -> {
        held.ifPresent(list -> lists.put(key, list.refreshingAt(refreshAt(list))));
        yield held.isPresent()
            ? new Outcome.Held()
            : new Outcome.Failed("HTTP status 304 without being asked");
      }
      case Fetched.Got got -> accept(key, issuer, held, got);
    };
  }

  private Outcome accept(
      ListKey key, Certificate issuer, Optional<HeldList> held, Fetched.Got got) {
    HeldList list;
    try {
      list = HeldList.read(key.url(), issuer, got.body(), got.validators(), Instant.EPOCH);
    } catch (MalformedException e) {
      events.accept(new RevocationEvent.Unusable(Kind.CRL));
      return new Outcome.Failed(e.getMessage());
    }
    if (held.isPresent() && held.get().isNewerThan(list)) {
      events.accept(new RevocationEvent.Unusable(Kind.CRL));
      return new Outcome.Failed("older than the list that was seen before");
    }
    long others =
        lists.values().stream()
            .filter(other -> !other.key().equals(key))
            .mapToLong(other -> other.der().length())
            .sum();
    if (others + list.der().length() > Limits.REVOCATION_LIST_BYTES) {
      return new Outcome.Failed(
          "all lists together have more than " + Limits.REVOCATION_LIST_BYTES + " bytes");
    }
    list = list.refreshingAt(refreshAt(list));
    lists.put(key, list);
    changed.accept(list);
    return new Outcome.Held();
  }

  private Instant refreshAt(HeldList list) {
    Instant now = clock.instant();
    return now.plus(list.nextUpdate().map(end -> schedule.ahead(now, end)).orElse(WITHOUT_END));
  }
}
