package dev.portcullis.proxy.revocation;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.Quoting;
import dev.portcullis.proxy.revocation.RevocationEvent.Kind;
import dev.portcullis.proxy.revocation.RevocationEvent.Result;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Proxy;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import okhttp3.ConnectionPool;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * Asks responders and fetches revocation lists: a client of its own, that carries no credentials,
 * speaks plain http only and follows redirects to nothing else. Blocks: for virtual threads.
 */
final class ResponderClient implements AutoCloseable {
  private static final MediaType REQUEST = MediaType.get("application/ocsp-request");
  private static final int AT_ONCE = 32;
  private static final int LONGEST_GET = 255;

  private final OkHttpClient http;
  private final EgressGuard guard;
  private final Breaker breaker = new Breaker();
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final Consumer<RevocationEvent> events;
  private final InstantSource clock;

  ResponderClient(
      Supplier<List<String>> allowed, Consumer<RevocationEvent> events, InstantSource clock) {
    this.guard = new EgressGuard(allowed);
    this.events = events;
    this.clock = clock;
    this.http =
        new OkHttpClient.Builder()
            .connectionPool(new ConnectionPool(8, 30, TimeUnit.SECONDS))
            .connectTimeout(Duration.ofSeconds(3))
            .readTimeout(Duration.ofSeconds(5))
            .followRedirects(false)
            .followSslRedirects(false)
            .cookieJar(CookieJar.NO_COOKIES)
            .proxy(Proxy.NO_PROXY)
            .dns(guard)
            .build();
  }

  /** The hosts whose last answer was a failure. */
  List<ResponderReport> failing() {
    return breaker.failing(clock.millis());
  }

  /** The number of hosts that are not asked at present. */
  long openBreakers() {
    return breaker.open(clock.millis());
  }

  /**
   * Asks an OCSP responder: by GET where the request is short, so that caches may answer (RFC 5019,
   * section 5), and by POST where that is not taken.
   */
  Fetched ocsp(String url, Bytes request) {
    String encoded =
        URLEncoder.encode(
            Base64.getEncoder().encodeToString(request.toByteArray()), StandardCharsets.UTF_8);
    if (encoded.length() < LONGEST_GET) {
      String slash = url.endsWith("/") ? "" : "/";
      Fetched got =
          ask(
              Kind.OCSP,
              url + slash + encoded,
              new Request.Builder().header("Accept", "application/ocsp-response"));
      if (!(got instanceof Fetched.Failed failed) || failed.result() != Result.REFUSED) {
        return got;
      }
    }
    return ask(
        Kind.OCSP,
        url,
        new Request.Builder()
            .header("Accept", "application/ocsp-response")
            .post(RequestBody.create(request.toByteArray(), REQUEST)));
  }

  /** Fetches a list, unless it is the one that {@code held} describes. */
  Fetched list(String url, Fetched.Validators held) {
    Request.Builder request = new Request.Builder();
    held.etag().ifPresent(etag -> request.header("If-None-Match", etag));
    held.lastModified().ifPresent(date -> request.header("If-Modified-Since", date));
    return ask(Kind.CRL, url, request);
  }

  private Fetched ask(Kind kind, String url, Request.Builder request) {
    long start = System.nanoTime();
    Fetched outcome = asked(kind, url, request);
    Result result = outcome instanceof Fetched.Failed failed ? failed.result() : Result.OK;
    events.accept(
        new RevocationEvent.Asked(kind, result, Duration.ofNanos(System.nanoTime() - start)));
    return outcome;
  }

  private Fetched asked(Kind kind, String url, Request.Builder request) {
    HttpUrl parsed = HttpUrl.parse(url);
    if (parsed == null || parsed.isHttps() || !parsed.username().isEmpty()) {
      return new Fetched.Failed(Result.FORBIDDEN, "not a plain http URL");
    }
    String host = parsed.host() + ":" + parsed.port();
    if (!breaker.permits(host, clock.millis())) {
      return new Fetched.Failed(Result.BREAKER, host + " is left alone, having failed repeatedly");
    }
    places.acquireUninterruptibly();
    try {
      Fetched outcome = follow(kind, parsed, request);
      breaker.succeeded(host);
      return outcome;
    } catch (EgressGuard.RefusedException e) {
      return new Fetched.Failed(Result.FORBIDDEN, String.valueOf(e.getMessage()));
    } catch (UnknownHostException e) {
      breaker.failed(host, clock.millis());
      return new Fetched.Failed(
          Result.UNREACHABLE, "the name " + parsed.host() + " does not resolve");
    } catch (InterruptedIOException e) {
      breaker.failed(host, clock.millis());
      return new Fetched.Failed(Result.TIMEOUT, "no answer in time");
    } catch (IOException e) {
      breaker.failed(host, clock.millis());
      return new Fetched.Failed(
          Result.UNREACHABLE, "no answer: " + Quoting.shorten(String.valueOf(e.getMessage())));
    } finally {
      places.release();
    }
  }

  private Fetched follow(Kind kind, HttpUrl first, Request.Builder request) throws IOException {
    HttpUrl url = first;
    for (int hop = 0; hop <= Limits.REVOCATION_REDIRECTS; hop++) {
      if (isLiteral(url.host())) {
        // OkHttp turns these into addresses itself, past its Dns.
        guard.lookup(url.host());
      }
      OkHttpClient client =
          http.newBuilder()
              .callTimeout(kind == Kind.OCSP ? Duration.ofSeconds(10) : Duration.ofSeconds(60))
              .build();
      try (Response response = client.newCall(request.url(url).build()).execute()) {
        Optional<String> location = Optional.ofNullable(response.header("Location"));
        if (!response.isRedirect() || location.isEmpty()) {
          return read(kind, response);
        }
        HttpUrl next = url.resolve(location.get());
        if (next == null || next.isHttps() || !next.username().isEmpty()) {
          return new Fetched.Failed(
              Result.FORBIDDEN,
              "redirected to "
                  + Quoting.shorten(location.get())
                  + ", which is not a plain http URL");
        }
        url = next;
      }
    }
    return new Fetched.Failed(
        Result.REFUSED, "more than " + Limits.REVOCATION_REDIRECTS + " redirects");
  }

  private static Fetched read(Kind kind, Response response) throws IOException {
    if (response.code() == 304) {
      return new Fetched.Unchanged();
    }
    if (response.code() != 200) {
      return new Fetched.Failed(Result.REFUSED, "HTTP status " + response.code());
    }
    int limit = kind == Kind.OCSP ? Limits.OCSP_BYTES : Limits.CRL_BYTES;
    byte[] body = response.body().byteStream().readNBytes(limit + 1);
    if (body.length > limit) {
      return new Fetched.Failed(Result.REFUSED, "more than " + limit + " bytes");
    }
    return new Fetched.Got(
        Bytes.wrap(body),
        new Fetched.Validators(
            Optional.ofNullable(response.header("ETag")),
            Optional.ofNullable(response.header("Last-Modified"))));
  }

  private static boolean isLiteral(String host) {
    return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || Character.isDigit(c));
  }

  /** Drops idle connections. */
  @Override
  public void close() {
    http.connectionPool().evictAll();
    http.dispatcher().executorService().shutdown();
  }
}
