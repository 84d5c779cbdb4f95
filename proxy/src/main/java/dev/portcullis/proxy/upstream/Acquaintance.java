package dev.portcullis.proxy.upstream;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Keeps as many connections open to each upstream as a first pull uses at once, so that no pull
 * waits for a handshake: at the start, and from then on to upstreams that were used in the last
 * quarter of an hour. One that does not answer is left alone until somebody uses it again. What a
 * registry wants to be shown is learnt on the way. Asks {@code /v2/}, on virtual threads of its
 * own; a thread {@code upstream-greetings} keeps the time.
 */
public final class Acquaintance implements AutoCloseable {
  /** The manifest, the referrers API and three tags. */
  static final int CONNECTIONS = 5;

  /** Well within what connections may be idle, here and at the usual servers. */
  private static final Duration EVERY = Duration.ofSeconds(40);

  private static final Duration IN_USE = Duration.ofMinutes(15);

  private final Ticker ticker;
  private final Map<String, Contact> contacts = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("upstream-greetings").daemon().factory());

  /** What is known of one upstream. */
  private static final class Contact {
    private final RegistryClient client;
    private final AtomicBoolean underWay = new AtomicBoolean();
    private volatile boolean answers = true;
    private volatile long used;

    Contact(RegistryClient client, long now) {
      this.client = client;
      this.used = now;
    }
  }

  private Acquaintance(Ticker ticker) {
    this.ticker = ticker;
  }

  /** Greets nobody yet. */
  public static Acquaintance start(Ticker ticker) {
    Acquaintance acquaintance = new Acquaintance(ticker);
    var _ =
        acquaintance.timer.scheduleWithFixedDelay(
            acquaintance::keep, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return acquaintance;
  }

  /** Greets those of {@code clients} that are new, and forgets those that are not among them. */
  public void meet(Collection<RegistryClient> clients) {
    List<String> names = clients.stream().map(client -> client.upstream().name()).toList();
    contacts.keySet().retainAll(names);
    for (RegistryClient client : clients) {
      Contact known = contacts.get(client.upstream().name());
      if (known == null || known.client != client) {
        Contact contact = new Contact(client, ticker.read());
        contacts.put(client.upstream().name(), contact);
        greet(contact);
      }
    }
  }

  /** Notes an exchange on somebody's behalf. Does not block. */
  public void used(UpstreamCall call) {
    if (call.operation() != UpstreamCall.Operation.PING) {
      Contact contact = contacts.get(call.registry());
      if (contact != null) {
        contact.used = ticker.read();
        contact.answers = call.status() != 0;
      }
    }
  }

  /** One round: greets those that are in use and answer. */
  void keep() {
    long now = ticker.read();
    for (Contact contact : contacts.values()) {
      if (contact.answers && now - contact.used < IN_USE.toNanos()) {
        greet(contact);
      }
    }
  }

  /** Whether nobody is being greeted. */
  boolean isQuiet() {
    return contacts.values().stream().noneMatch(contact -> contact.underWay.get());
  }

  private void greet(Contact contact) {
    if (contact.underWay.compareAndSet(false, true)) {
      try {
        threads.execute(() -> greetTogether(contact));
      } catch (RejectedExecutionException _) {
        // This is the end.
      }
    }
  }

  /** As many at once as there are to be connections; over HTTP/2 they share one. */
  private void greetTogether(Contact contact) {
    try {
      List<Future<Boolean>> all = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        all.add(threads.submit(contact.client::greet));
      }
      boolean answers = true;
      for (Future<Boolean> one : all) {
        answers &= one.get();
      }
      contact.answers = answers;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a greeting broke", e.getCause());
    } finally {
      contact.underWay.set(false);
    }
  }

  /** Greets nobody any more. */
  @Override
  public void close() {
    timer.shutdownNow();
    threads.shutdownNow();
  }
}
