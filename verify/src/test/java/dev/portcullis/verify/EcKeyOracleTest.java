package dev.portcullis.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.lab.LabKey;
import dev.portcullis.verify.x509.HashFunction;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Random;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A key that keeps multiples of its point says of every signature what Bouncy Castle's own
 * verification says, right or wrong, at the edges of the numbers too.
 */
class EcKeyOracleTest {
  /** The curves. */
  enum Named {
    P256,
    P384,
    P521;

    LabKey key() {
      return switch (this) {
        case P256 -> LabKey.p256("oracle");
        case P384 -> LabKey.p384("oracle");
        case P521 -> LabKey.p521("oracle");
      };
    }
  }

  private final Random random = new Random(1);
  private VerificationKey ours = LabKey.p256("oracle").verificationKey();
  private ECPublicKeyParameters theirs = publicKey(LabKey.p256("oracle"));

  private static ECPublicKeyParameters publicKey(LabKey key) {
    ECPrivateKeyParameters secret = (ECPrivateKeyParameters) key.privateKey();
    return new ECPublicKeyParameters(
        secret.getParameters().getG().multiply(secret.getD()), secret.getParameters());
  }

  private boolean agree(Bytes hash, BigInteger r, BigInteger s) {
    ECDSASigner signer = new ECDSASigner();
    signer.init(false, theirs);
    boolean expected = signer.verifySignature(hash.toByteArray(), r, s);
    boolean found = false;
    for (HashFunction function : HashFunction.values()) {
      if (function.length() == hash.length()) {
        found = ours.verifyHash(function, hash, der(r, s)).isPresent();
      }
    }
    assertThat(found).as("r = %s, s = %s", r, s).isEqualTo(expected);
    return found;
  }

  private static Bytes der(BigInteger r, BigInteger s) {
    try {
      return Bytes.wrap(
          new DERSequence(new ASN1Integer[] {new ASN1Integer(r), new ASN1Integer(s)})
              .getEncoded("DER"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Bytes hash(Named curve) {
    byte[] hash = new byte[curve == Named.P256 ? 32 : curve == Named.P384 ? 48 : 64];
    random.nextBytes(hash);
    return Bytes.wrap(hash);
  }

  @ParameterizedTest
  @EnumSource(Named.class)
  void everyVerdictIsThatOfBouncyCastle(Named curve) {
    LabKey key = curve.key();
    ours = key.verificationKey();
    theirs = publicKey(key);
    ECPrivateKeyParameters secret = (ECPrivateKeyParameters) key.privateKey();
    BigInteger n = secret.getParameters().getN();
    int right = 0;
    for (int i = 0; i < 50; i++) {
      Bytes hash = hash(curve);
      ECDSASigner signer = new ECDSASigner();
      signer.init(true, secret);
      BigInteger[] signature = signer.generateSignature(hash.toByteArray());
      right += agree(hash, signature[0], signature[1]) ? 1 : 0;
      right += agree(hash, signature[0], n.subtract(signature[1])) ? 1 : 0;
      agree(hash, signature[0], signature[1].flipBit(random.nextInt(n.bitLength() - 2)));
      agree(hash, signature[0].flipBit(random.nextInt(n.bitLength() - 2)), signature[1]);
      agree(hash(curve), signature[0], signature[1]);
    }
    assertThat(right).isEqualTo(100);
    BigInteger last = n.subtract(BigInteger.ONE);
    BigInteger[] edges = {
      BigInteger.ONE, BigInteger.TWO, last, n.shiftRight(1), last.shiftRight(1)
    };
    for (BigInteger r : edges) {
      for (BigInteger s : edges) {
        agree(hash(curve), r, s);
        agree(Bytes.wrap(new byte[hash(curve).length()]), r, s);
      }
    }
  }

  /**
   * Signatures whose two multiples are the same point, or opposite ones: the sum is a doubling, or
   * nothing.
   */
  @ParameterizedTest
  @EnumSource(Named.class)
  void sumsOfEqualAndOppositePointsAreThoseOfBouncyCastle(Named curve) {
    LabKey key = curve.key();
    ours = key.verificationKey();
    theirs = publicKey(key);
    ECPrivateKeyParameters secret = (ECPrivateKeyParameters) key.privateKey();
    BigInteger n = secret.getParameters().getN();
    for (int i = 0; i < 20; i++) {
      Bytes hash = hash(curve);
      BigInteger e = new BigInteger(1, hash.toByteArray());
      int excess = 8 * hash.length() - n.bitLength();
      e = (excess > 0 ? e.shiftRight(excess) : e).mod(n);
      BigInteger same = e.multiply(secret.getD().modInverse(n)).mod(n);
      BigInteger s = new BigInteger(n.bitLength() - 1, random).add(BigInteger.ONE);
      agree(hash, same, s);
      agree(hash, n.subtract(same), s);
    }
  }
}
