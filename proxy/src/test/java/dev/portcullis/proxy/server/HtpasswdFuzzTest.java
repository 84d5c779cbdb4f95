package dev.portcullis.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;

/** A password file is read or refused, nothing else. */
class HtpasswdFuzzTest {
  @FuzzTest
  void parse(byte[] file) {
    try {
      Htpasswd.parse(Bytes.copyOf(file));
    } catch (MalformedException refused) {
      assertThat(refused.getMessage()).isNotEmpty();
    }
  }
}
