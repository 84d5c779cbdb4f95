package dev.portcullis.verify.notation;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.MediaTypes;

class NotationFuzzTest {
  @FuzzTest
  void jws(byte[] envelope) {
    try {
      NotationEnvelope.parse(MediaTypes.NOTATION_JWS, Bytes.copyOf(envelope));
    } catch (MalformedException e) {
      // The one declared way to refuse.
    }
  }

  @FuzzTest
  void cose(byte[] envelope) {
    try {
      NotationEnvelope.parse(MediaTypes.NOTATION_COSE, Bytes.copyOf(envelope));
    } catch (MalformedException e) {
      // The one declared way to refuse.
    }
  }

  @FuzzTest
  void cbor(byte[] item) {
    try {
      CborReader.read(Bytes.copyOf(item));
    } catch (MalformedException e) {
      // The one declared way to refuse.
    }
  }

  @FuzzTest
  void trustPolicy(byte[] document) {
    try {
      TrustPolicyDocument.parse(Bytes.copyOf(document));
    } catch (MalformedException e) {
      // The one declared way to refuse.
    }
  }
}
