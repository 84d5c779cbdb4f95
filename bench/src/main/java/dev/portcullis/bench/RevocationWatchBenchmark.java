package dev.portcullis.bench;

import com.sun.net.httpserver.HttpServer;
import dev.portcullis.proxy.revocation.RevocationConfig;
import dev.portcullis.proxy.revocation.RevocationWatch;
import dev.portcullis.proxy.revocation.Revocations;
import dev.portcullis.verify.lab.LabCertificate;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabOcsp;
import dev.portcullis.verify.lab.LabRevocable;
import dev.portcullis.verify.x509.RevocationMode;
import dev.portcullis.verify.x509.RevocationQuestion;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.x509.Extension;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a warm pull pays for revocation: the look at the cells that its verdict rests on, at most
 * 100 ns.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RevocationWatchBenchmark {
  private static final LabHolder CA =
      LabCertificate.authority("O=bench,CN=revoker", LabKey.p256("bench-revoker"), 0).selfSigned();

  /** The certificates that a verdict rests on: a chain, or a chain and that of its timestamp. */
  @Param({"2", "4", "8"})
  public int cells = 4;

  private Optional<HttpServer> responder = Optional.empty();
  private Optional<Revocations> revocations = Optional.empty();
  private RevocationWatch watch = RevocationWatch.NONE;

  /**
   * Fills the cells from a responder on loopback.
   *
   * @throws IOException if it cannot listen
   */
  @Setup(Level.Trial)
  public void fill() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    responder = Optional.of(server);
    List<RevocationQuestion> questions = new ArrayList<>();
    for (int i = 0; i < cells; i++) {
      String path = "/" + i;
      LabHolder leaf =
          LabCertificate.of("O=bench,CN=" + i, LabKey.p256("bench-" + i))
              .serialNumber(BigInteger.valueOf(1_000L + i))
              .with(
                  Extension.authorityInfoAccess,
                  false,
                  LabRevocable.ocsp("http://127.0.0.1:" + server.getAddress().getPort() + path))
              .issuedBy(CA);
      byte[] answer = LabOcsp.good(leaf, CA, Instant.now()).der().toByteArray();
      server.createContext(
          path,
          exchange -> {
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
          });
      questions.add(new RevocationQuestion(leaf.certificate(), CA.certificate()));
    }
    server.start();
    Revocations known =
        Revocations.open(
            new RevocationConfig(
                RevocationMode.HARD,
                Duration.ofSeconds(30),
                Optional.empty(),
                Duration.ZERO,
                List.of("127.0.0.1")),
            _ -> {},
            InstantSource.system());
    revocations = Optional.of(known);
    watch = known.watch(questions, known.ask(questions));
    if (!watch.holds(System.currentTimeMillis())) {
      throw new IllegalStateException("the cells are not filled");
    }
  }

  /** Stops the responder. */
  @TearDown(Level.Trial)
  public void stop() {
    revocations.ifPresent(Revocations::close);
    responder.ifPresent(server -> server.stop(0));
  }

  /** The check alone, with the time at hand. */
  @Benchmark
  public boolean holds() {
    return watch.holds(1_000L);
  }
}
