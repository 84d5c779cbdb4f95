package dev.portcullis.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.portcullis.oci.Bytes;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Optional;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;

class EcdsaSignatureFuzzTest {
  private static final BigInteger ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  @FuzzTest
  void fromDer(byte[] der) {
    assertThat(EcdsaSignature.fromDer(Bytes.copyOf(der), ORDER)).isEqualTo(byBouncyCastle(der));
  }

  private static Optional<EcdsaSignature> byBouncyCastle(byte[] der) {
    try {
      BigInteger[] numbers = StandardDSAEncoding.INSTANCE.decode(ORDER, der);
      return numbers[0].signum() > 0 && numbers[1].signum() > 0
          ? Optional.of(new EcdsaSignature(numbers[0], numbers[1]))
          : Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }
}
