package dev.portcullis.verify.sigstore;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.x509.Certificate;
import java.util.List;
import java.util.Optional;

/**
 * The parsers for certificates of own authorities, each with the one way in which it may refuse.
 */
class OwnedFuzzTest {
  @FuzzTest
  void alternativeNames(byte[] extension) {
    try {
      requireNames(AlternativeNames.read(Bytes.copyOf(extension)));
    } catch (MalformedException e) {
      // The one declared way to refuse.
    }
  }

  @FuzzTest
  void certificate(byte[] der) {
    try {
      requireNames(OwnedCertificate.of(Certificate.parse(Bytes.copyOf(der))).subjects());
    } catch (MalformedException e) {
      // The one declared way to refuse.
    }
  }

  @FuzzTest
  void ownRoot(byte[] pem) {
    try {
      SigstoreRoot root = OwnRoot.parse("fuzz", Bytes.copyOf(pem), Optional.empty(), 0);
      if (root.own().isEmpty() || !root.authorities().isEmpty()) {
        throw new AssertionError("a root of own authorities has none, or others");
      }
    } catch (MalformedException e) {
      // The one declared way to refuse.
    }
  }

  private static void requireNames(List<SubjectName> names) {
    if (names.isEmpty() || names.stream().anyMatch(name -> name.value().isEmpty())) {
      throw new AssertionError("no name, or an empty one");
    }
  }
}
