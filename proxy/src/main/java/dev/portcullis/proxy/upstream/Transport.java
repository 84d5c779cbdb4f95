package dev.portcullis.proxy.upstream;

import java.net.Proxy;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.CookieJar;
import okhttp3.OkHttpClient;

/**
 * The connections that all registry clients share. Redirects are not followed and nothing is
 * retried here, and the JVM's proxy settings are not used: a proxy would resolve names past {@link
 * AddressGuard}.
 */
public final class Transport implements AutoCloseable {
  private static final int IDLE_CONNECTIONS = 64;
  private static final int IDLE_SECONDS = 60;

  private final Timeouts timeouts;
  private final OkHttpClient base;

  /** Connections with these time-outs. */
  public Transport(Timeouts timeouts) {
    this.timeouts = timeouts;
    this.base =
        new OkHttpClient.Builder()
            .connectionPool(new ConnectionPool(IDLE_CONNECTIONS, IDLE_SECONDS, TimeUnit.SECONDS))
            .connectTimeout(timeouts.connect())
            .followRedirects(false)
            .followSslRedirects(false)
            .cookieJar(CookieJar.NO_COOKIES)
            .proxy(Proxy.NO_PROXY)
            .build();
  }

  OkHttpClient base() {
    return base;
  }

  Timeouts timeouts() {
    return timeouts;
  }

  /** Drops idle connections. */
  @Override
  public void close() {
    base.connectionPool().evictAll();
    base.dispatcher().executorService().shutdown();
  }
}
