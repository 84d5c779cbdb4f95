package dev.portcullis.verify.lab;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.portcullis.oci.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A {@link LabSigstore} played over HTTP on a loopback port, for real signers to talk to: Fulcio
 * with both of its APIs, Rekor v1 and v2, a timestamp authority. It lives now: certificates begin
 * when they are asked for. Closing ends it.
 */
public final class LabServices implements AutoCloseable {
  private static final String JSON = "application/json";
  private static final String BEARER = "Bearer ";

  private final LabSigstore sigstore;
  private final LabOidc oidc;
  private final LabFulcio fulcio;
  private final LabRekor rekor;
  private final LabRekor rekor2;
  private final LabTsa tsa;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private LabServices(LabSigstore sigstore, LabOidc oidc, boolean transparent) throws IOException {
    this.sigstore = sigstore;
    this.oidc = oidc;
    this.fulcio = new LabFulcio(sigstore, oidc, transparent);
    this.rekor = new LabRekor(sigstore.rekor());
    this.rekor2 = new LabRekor(sigstore.rekor2());
    this.tsa = new LabTsa(sigstore.tsa(), List.of(sigstore.tsaRoot()));
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Starts the services of an instance that believes one identity provider. */
  public static LabServices start(LabSigstore sigstore, LabOidc oidc) {
    return started(sigstore, oidc, true);
  }

  /** As GitHub's own instance for private repositories: certificates without SCTs. */
  public static LabServices startWithoutScts(LabSigstore sigstore, LabOidc oidc) {
    return started(sigstore, oidc, false);
  }

  private static LabServices started(LabSigstore sigstore, LabOidc oidc, boolean transparent) {
    try {
      return new LabServices(sigstore, oidc, transparent);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The instance. */
  public LabSigstore sigstore() {
    return sigstore;
  }

  /** The identity provider whose tokens Fulcio believes. */
  public LabOidc oidc() {
    return oidc;
  }

  /** Where all of it is: {@code http://127.0.0.1:PORT}. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Where timestamps are asked for. */
  public String timestampUrl() {
    return url() + "/api/v1/timestamp";
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Bytes body = Bytes.wrap(exchange.getRequestBody().readAllBytes());
      try {
        answer(exchange, body);
      } catch (RuntimeException e) {
        send(exchange, 400, JSON, LabJson.write(LabJson.object("code", 400, "message", "" + e)));
      }
    }
  }

  private void answer(HttpExchange exchange, Bytes body) throws IOException {
    Instant now = Instant.now();
    String request = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    switch (request) {
      case "POST /api/v1/signingCert" -> {
        String chain = fulcio.issueV1(token(exchange), json(body), now);
        send(exchange, 201, "application/pem-certificate-chain", Bytes.utf8(chain));
      }
      case "POST /api/v2/signingCert" ->
          send(
              exchange, 200, JSON, LabJson.write(fulcio.issueV2(token(exchange), json(body), now)));
      case "POST /api/v1/log/entries" -> {
        Map<String, Object> entry = rekor.enterV1(json(body), now);
        String id = entry.keySet().iterator().next();
        exchange.getResponseHeaders().add("ETag", id);
        exchange.getResponseHeaders().add("Location", "/api/v1/log/entries/" + id);
        send(exchange, 201, JSON, LabJson.write(entry));
      }
      case "GET /api/v1/log" -> send(exchange, 200, JSON, LabJson.write(rekor.head()));
      case "GET /api/v1/log/publicKey" ->
          send(exchange, 200, "application/x-pem-file", Bytes.utf8(sigstore.rekor().key().pem()));
      case "POST /api/v2/log/entries" ->
          send(exchange, 201, JSON, LabJson.write(rekor2.enterV2(json(body), now)));
      case "GET /api/v2/checkpoint" ->
          send(exchange, 200, "text/plain", Bytes.utf8(rekor2.checkpoint()));
      case "POST /api/v1/timestamp" ->
          send(exchange, 201, "application/timestamp-reply", tsa.answer(body, now));
      default ->
          send(exchange, 404, JSON, LabJson.write(LabJson.object("message", "no " + request)));
    }
  }

  private static Map<String, Object> json(Bytes body) {
    return LabJson.members(LabJson.read(body.toUtf8()));
  }

  private static String token(HttpExchange exchange) {
    String header = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    if (!header.startsWith(BEARER)) {
      throw new IllegalArgumentException("there is no token");
    }
    return header.substring(BEARER.length());
  }

  private static void send(HttpExchange exchange, int status, String type, Bytes body)
      throws IOException {
    exchange.getResponseHeaders().add("Content-Type", type);
    exchange.sendResponseHeaders(status, body.isEmpty() ? -1 : body.length());
    exchange.getResponseBody().write(body.toByteArray());
  }
}
