package dev.portcullis.verify.notation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.verify.Failure;
import dev.portcullis.verify.Trail;
import dev.portcullis.verify.x509.Certificate;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Envelopes that notation has made, with timestamps of a public authority. */
class RealEnvelopesTest {
  private static Bytes file(String name) throws IOException {
    try (InputStream in = RealEnvelopesTest.class.getResourceAsStream("real/" + name)) {
      if (in == null) {
        throw new IOException("missing resource: real/" + name);
      }
      return Bytes.wrap(in.readAllBytes());
    }
  }

  private static NotationEnvelope parse(String name) throws IOException, MalformedException {
    Bytes envelope = file(name);
    return NotationEnvelope.parse(
        envelope.at(0) == '{' ? MediaTypes.NOTATION_JWS : MediaTypes.NOTATION_COSE, envelope);
  }

  private static NotationTrust trust(NotationEnvelope envelope) throws Exception {
    List<Certificate> chain = new ArrayList<>();
    chain.add(Certificate.parse(envelope.chain().getLast()));
    return new NotationTrust(
        List.of(
            TrustStore.of(TrustStoreName.parse("ca:real"), chain),
            TrustStore.of(
                TrustStoreName.parse("tsa:globalsign"),
                TrustStore.readFile(file("globalsignRoot.cer")))),
        NotationOptions.STRICT);
  }

  @ParameterizedTest
  @CsvSource({
    "cose_signature.sig, PS256",
    "jws_signature.sig, PS256",
    "withoutTimestamp.sig, PS256",
    "coseWithTimestamp.sig, PS256",
    "coseExpiredWithTimestamp.sig, PS256",
    "jwsWithTimestamp.sig, PS256",
    "jwsExpiredWithTimestamp.sig, PS256",
    "timestampAfterNotAfter.sig, PS256",
    "timestampBeforeNotBefore.sig, PS256",
  })
  void signatureAndChainHold(String name, String algorithm) throws Exception {
    NotationEnvelope envelope = parse(name);
    assertThat(envelope.attributes().algorithm().name()).isEqualTo(algorithm);
    Trail trail = new Trail();
    Optional<List<Certificate>> chain = NotationIntegrity.chain(envelope, trust(envelope), trail);
    assertThat(chain).as(() -> trail.checks().toString()).isPresent();
  }

  private static TimestampFact timestamp(NotationEnvelope envelope) throws Exception {
    return NotationTimestamp.verify(
        envelope.timestamp().orElseThrow(), envelope.signature(), trust(envelope));
  }

  @ParameterizedTest
  @CsvSource({
    "coseWithTimestamp.sig, true",
    "coseExpiredWithTimestamp.sig, true",
    "jwsWithTimestamp.sig, true",
    "jwsExpiredWithTimestamp.sig, true",
    "timestampAfterNotAfter.sig, false",
    "timestampBeforeNotBefore.sig, false",
  })
  void timestampOfAPublicAuthorityHolds(String name, boolean withinTheChain) throws Exception {
    NotationEnvelope envelope = parse(name);
    TimestampFact fact = timestamp(envelope);
    assertThat(fact).isInstanceOf(TimestampFact.Proven.class);
    TimestampFact.Proven proven = (TimestampFact.Proven) fact;
    assertThat(proven.paths().getFirst().chain()).hasSizeGreaterThan(1);
    Certificate leaf = Certificate.parse(envelope.chain().getFirst());
    assertThat(leaf.isValidAt(proven.earliest()) && leaf.isValidAt(proven.latest()))
        .isEqualTo(withinTheChain);
    Instant claimed = envelope.attributes().signingTime();
    assertThat(Duration.between(claimed, proven.time()).abs()).isLessThan(Duration.ofHours(1));
  }

  @ParameterizedTest
  @CsvSource({"coseWithTimestamp.sig, jwsWithTimestamp.sig"})
  void timestampOfAnotherEnvelopeProvesNothing(String one, String other) throws Exception {
    NotationEnvelope envelope = parse(one);
    TimestampFact fact =
        NotationTimestamp.verify(
            parse(other).timestamp().orElseThrow(), envelope.signature(), trust(envelope));
    assertThat(fact)
        .isInstanceOfSatisfying(
            TimestampFact.Refused.class,
            refused ->
                assertThat(refused.failure())
                    .isEqualTo(
                        Failure.of(
                            Failure.Code.TIMESTAMP, "the timestamp is for another signature")));
  }
}
