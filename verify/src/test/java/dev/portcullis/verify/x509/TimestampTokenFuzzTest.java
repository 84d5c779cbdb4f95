package dev.portcullis.verify.x509;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;

class TimestampTokenFuzzTest {
  private static final TimestampToken.Demands DEMANDS = new TimestampToken.Demands(true, true);

  @FuzzTest
  void parseResponse(byte[] der) {
    try {
      TimestampToken token = TimestampToken.parseResponse(Bytes.copyOf(der));
      for (Certificate certificate : token.certificates()) {
        if (token.failure(certificate, Bytes.empty(), DEMANDS).isEmpty()) {
          throw new AssertionError("a token over nothing was accepted");
        }
      }
    } catch (MalformedException e) {
      // The one declared way to refuse.
    }
  }
}
