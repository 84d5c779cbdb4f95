package dev.portcullis.verify.sigstore;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.Claim;
import dev.portcullis.verify.SignatureScheme;
import dev.portcullis.verify.UntrustedSignature;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.x509.Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every parser of strangers' bytes, each with the one way in which it may refuse. */
class SigstoreFuzzTest {
  private static final LabKey KEY = LabKey.p256("fuzz");

  @FuzzTest
  void trustedRoot(byte[] json) {
    Bytes document = Bytes.copyOf(json);
    if (TrustedRootParser.documents(document).isEmpty()) {
      throw new AssertionError("a file holds no document");
    }
    try {
      TrustedRootParser.parse("fuzz", document, Thresholds.PUBLIC);
    } catch (MalformedException e) {
      // The one declared way to refuse.
    }
  }

  @FuzzTest
  void checkpoint(byte[] note) {
    try {
      Checkpoint checkpoint = Checkpoint.parse(Bytes.copyOf(note));
      checkpoint.isOfRekorV1();
    } catch (MalformedException e) {
      // The one declared way to refuse.
    }
  }

  @FuzzTest
  void sctList(byte[] extension) {
    try {
      if (SignedCertificateTimestamp.readList(Bytes.copyOf(extension)).isEmpty()) {
        throw new AssertionError("an empty list was read");
      }
    } catch (MalformedException e) {
      // The one declared way to refuse.
    }
  }

  @FuzzTest
  void signerCertificate(byte[] der) {
    try {
      SignerCertificate.of(Certificate.parse(Bytes.copyOf(der)));
    } catch (MalformedException e) {
      // The one declared way to refuse.
    }
  }

  @FuzzTest
  void logEntryBody(byte[] body) {
    UntrustedSignature signature =
        new UntrustedSignature(
            new Claim.Signature(Map.of()),
            UntrustedSignature.Content.Envelope.of(
                "type", Bytes.utf8("payload"), Optional.of(Bytes.utf8("envelope"))),
            Bytes.utf8("signature"),
            new Bundle.Material.KeyHint(""),
            List.of(),
            List.of(),
            Optional.empty());
    LoggedSigner signer =
        new LoggedSigner(false, KEY.spki(), KEY.verificationKey(), SignatureScheme.ECDSA_SHA256);
    for (String type : List.of("hashedrekord", "rekord", "dsse", "intoto")) {
      for (String version : List.of("0.0.1", "0.0.2")) {
        LogEntry entry =
            new LogEntry(
                0,
                Bytes.wrap(new byte[32]),
                type,
                version,
                0,
                Optional.empty(),
                Optional.empty(),
                Bytes.copyOf(body));
        if (RekorV1Body.mismatch(entry, signature, signer).isEmpty()
            && !Bytes.copyOf(body).toUtf8().contains("c2lnbmF0dXJl")
            && !version.equals("0.0.1")) {
          throw new AssertionError("an entry without the signature was accepted");
        }
      }
    }
  }
}
