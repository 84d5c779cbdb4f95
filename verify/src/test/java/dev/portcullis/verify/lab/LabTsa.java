package dev.portcullis.verify.lab;

import dev.portcullis.oci.Bytes;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.SignerInfoGenerator;
import org.bouncycastle.cms.SignerInfoGeneratorBuilder;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;
import org.bouncycastle.util.CollectionStore;

/**
 * A timestamp authority that answers requests (RFC 3161); Bouncy Castle writes the answers, so that
 * our reader meets another's writer.
 *
 * @param authority who signs
 * @param chain what else is embedded where a request asks for certificates
 */
record LabTsa(LabHolder authority, List<LabHolder> chain) {
  private static final AtomicLong SERIAL = new AtomicLong(1);
  private static final ASN1ObjectIdentifier POLICY =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.57264.2");

  LabTsa {
    chain = List.copyOf(chain);
  }

  /** The TimeStampResp to a TimeStampReq. */
  Bytes answer(Bytes request, Instant now) {
    try {
      DigestCalculatorProvider digests = new BcDigestCalculatorProvider();
      SignerInfoGenerator signer =
          new SignerInfoGeneratorBuilder(digests)
              .build(new LabContentSigner(authority.key()), holder(authority));
      TimeStampTokenGenerator tokens =
          new TimeStampTokenGenerator(
              signer,
              digests.get(new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256)),
              POLICY);
      tokens.addCertificates(
          new CollectionStore<>(
              Stream.concat(Stream.of(authority), chain.stream()).map(LabTsa::holder).toList()));
      return Bytes.wrap(
          new TimeStampResponseGenerator(tokens, TSPAlgorithms.ALLOWED)
              .generate(
                  new TimeStampRequest(request.toByteArray()),
                  BigInteger.valueOf(SERIAL.incrementAndGet()),
                  Date.from(now))
              .getEncoded());
    } catch (IOException | TSPException | OperatorCreationException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static X509CertificateHolder holder(LabHolder holder) {
    try {
      return new X509CertificateHolder(holder.certificate().der().toByteArray());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
