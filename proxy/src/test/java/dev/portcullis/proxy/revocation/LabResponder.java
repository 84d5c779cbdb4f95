package dev.portcullis.proxy.revocation;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.lab.LabCertificate;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabRevocable;
import dev.portcullis.verify.x509.RevocationQuestion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;

/** An OCSP responder and a place of lists on loopback, which answers by path as a test says. */
public final class LabResponder implements AutoCloseable {
  /** The authority of its own leaves. */
  public static final LabHolder CA =
      LabCertificate.authority("C=US,ST=WA,O=acme,CN=revoker", LabKey.p256("responder-ca"), 0)
          .selfSigned();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ConcurrentHashMap<String, Reply> replies = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, AtomicInteger> hits = new ConcurrentHashMap<>();
  private final AtomicInteger answered = new AtomicInteger();
  private volatile long delay;

  /** What is answered under a path. */
  @FunctionalInterface
  public interface Reply {
    void answer(HttpExchange exchange) throws IOException;
  }

  /** Starts on a free port. */
  public LabResponder() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    String name = path.substring(1).replaceFirst("/.*", "");
    hits.computeIfAbsent(name, _ -> new AtomicInteger()).incrementAndGet();
    try (exchange) {
      if (delay > 0) {
        Thread.sleep(delay);
      }
      answered.incrementAndGet();
      Reply reply = replies.get(name);
      if (reply == null) {
        exchange.sendResponseHeaders(404, -1);
      } else {
        reply.answer(exchange);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The host, to be allowed. */
  public String host() {
    return "127.0.0.1";
  }

  /** Where a name is answered. */
  public String url(String name) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + name;
  }

  /** Answers with what {@code content} makes at the time. */
  public void serve(String name, Supplier<Bytes> content) {
    reply(
        name,
        exchange -> {
          byte[] body = content.get().toByteArray();
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
        });
  }

  /** Answers in any way. */
  public void reply(String name, Reply reply) {
    replies.put(name, reply);
  }

  /** Answers with a status only. */
  public void status(String name, int status) {
    reply(name, exchange -> exchange.sendResponseHeaders(status, -1));
  }

  /** Waits before each answer. */
  public void slow(long millis) {
    delay = millis;
  }

  /** How often anything was answered. */
  public int answered() {
    return answered.get();
  }

  /** How often a name was asked for. */
  public int hits(String name) {
    AtomicInteger count = hits.get(name);
    return count == null ? 0 : count.get();
  }

  /** A leaf of {@link #CA} that names a responder at {@code /ocsp} and a list at {@code /crl}. */
  LabHolder leaf(String name) {
    return pointing(name)
        .with(Extension.authorityInfoAccess, false, LabRevocable.ocsp(url("ocsp")))
        .with(Extension.cRLDistributionPoints, false, LabRevocable.mirrors(url("crl")))
        .issuedBy(CA);
  }

  LabHolder leafWithResponder(String name) {
    return pointing(name)
        .with(Extension.authorityInfoAccess, false, LabRevocable.ocsp(url("ocsp")))
        .issuedBy(CA);
  }

  LabHolder leafWithList(String name) {
    return pointing(name)
        .with(Extension.cRLDistributionPoints, false, LabRevocable.mirrors(url("crl")))
        .issuedBy(CA);
  }

  private static LabCertificate pointing(String name) {
    return LabCertificate.of("C=US,ST=WA,O=acme,CN=" + name, LabKey.p256("leaf-" + name))
        .serialNumber(BigInteger.valueOf(name.hashCode() & 0x7fffffffL))
        .usage(KeyUsage.digitalSignature);
  }

  static RevocationQuestion about(LabHolder leaf) {
    return new RevocationQuestion(leaf.certificate(), CA.certificate());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
