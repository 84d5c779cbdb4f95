package dev.portcullis.proxy.demo;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Puts a {@link Reply} on the wire, rightly or as a {@link Misbehaviour} says. */
final class Sender {
  private final CountDownLatch closing = new CountDownLatch(1);

  /** Lets every hanging exchange end. */
  void release() {
    closing.countDown();
  }

  void send(
      HttpExchange exchange,
      SeenRequest request,
      Optional<Misbehaviour> misbehaviour,
      Supplier<Reply> right)
      throws IOException {
    if (misbehaviour.isEmpty()) {
      write(exchange, request, right.get(), Integer.MAX_VALUE);
      return;
    }
    switch (misbehaviour.get()) {
      case Misbehaviour.Delay delay -> {
        if (!await(delay.by().toNanos())) {
          write(exchange, request, right.get(), Integer.MAX_VALUE);
        }
      }
      case Misbehaviour.Alter alter ->
          write(exchange, request, alter.change().apply(right.get()), Integer.MAX_VALUE);
      case Misbehaviour.Truncate truncate ->
          write(exchange, request, right.get(), truncate.bytes());
      case Misbehaviour.Hang hang -> await(Long.MAX_VALUE);
    }
  }

  /** Waits; true if the registry is closing. */
  private boolean await(long nanos) {
    try {
      return closing.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private static void write(HttpExchange exchange, SeenRequest request, Reply reply, int upTo)
      throws IOException {
    reply.headers().forEach(exchange.getResponseHeaders()::set);
    byte[] body = reply.body().toByteArray();
    if (request.method().equals("HEAD")) {
      if (!reply.headers().containsKey("Content-Length")) {
        exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
      }
      exchange.sendResponseHeaders(reply.status(), -1);
      exchange.close();
      return;
    }
    exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body, 0, Math.min(upTo, body.length));
    }
    exchange.close();
  }
}
