package dev.portcullis.proxy.upstream;

import java.io.File;
import java.net.Proxy;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
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
  private static final int IDLE_CONNECTIONS = 256;
  private static final int IDLE_SECONDS = 60;

  private final Timeouts timeouts;
  private final List<Path> helperFolders;
  private final OkHttpClient base;

  /**
   * Connections with these time-outs.
   *
   * @param helperFolders where credential helpers are looked for
   */
  public Transport(Timeouts timeouts, List<Path> helperFolders) {
    this.timeouts = timeouts;
    this.helperFolders = List.copyOf(helperFolders);
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

  /** Connections with these time-outs; credential helpers come from the {@code PATH}. */
  public Transport(Timeouts timeouts) {
    this(timeouts, path());
  }

  private static List<Path> path() {
    String path = System.getenv("PATH");
    return path == null
        ? List.of()
        : Arrays.stream(path.split(File.pathSeparator, -1))
            .filter(folder -> !folder.isEmpty())
            .map(Path::of)
            .toList();
  }

  OkHttpClient base() {
    return base;
  }

  Timeouts timeouts() {
    return timeouts;
  }

  List<Path> helperFolders() {
    return helperFolders;
  }

  /** Drops idle connections. */
  @Override
  public void close() {
    base.connectionPool().evictAll();
    base.dispatcher().executorService().shutdown();
  }
}
