package dev.portcullis.verify.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {
  private static final String ROOT = Base64.getEncoder().encodeToString(new byte[32]);
  private static final String HEAD = "log.test - 12\n7\n" + ROOT + "\n";
  private static final String LINE = "\u2014 log.test AQIDBAU=\n";

  private static Checkpoint parse(String note) throws MalformedException {
    return Checkpoint.parse(Bytes.utf8(note));
  }

  private static void assertMalformed(String note) {
    assertThatThrownBy(() -> parse(note)).isInstanceOf(MalformedException.class);
  }

  @Test
  void everyPartIsRead() throws Exception {
    Checkpoint checkpoint = parse(HEAD + "Timestamp: 1\n\n" + LINE + LINE);

    assertThat(checkpoint.origin()).isEqualTo("log.test - 12");
    assertThat(checkpoint.treeSize()).isEqualTo(7);
    assertThat(checkpoint.rootHash()).isEqualTo(Bytes.wrap(new byte[32]));
    assertThat(checkpoint.text()).isEqualTo(Bytes.utf8(HEAD + "Timestamp: 1\n"));
    assertThat(checkpoint.signatures()).hasSize(2);
    assertThat(checkpoint.signatures().getFirst().name()).isEqualTo("log.test");
    assertThat(checkpoint.signatures().getFirst().hint().toHex()).isEqualTo("01020304");
    assertThat(checkpoint.signatures().getFirst().signature().toHex()).isEqualTo("05");
  }

  @Test
  void theLastEmptyLineEndsTheText() throws Exception {
    Checkpoint checkpoint = parse(HEAD + "\n" + LINE + "\n" + LINE);

    assertThat(checkpoint.text()).isEqualTo(Bytes.utf8(HEAD + "\n" + LINE));
    assertThat(checkpoint.signatures()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "rekor.sigstore.dev - 1193050959916656506,true",
        "a - b - 7,true",
        "localhost:8000 - 0,true",
        "log2025-1.rekor.sigstore.dev,false",
        "rekor.sigstore.dev - ,false",
        "rekor.sigstore.dev - 7x,false",
        "rekor.sigstore.dev -7,false"
      })
  void rekorV1IsKnownByItsTreeId(String origin, boolean v1) throws Exception {
    Checkpoint checkpoint = parse(origin + "\n7\n" + ROOT + "\n\n" + LINE);

    assertThat(checkpoint.isOfRekorV1()).isEqualTo(v1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-1", "+1", "07", "1.0", "1e3", " 7", "7 ", "0x7", "1234567890123456789"})
  void aSizeIsADecimalNumberInItsShortestForm(String size) {
    assertMalformed("log.test\n" + size + "\n" + ROOT + "\n\n" + LINE);
  }

  @Test
  void partsThatAreMissingAreNoticed() {
    assertMalformed("");
    assertMalformed("\n\n");
    assertMalformed("\n7\n" + ROOT + "\n\n" + LINE);
    assertMalformed("log.test\n7\n\n" + LINE);
    assertMalformed("log.test\n7\nAAAA\n\n" + LINE);
    assertMalformed("log.test\n7\n" + ROOT + "\n" + LINE);
    assertMalformed(HEAD + "\n" + LINE.strip());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- log.test AQIDBAU=",
        "\u2014 log.test",
        "\u2014  AQIDBAU=",
        "\u2014 log.test AQIDBA==",
        "\u2014 log.test AQID!AU=",
        "\u2014 log.test AQIDBAU= x",
        "\u2014log.test AQIDBAU="
      })
  void aMalformedSignatureLineRefusesTheNote(String line) {
    assertMalformed(HEAD + "\n" + line + "\n");
  }

  @Test
  void limitsAreHeld() {
    assertThatThrownBy(() -> parse(HEAD + "\n" + LINE.repeat(21)))
        .hasMessageContaining("more than 20 signatures");
    assertThatThrownBy(() -> parse(HEAD + "x".repeat(16 * 1024) + "\n\n" + LINE))
        .hasMessageContaining("is over 16384");
  }
}
