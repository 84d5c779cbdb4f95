package dev.portcullis.verify.lab;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.SignatureScheme;
import java.io.IOException;
import java.math.BigInteger;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.Signer;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.engines.RSABlindedEngine;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.signers.Ed25519phSigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.signers.PSSSigner;
import org.bouncycastle.crypto.signers.RSADigestSigner;

/** Makes raw signatures, deterministically (RFC 6979 for ECDSA, a fixed salt for PSS). */
final class LabSignatures {
  private LabSignatures() {}

  static Bytes sign(CipherParameters key, SignatureScheme scheme, Bytes message) {
    return switch (scheme.family()) {
      case ECDSA -> der(ecdsa(key, scheme, message));
      case RSA_PKCS1 -> run(new RSADigestSigner(digest(scheme)), key, message);
      case RSA_PSS -> pss(key, scheme, scheme.hash().length(), message);
      case ED25519 -> run(new Ed25519Signer(), key, message);
      case ED25519PH -> run(new Ed25519phSigner(new byte[0]), key, message);
    };
  }

  static Bytes pss(CipherParameters key, SignatureScheme scheme, int saltLength, Bytes message) {
    PSSSigner signer = new PSSSigner(new RSABlindedEngine(), digest(scheme), saltLength);
    return run(signer, new ParametersWithRandom(key, new LabRandom("salt")), message);
  }

  static Bytes signP1363(CipherParameters key, SignatureScheme scheme, Bytes message) {
    BigInteger[] numbers = ecdsa(key, scheme, message);
    BigInteger order = ((ECPrivateKeyParameters) key).getParameters().getN();
    int width = (order.bitLength() + 7) / 8;
    byte[] raw = new byte[2 * width];
    for (int half = 0; half < 2; half++) {
      byte[] number = numbers[half].toByteArray();
      int length = Math.min(width, number.length);
      System.arraycopy(number, number.length - length, raw, half * width + width - length, length);
    }
    return Bytes.wrap(raw);
  }

  private static BigInteger[] ecdsa(CipherParameters key, SignatureScheme scheme, Bytes message) {
    ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(digest(scheme)));
    signer.init(true, key);
    return signer.generateSignature(scheme.hash().of(message).toByteArray());
  }

  private static Bytes der(BigInteger[] numbers) {
    try {
      return Bytes.wrap(
          new DERSequence(
                  new ASN1Integer[] {new ASN1Integer(numbers[0]), new ASN1Integer(numbers[1])})
              .getEncoded("DER"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Bytes run(Signer signer, CipherParameters key, Bytes message) {
    signer.init(true, key);
    signer.update(message.toByteArray(), 0, message.length());
    try {
      return Bytes.wrap(signer.generateSignature());
    } catch (CryptoException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Digest digest(SignatureScheme scheme) {
    return switch (scheme.hash()) {
      case SHA256 -> new SHA256Digest();
      case SHA384 -> new SHA384Digest();
      case SHA512 -> new SHA512Digest();
    };
  }
}
