package dev.portcullis.verify.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.StrictJson;
import org.junit.jupiter.api.Test;

class CanonicalJsonTest {
  private static String canonical(String json) throws MalformedException {
    return CanonicalJson.of(StrictJson.parse(Bytes.utf8(json), 1 << 20)).toUtf8();
  }

  @Test
  void membersAreSortedAndWhiteSpaceIsGone() throws MalformedException {
    assertThat(canonical("{ \"b\" : [ 1 , true, null ], \"a\" : { } , \"A\": [] }"))
        .isEqualTo("{\"A\":[],\"a\":{},\"b\":[1,true,null]}");
  }

  @Test
  void onlyQuotationMarkAndBackslashAreEscaped() throws MalformedException {
    assertThat(canonical("[\"a\\\"b\\\\c\\n\\t\\u0001\\u007f\\/\\u00e9\"]"))
        .isEqualTo("[\"a\\\"b\\\\c\n\t\u0001\u007f/\u00e9\"]");
  }

  @Test
  void namesAreSortedByCodePointsAndNotByUtf16() throws MalformedException {
    assertThat(canonical("{\"\uD83D\uDE00\":1,\"\uFFFD\":2}"))
        .isEqualTo("{\"\uFFFD\":2,\"\uD83D\uDE00\":1}");
  }

  @Test
  void largeWholeNumbersKeepTheirDigits() throws MalformedException {
    assertThat(canonical("[123456789012345678901234567890,-7,0]"))
        .isEqualTo("[123456789012345678901234567890,-7,0]");
  }

  @Test
  void fractionsAndHalvesOfSurrogatePairsHaveNoCanonicalForm() {
    for (String json : new String[] {"[1.5]", "[1e3]", "[1.0]"}) {
      assertThatThrownBy(() -> canonical(json))
          .as(json)
          .isInstanceOf(MalformedException.class)
          .hasMessageEndingWith("which has no canonical form");
    }
    for (String json : new String[] {"[\"\\ud800\"]", "[\"\\udc00x\"]", "{\"\\ud83d-\":1}"}) {
      assertThatThrownBy(() -> canonical(json)).as(json).isInstanceOf(MalformedException.class);
    }
  }
}
