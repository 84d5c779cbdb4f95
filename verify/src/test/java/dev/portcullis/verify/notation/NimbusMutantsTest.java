package dev.portcullis.verify.notation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MediaTypes;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.lab.LabNotary;
import dev.portcullis.verify.lab.LabNotation;
import java.util.Arrays;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing that another implementation of JWS rejects is accepted: envelopes changed at random. */
class NimbusMutantsTest {
  private static final int MUTANTS = 3000;
  private static final LabKey KEY = LabKey.p256("oracle");

  private static LabNotation signer() {
    return LabNotary.signer(
        MediaTypes.NOTATION_JWS,
        LabNotary.leaf(KEY).issuedBy(LabNotary.MIDDLE),
        NotationFixture.SUBJECT);
  }

  @Test
  void changedEnvelopeIsAcceptedOnlyIfNimbusAcceptsIt() throws Exception {
    byte[] good = signer().sign().toByteArray();
    Random random = new Random(20260301);
    int accepted = 0;
    for (int i = 0; i < MUTANTS; i++) {
      Bytes mutant = Bytes.wrap(mutated(good, random));
      if (NimbusOracleTest.accepted(mutant)) {
        accepted++;
        assertThat(NimbusOracleTest.acceptedByNimbus(mutant)).as(mutant.toUtf8()).isTrue();
      }
    }
    assertThat(accepted).as("blanks between members change nothing").isPositive();
    assertThat(accepted).as("most changes are noticed").isLessThan(MUTANTS / 2);
  }

  /** One change: a bit, a byte less, a byte more, a blank, a part twice, two bytes exchanged. */
  private static byte[] mutated(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length);
    byte[] changed = bytes.clone();
    return switch (random.nextInt(6)) {
      case 0 -> {
        changed[at] ^= (byte) (1 << random.nextInt(8));
        yield changed;
      }
      case 1 -> spliced(bytes, at, at + 1, new byte[0]);
      case 2 -> spliced(bytes, at, at, new byte[] {(byte) (' ' + random.nextInt(95))});
      case 3 -> spliced(bytes, at, at, new byte[] {' '});
      case 4 -> {
        int end = Math.min(bytes.length, at + 1 + random.nextInt(40));
        yield spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, end));
      }
      default -> {
        int other = random.nextInt(bytes.length);
        changed[at] = bytes[other];
        changed[other] = bytes[at];
        yield changed;
      }
    };
  }

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] between) {
    byte[] spliced = Arrays.copyOf(bytes, bytes.length - (to - from) + between.length);
    System.arraycopy(between, 0, spliced, from, between.length);
    System.arraycopy(bytes, to, spliced, from + between.length, bytes.length - to);
    return spliced;
  }

  static Stream<Arguments> headers() {
    return Stream.of(
        header("alg in lower case", "\"ES256\"", "\"es256\""),
        header("alg as a number", "\"ES256\"", "-7"),
        header("alg missing", "\"alg\":\"ES256\",", ""),
        header("alg null", "\"ES256\"", "null"),
        header("alg ES384", "\"ES256\"", "\"ES384\""),
        header("alg ES256K", "\"ES256\"", "\"ES256K\""),
        header("b64 false", "\"alg\"", "\"b64\":false,\"alg\""),
        header("b64 critical", "\"crit\":[", "\"b64\":false,\"crit\":[\"b64\","),
        header("crit empty", "\"crit\":[\"io.cncf.notary.signingScheme\"]", "\"crit\":[]"),
        header("crit names alg", "\"crit\":[", "\"crit\":[\"alg\","),
        header("crit names what is absent", "\"crit\":[", "\"crit\":[\"acme.absent\","),
        header("crit holds a number", "\"crit\":[", "\"crit\":[1,"),
        header("crit is text", "[\"io.cncf.notary.signingScheme\"]", "\"x\""),
        header("a member twice", "\"alg\"", "\"alg\":\"ES256\",\"alg\""),
        header("no object", "{\"alg\"", "[{\"alg\""));
  }

  private static Arguments header(String name, String from, String to) {
    UnaryOperator<Bytes> edit = header -> Bytes.utf8(header.toUtf8().replace(from, to));
    return Arguments.of(name, edit);
  }

  /** The signature holds over each of these headers. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("headers")
  void signedHeaderThatNimbusRejectsIsRejected(String name, UnaryOperator<Bytes> edit)
      throws Exception {
    Bytes changed = signer().editingHeader(edit).sign();
    assertThat(changed).as("the header is changed").isNotEqualTo(signer().sign());
    assertThat(NimbusOracleTest.acceptedByNimbus(changed)).isFalse();
    assertThat(NimbusOracleTest.accepted(changed)).isFalse();
  }
}
