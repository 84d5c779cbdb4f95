package dev.portcullis.verify.x509;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import java.math.BigInteger;

class RevocationFuzzTest {
  @FuzzTest
  void ocsp(byte[] der) {
    try {
      OcspResponse.parse(Bytes.copyOf(der));
    } catch (MalformedException e) {
      // The one declared way to refuse.
    }
  }

  @FuzzTest
  void crl(byte[] der) {
    try {
      RevocationList list = RevocationList.parse(Bytes.copyOf(der));
      list.scope();
      list.number();
      list.deltaUrls();
      list.unknownCritical();
      list.find(BigInteger.ONE);
    } catch (MalformedException e) {
      // The one declared way to refuse.
    }
  }

  @FuzzTest
  void points(byte[] der) {
    try {
      DistributionPoint.readAll(Bytes.copyOf(der));
    } catch (MalformedException e) {
      // The one declared way to refuse.
    }
  }
}
