package dev.portcullis.proxy.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import java.nio.charset.StandardCharsets;

/** Files of the cache folder, which anybody may have written. */
class StoredAnswersFuzzTest {
  @FuzzTest
  void cell(byte[] data) {
    try {
      assertThat(StoredCell.parse(Bytes.copyOf(data)).question()).isNotNull();
    } catch (MalformedException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  @FuzzTest
  void list(byte[] data) {
    try {
      assertThat(StoredList.parse(Bytes.copyOf(data)).url()).isNotNull();
    } catch (MalformedException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  @FuzzTest
  void denied(byte[] data) {
    try {
      assertThat(DenyFile.read(Bytes.copyOf(data))).isNotNull();
    } catch (MalformedException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  @FuzzTest
  void savedCell(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    try {
      assertThat(SavedCell.parse(SavedCell.parse(text).toString()))
          .isEqualTo(SavedCell.parse(text));
    } catch (MalformedException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }
}
