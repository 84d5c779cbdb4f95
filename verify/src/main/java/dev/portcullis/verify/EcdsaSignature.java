package dev.portcullis.verify;

import dev.portcullis.oci.Bytes;
import java.math.BigInteger;
import java.util.Optional;

/** The two numbers of an ECDSA signature, both from 1 to the order of the curve less 1. */
record EcdsaSignature(BigInteger r, BigInteger s) {
  private static final int INTEGER = 0x02;
  private static final int SEQUENCE = 0x30;

  /**
   * Reads DER {@code SEQUENCE { r INTEGER, s INTEGER }} (RFC 3279, section 2.2.3): minimal lengths,
   * minimal positive integers, nothing after them. Empty for anything else.
   */
  static Optional<EcdsaSignature> fromDer(Bytes der, BigInteger order) {
    int start = content(der, 0, der.length(), SEQUENCE);
    if (start < 0 || end(der, 0) != der.length()) {
      return Optional.empty();
    }
    int first = content(der, start, der.length(), INTEGER);
    if (first < 0) {
      return Optional.empty();
    }
    int middle = end(der, start);
    int second = content(der, middle, der.length(), INTEGER);
    if (second < 0 || end(der, middle) != der.length()) {
      return Optional.empty();
    }
    if (!isMinimalPositive(der, first, middle) || !isMinimalPositive(der, second, der.length())) {
      return Optional.empty();
    }
    return inRange(integer(der, first, middle), integer(der, second, der.length()), order);
  }

  /**
   * Reads {@code r || s}, each as long as the order (IEEE P1363, RFC 7518 section 3.4). Empty for
   * anything else.
   */
  static Optional<EcdsaSignature> fromP1363(Bytes raw, BigInteger order) {
    int width = (order.bitLength() + 7) / 8;
    if (raw.length() != 2 * width) {
      return Optional.empty();
    }
    return inRange(integer(raw, 0, width), integer(raw, width, 2 * width), order);
  }

  private static Optional<EcdsaSignature> inRange(BigInteger r, BigInteger s, BigInteger order) {
    boolean valid =
        r.signum() > 0 && s.signum() > 0 && r.compareTo(order) < 0 && s.compareTo(order) < 0;
    return valid ? Optional.of(new EcdsaSignature(r, s)) : Optional.empty();
  }

  private static BigInteger integer(Bytes from, int start, int end) {
    return new BigInteger(1, from.slice(start, end).toByteArray());
  }

  /** Where the content of the element at {@code at} starts; -1 if it does not fit or parse. */
  private static int content(Bytes der, int at, int limit, int tag) {
    if (at + 2 > limit || (der.at(at) & 0xff) != tag) {
      return -1;
    }
    int length = der.at(at + 1) & 0xff;
    if (length < 0x80) {
      return at + 2 + length <= limit ? at + 2 : -1;
    }
    if (length != 0x81 || at + 3 > limit || (der.at(at + 2) & 0xff) < 0x80) {
      return -1;
    }
    return at + 3 + (der.at(at + 2) & 0xff) <= limit ? at + 3 : -1;
  }

  /** Where the element at {@code at}, which {@link #content} has checked, ends. */
  private static int end(Bytes der, int at) {
    int length = der.at(at + 1) & 0xff;
    return length < 0x80 ? at + 2 + length : at + 3 + (der.at(at + 2) & 0xff);
  }

  private static boolean isMinimalPositive(Bytes der, int start, int end) {
    if (start == end || der.at(start) < 0) {
      return false;
    }
    return end - start == 1 || der.at(start) != 0 || der.at(start + 1) < 0;
  }
}
