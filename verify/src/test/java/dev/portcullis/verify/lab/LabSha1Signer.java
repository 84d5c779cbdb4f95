package dev.portcullis.verify.lab;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.signers.RSADigestSigner;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;

/** Makes good signatures with SHA-1, which must not count. */
public final class LabSha1Signer implements ContentSigner {
  private final LabKey key;
  private final boolean rsa;
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();

  /** A signer of one thing, with an RSA or EC key. */
  public LabSha1Signer(LabKey key) {
    this.key = key;
    this.rsa = key.privateKey() instanceof RSAKeyParameters;
  }

  @Override
  public AlgorithmIdentifier getAlgorithmIdentifier() {
    return new DefaultSignatureAlgorithmIdentifierFinder()
        .find(rsa ? "SHA1withRSA" : "SHA1withECDSA");
  }

  @Override
  public OutputStream getOutputStream() {
    return content;
  }

  @Override
  public byte[] getSignature() {
    byte[] message = content.toByteArray();
    try {
      if (rsa) {
        RSADigestSigner signer = new RSADigestSigner(new SHA1Digest());
        signer.init(true, key.privateKey());
        signer.update(message, 0, message.length);
        return signer.generateSignature();
      }
      SHA1Digest digest = new SHA1Digest();
      digest.update(message, 0, message.length);
      byte[] hash = new byte[digest.getDigestSize()];
      digest.doFinal(hash, 0);
      ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA1Digest()));
      signer.init(true, key.privateKey());
      BigInteger[] numbers = signer.generateSignature(hash);
      return new DERSequence(
              new ASN1Integer[] {new ASN1Integer(numbers[0]), new ASN1Integer(numbers[1])})
          .getEncoded("DER");
    } catch (CryptoException | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
