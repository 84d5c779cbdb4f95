package dev.portcullis.verify.intoto;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.StrictJson;

class StatementFuzzTest {
  @FuzzTest
  void parse(byte[] bytes) throws MalformedException {
    Bytes json = Bytes.copyOf(bytes);
    try {
      Statement statement = Statement.parse(json);
      assertThat(statement.subjects()).isNotEmpty();
      assertThat(statement.predicateType()).isNotEmpty();
    } catch (MalformedException e) {
      assertThat(e.getMessage()).isNotEmpty();
      return;
    }
    assertThat(StrictJson.parseObject(json, Limits.ENVELOPE_BYTES).isObject())
        .as("what is passed over is strict too")
        .isTrue();
  }
}
