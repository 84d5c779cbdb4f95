package dev.portcullis.proxy.revocation;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.proxy.revocation.RevocationEvent.Kind;
import dev.portcullis.verify.x509.OcspRequest;
import dev.portcullis.verify.x509.Revocation;
import dev.portcullis.verify.x509.RevocationData;
import dev.portcullis.verify.x509.RevocationData.OcspAnswer;
import dev.portcullis.verify.x509.RevocationQuestion;
import dev.portcullis.verify.x509.RevocationRules;
import dev.portcullis.verify.x509.RevocationStatus;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Asks everyone about one certificate, once: responders and lists at the same time. Runs on virtual
 * threads and blocks its own until all have answered or failed; whoever waits is let go as soon as
 * one has said something.
 */
final class Inquiry {
  /** How often answers may name further lists. */
  private static final int ROUNDS = 2;

  private final RevocationCell cell;
  private final RevocationQuestion question;
  private final RevocationLists lists;
  private final ResponderClient client;
  private final Consumer<RevocationEvent> events;
  private final Executor executor;
  private final InstantSource clock;
  private final Consumer<RevocationStatus> told;
  private final ConcurrentLinkedQueue<String> complaints = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean heard = new AtomicBoolean();

  /**
   * An inquiry.
   *
   * @param told called with each status that the answers so far add up to, but for unknown
   */
  Inquiry(
      RevocationCell cell,
      RevocationLists lists,
      ResponderClient client,
      Consumer<RevocationEvent> events,
      Executor executor,
      InstantSource clock,
      Consumer<RevocationStatus> told) {
    this.cell = cell;
    this.question = cell.question();
    this.lists = lists;
    this.client = client;
    this.events = events;
    this.executor = executor;
    this.clock = clock;
    this.told = told;
  }

  /**
   * What came of it.
   *
   * @param heard whether anything usable was answered
   * @param complaints about everything else, one clause each
   */
  record Outcome(boolean heard, Set<String> complaints) {
    Outcome {
      complaints = Collections.unmodifiableSet(new LinkedHashSet<>(complaints));
    }

    /** All complaints in one clause. */
    String words() {
      return complaints.isEmpty() ? "nothing usable was answered" : String.join("; ", complaints);
    }
  }

  /** Asks; the cell then holds what there is to know. */
  Outcome run() {
    List<CompletableFuture<Void>> tasks = new ArrayList<>();
    try {
      List<String> responders = question.ocspUrls();
      if (!responders.isEmpty()) {
        tasks.add(begin(() -> askResponders(responders)));
      }
    } catch (MalformedException e) {
      complaints.add("the certificate's responders cannot be read: " + e.getMessage());
    }
    try {
      for (List<String> mirrors : question.crlUrls()) {
        tasks.add(begin(() -> fetchAny(mirrors)));
      }
      for (String changes : question.deltaCrlUrls()) {
        tasks.add(begin(() -> fetchAny(List.of(changes))));
      }
      for (String named : cell.furtherLists()) {
        tasks.add(begin(() -> fetchAny(List.of(named))));
      }
    } catch (MalformedException e) {
      complaints.add("the certificate's distribution points cannot be read: " + e.getMessage());
    }
    tasks.forEach(CompletableFuture::join);
    further();
    return new Outcome(heard.get(), new LinkedHashSet<>(complaints));
  }

  private CompletableFuture<Void> begin(Runnable task) {
    return CompletableFuture.runAsync(
        () -> {
          task.run();
          conclude();
        },
        executor);
  }

  /** In order; the first that says something usable is believed (4.3). */
  private void askResponders(List<String> urls) {
    for (String url : urls) {
      try {
        switch (client.ocsp(url, OcspRequest.encode(question))) {
          case Fetched.Got got -> {
            if (take(new OcspAnswer(got.body(), url, clock.instant()))) {
              return;
            }
          }
          case Fetched.Unchanged _ -> complaints.add("OCSP " + url + ": HTTP status 304");
          case Fetched.Failed failed -> complaints.add("OCSP " + url + ": " + failed.cause());
        }
      } catch (MalformedException e) {
        complaints.add("OCSP " + url + ": " + e.getMessage());
      }
    }
  }

  /** Keeps an answer that says something; one that does not never displaces another. */
  private boolean take(OcspAnswer answer) {
    RevocationStatus status = judge(answer);
    if (status instanceof RevocationStatus.Unknown unknown && !unknown.alsoNeeded().isEmpty()) {
      unknown.alsoNeeded().forEach(cell::needs);
      fetchEach(unknown.alsoNeeded());
      status = judge(answer);
    }
    if (status instanceof RevocationStatus.Unknown unknown) {
      events.accept(new RevocationEvent.Unusable(Kind.OCSP));
      complaints.add("OCSP " + answer.url() + ": " + unknown.cause());
      return false;
    }
    cell.keep(answer);
    heard.set(true);
    return true;
  }

  private RevocationStatus judge(OcspAnswer answer) {
    return Revocation.judge(
        question,
        answer,
        lists.answers(everyList(cell), question.issuer()),
        RevocationRules.DEFAULT,
        clock.instant());
  }

  private void fetchAny(List<String> mirrors) {
    for (String url : mirrors) {
      switch (lists.fetch(url, question.issuer())) {
        case RevocationLists.Outcome.Held _ -> {
          heard.set(true);
          return;
        }
        case RevocationLists.Outcome.Failed failed ->
            complaints.add("CRL " + url + ": " + failed.cause());
      }
    }
  }

  /** Fetches the changes to lists that the lists themselves have named. */
  private void further() {
    for (int round = 0; round < ROUNDS; round++) {
      if (!(judge(cell, lists, clock.instant()) instanceof RevocationStatus.Unknown unknown)) {
        return;
      }
      List<String> missing = unknown.alsoNeeded().stream().filter(cell::needs).toList();
      if (missing.isEmpty()) {
        return;
      }
      fetchEach(missing);
      conclude();
    }
  }

  private void fetchEach(List<String> urls) {
    List<CompletableFuture<Void>> tasks = new ArrayList<>();
    for (String url : urls) {
      tasks.add(CompletableFuture.runAsync(() -> fetchAny(List.of(url)), executor));
    }
    tasks.forEach(CompletableFuture::join);
  }

  private void conclude() {
    RevocationStatus status = judge(cell, lists, clock.instant());
    if (!(status instanceof RevocationStatus.Unknown)) {
      told.accept(status);
    }
  }

  /** What all that is held says about a cell's certificate. */
  static RevocationStatus judge(RevocationCell cell, RevocationLists lists, Instant now) {
    RevocationQuestion question = cell.question();
    return Revocation.judge(
        question,
        new RevocationData(cell.responses(), lists.answers(everyList(cell), question.issuer())),
        RevocationRules.DEFAULT,
        now);
  }

  /** The URLs of every list that matters to a cell. */
  static Set<String> everyList(RevocationCell cell) {
    Set<String> urls = new LinkedHashSet<>();
    try {
      cell.question().crlUrls().forEach(urls::addAll);
      urls.addAll(cell.question().deltaCrlUrls());
    } catch (MalformedException e) {
      return urls; // what cannot be read is told by the inquiry
    }
    urls.addAll(cell.furtherLists());
    return urls;
  }
}
