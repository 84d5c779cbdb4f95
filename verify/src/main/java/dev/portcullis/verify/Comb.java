package dev.portcullis.verify;

import java.math.BigInteger;
import org.bouncycastle.math.ec.ECCurve;
import org.bouncycastle.math.ec.ECPoint;

/**
 * Multiples of one point that are kept, so that multiplying it takes an eighth of the doublings
 * (the comb method of Lim and Lee, CRYPTO 1994). The group's arithmetic is Bouncy Castle's. For
 * verification only: it takes time that depends on the numbers, which are public. Immutable.
 */
final class Comb {
  private static final int WIDE = 256;

  private final ECCurve curve;
  private final int teeth;
  private final ECPoint[] sums;
  private final int distance;

  private Comb(ECCurve curve, int teeth, ECPoint[] sums, int distance) {
    this.curve = curve;
    this.teeth = teeth;
    this.sums = sums;
    this.distance = distance;
  }

  /** The comb of {@code point}. Takes a thousand operations of the group at most. */
  static Comb of(ECPoint point) {
    ECCurve curve = point.getCurve();
    int bits = curve.getOrder().bitLength();
    int teeth = bits > WIDE ? 9 : 8;
    int distance = (bits + teeth - 1) / teeth;
    ECPoint[] sums = new ECPoint[1 << teeth];
    sums[0] = curve.getInfinity();
    ECPoint tooth = point;
    for (int size = 1; size < sums.length; size *= 2) {
      for (int i = 0; i < size; i++) {
        sums[size + i] = sums[i].add(tooth);
      }
      tooth = tooth.timesPow2(distance);
    }
    curve.normalizeAll(sums);
    return new Comb(curve, teeth, sums, distance);
  }

  /**
   * {@code a} times the point of {@code first} plus {@code b} times that of {@code second}.
   *
   * @param a from 0 to the order of the curve less 1
   * @param b from 0 to the order of the curve less 1
   */
  static ECPoint sum(Comb first, BigInteger a, Comb second, BigInteger b) {
    ECPoint sum = first.curve.getInfinity();
    for (int i = first.distance - 1; i >= 0; i--) {
      sum = sum.twicePlus(first.at(a, i)).add(second.at(b, i));
    }
    return sum;
  }

  private ECPoint at(BigInteger number, int from) {
    int index = 0;
    for (int tooth = teeth - 1; tooth >= 0; tooth--) {
      index = (index << 1) | (number.testBit(tooth * distance + from) ? 1 : 0);
    }
    return sums[index];
  }
}
