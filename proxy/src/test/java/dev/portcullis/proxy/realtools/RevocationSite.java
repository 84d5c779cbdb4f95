package dev.portcullis.proxy.realtools;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.x509.Revocation;
import dev.portcullis.verify.x509.RevocationAnswers;
import dev.portcullis.verify.x509.RevocationData;
import dev.portcullis.verify.x509.RevocationKey;
import dev.portcullis.verify.x509.RevocationQuestion;
import dev.portcullis.verify.x509.RevocationRules;
import dev.portcullis.verify.x509.RevocationStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * OCSP responders and revocation lists of the lab over loopback HTTP. Each name has one answer,
 * whatever it is asked; a name without an answer is 404. Closing ends it.
 */
final class RevocationSite implements AutoCloseable {
  private final HttpServer server;
  private final Map<String, Bytes> answers = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  private RevocationSite(HttpServer server) {
    this.server = server;
  }

  /** Starts a site without answers. */
  static RevocationSite start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      RevocationSite site = new RevocationSite(server);
      server.createContext("/", site::answer);
      server.start();
      return site;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The URL of a name, with or without an answer. */
  String url(String name) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + name;
  }

  /** Answers {@code der} under a name from now on. */
  void serve(String name, Bytes der) {
    answers.put(name, der);
  }

  /** Whether anybody has asked for a name. */
  boolean wasAsked(String name) {
    return asked.contains(name);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String name = name(exchange.getRequestURI().getPath().substring(1));
    asked.add(name);
    Bytes answer = answers.get(name);
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      exchange.sendResponseHeaders(
          answer == null ? 404 : 200, answer == null ? -1 : answer.length());
      if (answer != null) {
        exchange.getResponseBody().write(answer.toByteArray());
      }
    }
  }

  /** A GET of OCSP has the request behind the name (RFC 6960, appendix A.1). */
  private static String name(String path) {
    int slash = path.indexOf('/');
    return slash < 0 ? path : path.substring(0, slash);
  }

  /** What the site's answers say about these questions. */
  RevocationAnswers judge(List<RevocationQuestion> questions, Instant now) {
    Map<RevocationKey, RevocationStatus> statuses = new HashMap<>();
    for (RevocationQuestion question : questions) {
      statuses.put(
          question.key(),
          Revocation.judge(question, data(question, now), RevocationRules.DEFAULT, now));
    }
    return new RevocationAnswers(statuses);
  }

  private RevocationData data(RevocationQuestion question, Instant now) {
    try {
      List<RevocationData.OcspAnswer> responses = new ArrayList<>();
      for (String url : question.ocspUrls()) {
        held(url).ifPresent(der -> responses.add(new RevocationData.OcspAnswer(der, url, now)));
      }
      List<RevocationData.CrlAnswer> lists = new ArrayList<>();
      for (List<String> mirrors : question.crlUrls()) {
        for (String url : mirrors) {
          held(url)
              .ifPresent(
                  der -> lists.add(new RevocationData.CrlAnswer(der, url, Optional.empty())));
        }
      }
      return new RevocationData(responses, lists);
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Optional<Bytes> held(String url) {
    return Optional.ofNullable(answers.get(url.substring(url.lastIndexOf('/') + 1)));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
