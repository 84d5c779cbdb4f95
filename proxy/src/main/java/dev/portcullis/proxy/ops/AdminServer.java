package dev.portcullis.proxy.ops;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.proxy.admin.AdminReply;
import dev.portcullis.proxy.admin.AdminRequest;
import dev.portcullis.proxy.page.Page;
import dev.portcullis.proxy.page.PageRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Answers operators, each request on a virtual thread of its own: health, metrics, what runs.
 * {@code /healthz} and {@code /readyz} are free for everybody, because probes carry no secret and
 * they tell none; everything else is free on a loopback address and needs the token on any other.
 */
public final class AdminServer implements AutoCloseable {
  private static final int LARGEST_BODY = 64 * 1024;
  private static final String PAGES =
      """
      /healthz
      /readyz
      /metrics
      /admin/config
      /ui
      /admin/revocations
      /admin/certificates
      /admin/exemptions
      """;
  private static final String JSON = "application/json";
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String CONTENT_POLICY =
      "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';"
          + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final HttpServer server;
  private final ExecutorService threads;
  private final Metrics metrics;
  private final Readiness readiness;
  private final Supplier<String> runningConfig;
  private final Page page;
  private final List<AdminAction> actions;
  private final Function<AdminRequest, Optional<AdminReply>> api;
  private volatile AdminConfig config;

  private record Reply(int status, String type, String body) {}

  private AdminServer(
      HttpServer server,
      AdminConfig config,
      Metrics metrics,
      Readiness readiness,
      Supplier<String> runningConfig,
      Page page,
      List<AdminAction> actions,
      Function<AdminRequest, Optional<AdminReply>> api) {
    this.server = server;
    this.page = page;
    this.config = config;
    this.metrics = metrics;
    this.readiness = readiness;
    this.runningConfig = runningConfig;
    this.actions = List.copyOf(actions);
    this.api = api;
    this.threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("admin-", 0).factory());
  }

  /**
   * Starts to listen.
   *
   * @param runningConfig the configuration that is in force as JSON, without secrets
   * @param page what people read
   * @param actions what may be asked for by a POST
   * @param api answers what is not answered here; empty for a path that it does not know
   * @throws IOException if the address cannot be had
   */
  public static AdminServer start(
      AdminConfig config,
      Metrics metrics,
      Readiness readiness,
      Supplier<String> runningConfig,
      Page page,
      List<AdminAction> actions,
      Function<AdminRequest, Optional<AdminReply>> api)
      throws IOException {
    HttpServer http;
    try {
      http = HttpServer.create(config.address(), 0);
    } catch (IOException e) {
      throw new IOException("cannot listen on " + config.address() + " for admin", e);
    }
    return start(http, config, metrics, readiness, runningConfig, page, actions, api);
  }

  static AdminServer start(
      HttpServer http,
      AdminConfig config,
      Metrics metrics,
      Readiness readiness,
      Supplier<String> runningConfig,
      Page page,
      List<AdminAction> actions,
      Function<AdminRequest, Optional<AdminReply>> api) {
    AdminServer admin =
        new AdminServer(http, config, metrics, readiness, runningConfig, page, actions, api);
    http.setExecutor(admin.threads);
    http.createContext("/", admin::handle);
    http.start();
    return admin;
  }

  /** Where it listens, with the port that it got. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  /** Takes a new token into force. A new address needs a restart. */
  public void reconfigure(AdminConfig next) {
    config = new AdminConfig(config.address(), next.token());
  }

  /** Stops at once. */
  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Reply reply = reply(exchange);
      byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.getResponseHeaders().set("Content-Type", reply.type());
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
      exchange.getResponseHeaders().set("Referrer-Policy", "same-origin");
      exchange.getResponseHeaders().set("Cross-Origin-Opener-Policy", "same-origin");
      exchange.getResponseHeaders().set("Cross-Origin-Resource-Policy", "same-origin");
      exchange.getResponseHeaders().set("Content-Security-Policy", CONTENT_POLICY);
      if (reply.status() == 401) {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer realm=\"portcullis admin\"");
        exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"portcullis admin\"");
      }
      exchange.sendResponseHeaders(reply.status(), head ? -1 : body.length);
      if (!head) {
        try (OutputStream out = exchange.getResponseBody()) {
          out.write(body);
        }
      }
    }
  }

  private Reply reply(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    String method = exchange.getRequestMethod();
    Optional<AdminAction> action =
        actions.stream().filter(each -> each.path().equals(path)).findFirst();
    if (action.isPresent()) {
      return method.equals("POST")
          ? change(exchange, action.get())
          : new Reply(405, TEXT, "only POST\n");
    }
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return change(exchange, path);
    }
    return switch (path) {
      case "/healthz" -> new Reply(200, TEXT, "ok\n");
      case "/readyz" ->
          readiness.isReady()
              ? new Reply(200, TEXT, "ready\n")
              : new Reply(503, TEXT, "not ready: starting or stopping\n");
      default ->
          config.mayRead(header(exchange, "Host"), header(exchange, "Authorization"))
              ? read(exchange, path)
              : new Reply(401, TEXT, "needs the admin token\n");
    };
  }

  private Reply change(HttpExchange exchange, AdminAction action) throws IOException {
    if (config.token().isEmpty()) {
      return new Reply(403, TEXT, "set adminTokenFile: changes need the admin token\n");
    }
    if (!config.mayChange(header(exchange, "Authorization"))) {
      return new Reply(401, TEXT, "needs the admin token\n");
    }
    byte[] body = exchange.getRequestBody().readNBytes(Limits.PREFETCH_BYTES + 1);
    if (body.length > Limits.PREFETCH_BYTES) {
      return new Reply(413, TEXT, "more than " + Limits.PREFETCH_BYTES + " bytes\n");
    }
    AdminAction.Done done =
        action
            .handler()
            .handle(Optional.ofNullable(exchange.getRequestURI().getRawQuery()), Bytes.wrap(body));
    return new Reply(done.status(), TEXT, done.text());
  }

  /** A form of the page; its token is among its fields, so that it works without JavaScript. */
  private Reply form(HttpExchange exchange, String path) throws IOException {
    if (!config.mayRead(header(exchange, "Host"), header(exchange, "Authorization"))) {
      return new Reply(401, TEXT, "needs the admin token\n");
    }
    byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
    if (body.length > LARGEST_BODY) {
      return new Reply(413, TEXT, "more than 64 KiB\n");
    }
    PageRequest request =
        PageForms.form(
            path,
            new String(body, StandardCharsets.UTF_8),
            config,
            header(exchange, "Origin"),
            header(exchange, "Sec-Fetch-Site"),
            header(exchange, "Host"));
    return page.send(request)
        .map(reply -> new Reply(reply.status(), reply.type(), reply.body()))
        .orElseGet(() -> new Reply(405, TEXT, "only GET and HEAD\n"));
  }

  private Reply change(HttpExchange exchange, String path) throws IOException {
    if (Page.isAt(path)) {
      return exchange.getRequestMethod().equals("POST")
          ? form(exchange, path)
          : new Reply(405, TEXT, "only GET, HEAD and POST\n");
    }
    if (!path.startsWith("/admin/")) {
      return new Reply(405, TEXT, "only GET and HEAD\n");
    }
    if (config.token().isEmpty()) {
      return new Reply(403, TEXT, "set adminTokenFile: changes need the admin token\n");
    }
    if (!config.mayChange(header(exchange, "Authorization"))) {
      return new Reply(401, TEXT, "needs the admin token\n");
    }
    byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
    return body.length > LARGEST_BODY
        ? new Reply(413, TEXT, "more than 64 KiB\n")
        : byApi(exchange, path, Bytes.wrap(body));
  }

  private Reply byApi(HttpExchange exchange, String path, Bytes body) {
    return api.apply(new AdminRequest(exchange.getRequestMethod(), path, query(exchange), body))
        .map(reply -> new Reply(reply.status(), JSON, reply.json()))
        .orElseGet(() -> new Reply(404, TEXT, "no such page; / lists them\n"));
  }

  private Reply read(HttpExchange exchange, String path) {
    return switch (path) {
      case "/metrics" -> metrics(header(exchange, "Accept").orElse(""));
      case "/admin/config" -> new Reply(200, JSON, runningConfig.get());
      case "/" -> new Reply(200, TEXT, index());
      default ->
          Page.isAt(path)
              ? page.read(new PageRequest(path, query(exchange), PageRequest.Authority.READS))
                  .map(reply -> new Reply(reply.status(), reply.type(), reply.body()))
                  .orElseGet(() -> new Reply(404, TEXT, "no such page; /ui is the first\n"))
              : byApi(exchange, path, Bytes.empty());
    };
  }

  private Reply metrics(String accepted) {
    return accepted.contains("application/openmetrics-text")
        ? new Reply(200, Metrics.OPEN_METRICS, metrics.scrapeOpenMetrics())
        : new Reply(200, PROMETHEUS, metrics.scrape());
  }

  private static Map<String, String> query(HttpExchange exchange) {
    return PageForms.fields(Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""));
  }

  private String index() {
    StringBuilder pages = new StringBuilder(PAGES);
    actions.forEach(action -> pages.append("POST ").append(action.path()).append('\n'));
    return pages.toString();
  }

  private static Optional<String> header(HttpExchange exchange, String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
  }
}
