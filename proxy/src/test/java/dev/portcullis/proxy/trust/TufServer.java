package dev.portcullis.proxy.trust;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.lab.TufLab;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves a lab's repository over HTTP, or misbehaves. */
public final class TufServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final TufLab lab;
  private volatile Optional<String> endless = Optional.empty();
  private volatile Optional<String> redirected = Optional.empty();
  private volatile int status = 200;

  /** Starts on a free port of the loopback address. */
  public TufServer(TufLab lab) {
    this.lab = lab;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/tuf/", this::answer);
    server.start();
  }

  /** Where the repository is. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/tuf");
  }

  TufSource source(Path folder) {
    return new TufSource("lab", url(), lab.file("1.root.json"), folder);
  }

  /** The paths that were asked for, in order. */
  public List<String> asked() {
    return asked;
  }

  /** Sends a file without end in place of this one. */
  void endless(String path) {
    endless = Optional.of(path);
  }

  /** Redirects from this path to itself. */
  void redirected(String path) {
    redirected = Optional.of(path);
  }

  /** Answers everything with this status from now on; 200 for the truth. */
  public void status(int all) {
    status = all;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().substring("/tuf/".length());
    asked.add(path);
    try (exchange) {
      if (endless.filter(path::equals).isPresent()) {
        exchange.sendResponseHeaders(200, 0);
        pour(exchange.getResponseBody());
      } else if (redirected.filter(path::equals).isPresent()) {
        exchange.getResponseHeaders().set("Location", url() + "/" + path);
        exchange.sendResponseHeaders(302, -1);
      } else if (status != 200 || !lab.files().containsKey(path)) {
        exchange.sendResponseHeaders(status == 200 ? 404 : status, -1);
      } else {
        Bytes file = lab.file(path);
        exchange.sendResponseHeaders(200, file.length());
        exchange.getResponseBody().write(file.toByteArray());
      }
    }
  }

  private static void pour(OutputStream out) {
    byte[] spaces = new byte[64 * 1024];
    try {
      while (true) {
        out.write(spaces);
      }
    } catch (IOException expected) {
      // The client has had enough.
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
