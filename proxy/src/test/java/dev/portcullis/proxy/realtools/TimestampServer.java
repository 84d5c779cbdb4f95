package dev.portcullis.proxy.realtools;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.portcullis.verify.lab.LabHolder;
import dev.portcullis.verify.lab.LabNotary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.SignerInfoGenerator;
import org.bouncycastle.cms.SignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.bouncycastle.operator.bc.BcECContentSignerBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;
import org.bouncycastle.util.CollectionStore;

/**
 * The timestamping authority of {@link LabNotary} over loopback HTTP (RFC 3161, section 3.4), for
 * signers of somebody else's. Bouncy Castle writes the tokens. Closing ends it.
 */
final class TimestampServer implements AutoCloseable {
  private static final AlgorithmIdentifier SHA256 =
      new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);
  private static final List<LabHolder> CHAIN =
      List.of(LabNotary.TSA, LabNotary.TSA_MIDDLE, LabNotary.TSA_ROOT);

  private final HttpServer server;
  private final AtomicInteger issued = new AtomicInteger();

  private TimestampServer(HttpServer server) {
    this.server = server;
  }

  /** Starts the authority on a free port. */
  static TimestampServer start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      TimestampServer authority = new TimestampServer(server);
      server.createContext("/", authority::answer);
      server.start();
      return authority;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it answers. */
  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  /** How many timestamps it has issued. */
  int issued() {
    return issued.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] reply = reply(new TimeStampRequest(exchange.getRequestBody().readAllBytes()));
      exchange.getResponseHeaders().set("Content-Type", "application/timestamp-reply");
      exchange.sendResponseHeaders(200, reply.length);
      exchange.getResponseBody().write(reply);
    } catch (TSPException | OperatorCreationException e) {
      throw new IOException(e);
    }
  }

  private byte[] reply(TimeStampRequest request)
      throws IOException, TSPException, OperatorCreationException {
    BcDigestCalculatorProvider digests = new BcDigestCalculatorProvider();
    SignerInfoGenerator signer =
        new SignerInfoGeneratorBuilder(digests)
            .build(
                new BcECContentSignerBuilder(
                        new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256), SHA256)
                    .build(LabNotary.TSA.key().privateKey()),
                holder(LabNotary.TSA));
    TimeStampTokenGenerator tokens =
        new TimeStampTokenGenerator(
            signer, digests.get(SHA256), new ASN1ObjectIdentifier("1.3.6.1.4.1.57264.2"));
    tokens.addCertificates(new CollectionStore<>(certificates()));
    return new TimeStampResponseGenerator(tokens, TSPAlgorithms.ALLOWED)
        .generate(request, BigInteger.valueOf(issued.incrementAndGet()), Date.from(Instant.now()))
        .getEncoded();
  }

  private static List<X509CertificateHolder> certificates() throws IOException {
    List<X509CertificateHolder> holders = new ArrayList<>();
    for (LabHolder each : CHAIN) {
      holders.add(holder(each));
    }
    return holders;
  }

  private static X509CertificateHolder holder(LabHolder each) throws IOException {
    return new X509CertificateHolder(each.certificate().der().toByteArray());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
