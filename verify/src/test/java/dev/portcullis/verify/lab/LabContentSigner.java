package dev.portcullis.verify.lab;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.SignatureScheme;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;

/** Lets Bouncy Castle's builders of certificates and tokens sign with a {@link LabKey}. */
public final class LabContentSigner implements ContentSigner {
  private final LabKey key;
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();

  /** A signer of one thing. */
  public LabContentSigner(LabKey key) {
    this.key = key;
  }

  @Override
  public AlgorithmIdentifier getAlgorithmIdentifier() {
    return new DefaultSignatureAlgorithmIdentifierFinder().find(name(key.scheme()));
  }

  @Override
  public OutputStream getOutputStream() {
    return content;
  }

  @Override
  public byte[] getSignature() {
    return key.sign(Bytes.wrap(content.toByteArray())).toByteArray();
  }

  private static String name(SignatureScheme scheme) {
    String hash = scheme.hash().jcaName().replace("-", "");
    return switch (scheme.family()) {
      case ECDSA -> hash + "withECDSA";
      case RSA_PKCS1 -> hash + "withRSA";
      case RSA_PSS -> hash + "withRSAandMGF1";
      case ED25519, ED25519PH -> "Ed25519";
    };
  }
}
