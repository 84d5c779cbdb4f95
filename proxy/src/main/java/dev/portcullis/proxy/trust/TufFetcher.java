package dev.portcullis.proxy.trust;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Quoting;
import dev.portcullis.proxy.upstream.AddressRules;
import dev.portcullis.verify.tuf.TrustedMetadata;
import dev.portcullis.verify.tuf.TufFailure;
import dev.portcullis.verify.tuf.TufRefresh;
import dev.portcullis.verify.tuf.TufStep;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.CookieJar;
import okhttp3.Dns;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Fetches what a {@link TufRefresh} asks for, with a client of its own that knows no registry's
 * credentials. Redirects are not followed, and addresses of link-local and metadata services are
 * not connected to. Blocks: for virtual threads. Thread-safe.
 */
final class TufFetcher implements AutoCloseable {
  private final AllowedAddresses addresses = new AllowedAddresses();
  private final OkHttpClient client;
  private final Duration total;

  /**
   * A fetcher.
   *
   * @param each how long one file may take, with everything
   * @param total how long one refresh may take
   */
  TufFetcher(Duration each, Duration total) {
    this.total = total;
    this.client =
        new OkHttpClient.Builder()
            .connectionPool(new ConnectionPool(1, 10, TimeUnit.SECONDS))
            .connectTimeout(each)
            .readTimeout(each)
            .callTimeout(each)
            .followRedirects(false)
            .followSslRedirects(false)
            .cookieJar(CookieJar.NO_COOKIES)
            .proxy(Proxy.NO_PROXY)
            .dns(addresses)
            .build();
  }

  /**
   * How a refresh ended.
   *
   * @param trusted what is believed now: also after a failure, what was verified before it
   * @param problem why there is no newer trusted root; empty after a success
   * @param refused the check that failed, if one did
   */
  record Outcome(
      TrustedMetadata trusted, Optional<String> problem, Optional<TufFailure.Code> refused) {}

  /** Refreshes from {@code source}, at {@code start}. */
  Outcome refresh(TufSource source, TrustedMetadata trusted, Instant start) {
    TufRefresh refresh =
        TufRefresh.begin(trusted, TufSource.TARGET, start, TufRefresh.Expiry.REFUSED);
    long deadline = System.nanoTime() + total.toNanos();
    while (true) {
      switch (refresh.step()) {
        case TufStep.Done(TrustedMetadata done) -> {
          return new Outcome(done, Optional.empty(), Optional.empty());
        }
        case TufStep.Failed(TufFailure failure) -> {
          return new Outcome(
              refresh.trusted(), Optional.of(failure.message()), Optional.of(failure.code()));
        }
        case TufStep.Ask ask -> {
          Optional<String> trouble =
              System.nanoTime() > deadline
                  ? Optional.of("the refresh took longer than " + total.toSeconds() + " s")
                  : answer(source, refresh, ask);
          if (trouble.isPresent()) {
            return new Outcome(refresh.trusted(), trouble, Optional.empty());
          }
        }
      }
    }
  }

  /** Answers one question; the trouble, if it could not be answered. */
  private Optional<String> answer(TufSource source, TufRefresh refresh, TufStep.Ask ask) {
    String url = source.url() + "/" + ask.path();
    Request request =
        new Request.Builder()
            .url(url)
            .header("Accept-Encoding", "identity")
            .header("User-Agent", "portcullis")
            .build();
    try {
      // OkHttp turns literal addresses into addresses itself, past its Dns.
      addresses.lookup(request.url().host());
      return exchange(refresh, ask, request);
    } catch (InterruptedIOException e) {
      return Optional.of("no answer in time from " + url);
    } catch (IOException e) {
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      return Optional.of("no answer from " + url + ": " + Quoting.shorten(why));
    }
  }

  private Optional<String> exchange(TufRefresh refresh, TufStep.Ask ask, Request request)
      throws IOException {
    try (Response response = client.newCall(request).execute()) {
      switch (response.code()) {
        case 200 -> {
          // One byte more than is accepted tells that it is too long.
          byte[] content = response.body().byteStream().readNBytes(ask.limit() + 1);
          refresh.found(Bytes.wrap(content));
        }
        // Storage services say 403 for files that are not there.
        case 403, 404 -> refresh.absent();
        default -> {
          return Optional.of(request.url() + " answers with status " + response.code());
        }
      }
      return Optional.empty();
    }
  }

  /** The addresses of a host, without those that no configured host may have. */
  private static final class AllowedAddresses implements Dns {
    @Override
    public List<InetAddress> lookup(String host) throws UnknownHostException {
      List<InetAddress> allowed = new ArrayList<>();
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (AddressRules.zoneOf(address) != AddressRules.Zone.FORBIDDEN) {
          allowed.add(address);
        }
      }
      if (allowed.isEmpty()) {
        throw new UnknownHostException(host + " has no address that may be connected to");
      }
      return allowed;
    }
  }

  /** Drops idle connections. */
  @Override
  public void close() {
    client.connectionPool().evictAll();
    client.dispatcher().executorService().shutdown();
  }
}
