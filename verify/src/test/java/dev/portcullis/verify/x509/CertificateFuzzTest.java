package dev.portcullis.verify.x509;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;

class CertificateFuzzTest {
  @FuzzTest
  void parse(byte[] der) {
    try {
      Certificate certificate = Certificate.parse(Bytes.copyOf(der));
      certificate.basicConstraints();
      certificate.keyUsage();
      certificate.extendedKeyUsage();
      certificate.key();
      certificate.isIssuedBy(certificate);
    } catch (MalformedException e) {
      // The one declared way to refuse.
    }
  }
}
