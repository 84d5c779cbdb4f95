package dev.portcullis.verify.notation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.lab.LabCbor;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CborReaderTest {
  private static Bytes hex(String hex) {
    return Bytes.wrap(HexFormat.of().parseHex(hex));
  }

  private static ThrowableAssertAlternative<?> refused(String hex) {
    return org.assertj.core.api.Assertions.assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> CborReader.read(hex(hex)));
  }

  /** RFC 8949, appendix A. */
  @ParameterizedTest
  @CsvSource({
    "00, 0",
    "17, 23",
    "1818, 24",
    "1903e8, 1000",
    "1a000f4240, 1000000",
    "1b000000e8d4a51000, 1000000000000",
    "20, -1",
    "3903e7, -1000",
    "3b7fffffffffffffff, -9223372036854775808",
  })
  void integersOfTheSpecificationAreRead(String encoded, long value) throws Exception {
    assertThat(CborReader.read(hex(encoded))).isEqualTo(new CborItem.Int(value));
  }

  @ParameterizedTest
  @CsvSource({"f93c00, 1.0", "fa47c35000, 100000.0", "fb3ff199999999999a, 1.1", "f9c400, -4.0"})
  void realsOfTheSpecificationAreRead(String encoded, double value) throws Exception {
    assertThat(CborReader.read(hex(encoded))).isEqualTo(new CborItem.Real(value));
  }

  @Test
  void everyKindOfItemIsRead() throws Exception {
    assertThat(
            CborReader.read(
                LabCbor.encode(
                    Map.of(1, List.of("text", Bytes.utf8("bytes"), true, new LabCbor.Tag(1, 2))))))
        .isEqualTo(
            new CborItem.Mapping(
                Map.of(
                    new CborItem.Int(1),
                    new CborItem.Sequence(
                        List.of(
                            new CborItem.Text("text"),
                            new CborItem.Binary(Bytes.utf8("bytes")),
                            new CborItem.Simple(21),
                            new CborItem.Tagged(1, new CborItem.Int(2)))))));
  }

  @Test
  void numberAndItsDigitsAreDifferentKeys() throws Exception {
    CborItem.Mapping map =
        (CborItem.Mapping)
            CborReader.read(
                LabCbor.encode(
                    new LabCbor.Pairs(List.of(Map.entry(33, "number"), Map.entry("33", "text")))));
    assertThat(map.find(new CborItem.Int(33))).contains(new CborItem.Text("number"));
    assertThat(map.find(new CborItem.Text("33"))).contains(new CborItem.Text("text"));
  }

  @Test
  void duplicateKeyIsRefused() {
    refused("a201020103").withMessage("CBOR map has a key twice");
    refused("a2616102616103").withMessage("CBOR map has a key twice");
  }

  @Test
  void duplicateKeyInAnotherWidthIsRefused() {
    refused("a20102180103").withMessage("CBOR map has a key twice");
  }

  @Test
  void trailingByteIsRefused() {
    refused("0000").withMessage("CBOR is followed by 1 bytes that do not belong to it");
  }

  @Test
  void indefiniteLengthIsRefused() {
    for (String hex : List.of("9f00ff", "bf0000ff", "5f4100ff", "7f6161ff", "ff")) {
      refused(hex).withMessage("CBOR item of indefinite length");
    }
  }

  @Test
  void reservedLengthIsRefused() {
    for (String hex : List.of("1c", "5d", "9e", "fc")) {
      refused(hex).withMessage("CBOR item with a reserved length");
    }
  }

  @Test
  void truncatedItemIsRefused() {
    for (String hex : List.of("", "18", "1b00", "a1", "a101", "d2", "f9")) {
      assertThatThrownBy(() -> CborReader.read(hex(hex))).isInstanceOf(MalformedException.class);
    }
  }

  /** GHSA-fj2w-wfgv-mwq6: a length is believed only if the bytes are there. */
  @Test
  void ghsaFj2wLengthBeyondTheInputIsRefusedBeforeAnythingIsAllocated() {
    refused("9b7fffffffffffffff").withMessageContaining("ends before an item of length");
    refused("5a7fffffff00").withMessageContaining("ends before an item of length");
    refused("bb7fffffffffffffff").withMessageContaining("ends before an item of length");
  }

  @Test
  void integerOver64BitsIsRefused() {
    refused("1bffffffffffffffff").withMessageContaining("does not fit 64 bits");
    refused("3bffffffffffffffff").withMessageContaining("does not fit 64 bits");
  }

  @Test
  void textThatIsNotUtf8IsRefused() {
    refused("61ff").withMessage("CBOR text is not UTF-8");
  }

  @Test
  void mapKeyOfAnotherKindIsRefused() {
    refused("a1410000").withMessageContaining("only integers and text");
  }

  @Test
  void nestingBeyondTheLimitIsRefused() {
    refused("818181818100").withMessageContaining("nested deeper than");
    refused("c1c1c1c1c1c100").withMessageContaining("nested deeper than");
  }

  @Test
  void simpleValueInTheWrongFormIsRefused() {
    refused("f818").withMessageContaining("long form");
  }
}
