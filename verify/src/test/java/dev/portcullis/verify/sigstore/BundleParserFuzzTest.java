package dev.portcullis.verify.sigstore;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;

class BundleParserFuzzTest {
  @FuzzTest
  void parse(byte[] json) {
    try {
      BundleParser.parse(Bytes.copyOf(json));
    } catch (MalformedException e) {
      // The one declared way to refuse.
    }
  }
}
