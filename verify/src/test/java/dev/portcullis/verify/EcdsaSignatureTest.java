package dev.portcullis.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import java.math.BigInteger;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EcdsaSignatureTest {
  private static final BigInteger ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  private static Bytes hex(String hex) {
    return Bytes.wrap(HexFormat.of().parseHex(hex));
  }

  @Test
  void minimalDerIsRead() {
    assertThat(EcdsaSignature.fromDer(hex("3006020101020102"), ORDER))
        .contains(new EcdsaSignature(BigInteger.ONE, BigInteger.TWO));
    assertThat(EcdsaSignature.fromDer(hex("300802020080020200ff"), ORDER))
        .contains(new EcdsaSignature(BigInteger.valueOf(128), BigInteger.valueOf(255)));
  }

  @Test
  void lengthsFrom128BytesAreReadInTheirShortestForm() {
    BigInteger order = BigInteger.ONE.shiftLeft(521);
    String number = "0242" + "01" + "11".repeat(65);
    assertThat(EcdsaSignature.fromDer(hex("308188" + number + number), order)).isPresent();
    assertThat(EcdsaSignature.fromDer(hex("30820088" + number + number), order)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "nothing, ''",
    "only a tag, 30",
    "another outer tag, 3106020101020102",
    "another inner tag, 3006020101030102",
    "no numbers, 3000",
    "one number, 3003020101",
    "three numbers, 3009020101020102020103",
    "trailing byte outside, 300602010102010200",
    "trailing byte inside, 300702010102010200",
    "outer length too long, 3007020101020102",
    "outer length too short, 3005020101020102",
    "indefinite length, 3080020101020102 0000",
    "long form of a short length, 308106020101020102",
    "inner length too long, 3006020101020202",
    "empty number, 30050200020102",
    "zero r, 3006020100020102",
    "zero s, 3006020101020100",
    "negative r, 3006020181020102",
    "negative s, 3006020101020181",
    "padded r, 300702020001020102",
    "padded s, 300702010102020001",
    "negative padded, 30070202ff81020102"
  })
  void otherEncodingIsRefused(String flaw, String der) {
    assertThat(EcdsaSignature.fromDer(hex(der.replace(" ", "")), ORDER)).as(flaw).isEmpty();
  }

  @Test
  void numbersFromTheOrderUpAreRefused() {
    String order = "022100" + ORDER.toString(16);
    String below = "022100" + ORDER.subtract(BigInteger.ONE).toString(16);
    assertThat(EcdsaSignature.fromDer(hex("3046" + below + below), ORDER)).isPresent();
    assertThat(EcdsaSignature.fromDer(hex("3046" + order + below), ORDER)).isEmpty();
    assertThat(EcdsaSignature.fromDer(hex("3046" + below + order), ORDER)).isEmpty();
  }

  @Test
  void rawFormHasTwiceTheWidthOfTheOrder() {
    String one = "00".repeat(31) + "01";
    assertThat(EcdsaSignature.fromP1363(hex(one + one), ORDER))
        .contains(new EcdsaSignature(BigInteger.ONE, BigInteger.ONE));
    assertThat(EcdsaSignature.fromP1363(hex(one + one + "00"), ORDER)).isEmpty();
    assertThat(EcdsaSignature.fromP1363(hex(one), ORDER)).isEmpty();
    assertThat(EcdsaSignature.fromP1363(hex(one + "00".repeat(32)), ORDER)).isEmpty();
    assertThat(EcdsaSignature.fromP1363(hex(ORDER.toString(16) + one), ORDER)).isEmpty();
  }
}
