package dev.portcullis.verify.x509;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** The two time types of DER, both in UTC with seconds (RFC 5280, section 4.1.2.5). */
final class DerTime {
  private static final int NANO_DIGITS = 9;

  private DerTime() {}

  /** {@code YYMMDDHHMMSSZ}, from 1950 to 2049. */
  static Instant utc(Bytes content) throws MalformedException {
    if (content.length() != 13 || content.at(12) != 'Z') {
      throw new MalformedException("not a UTCTime in UTC with seconds");
    }
    int year = number(content, 0, 2);
    return instant(year < 50 ? 2000 + year : 1900 + year, content, 2, 0);
  }

  /**
   * {@code YYYYMMDDHHMMSS[.f]Z}; the fraction of RFC 3161, section 2.4.2, has one to nine digits
   * and does not end in 0.
   */
  static Instant generalized(Bytes content) throws MalformedException {
    int last = content.length() - 1;
    if (last < 14 || content.at(last) != 'Z') {
      throw new MalformedException("not a GeneralizedTime in UTC with seconds");
    }
    int nanos = 0;
    if (last > 14) {
      int digits = last - 15;
      if (content.at(14) != '.'
          || digits < 1
          || digits > NANO_DIGITS
          || content.at(last - 1) == '0') {
        throw new MalformedException("GeneralizedTime has a malformed fraction");
      }
      nanos = number(content, 15, digits);
      for (int i = digits; i < NANO_DIGITS; i++) {
        nanos *= 10;
      }
    }
    return instant(number(content, 0, 4), content, 4, nanos);
  }

  private static Instant instant(int year, Bytes content, int at, int nanos)
      throws MalformedException {
    try {
      return LocalDateTime.of(
              year,
              number(content, at, 2),
              number(content, at + 2, 2),
              number(content, at + 4, 2),
              number(content, at + 6, 2),
              number(content, at + 8, 2),
              nanos)
          .toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new MalformedException("DER time does not exist");
    }
  }

  private static int number(Bytes content, int from, int digits) throws MalformedException {
    int number = 0;
    for (int i = from; i < from + digits; i++) {
      int digit = content.at(i) - '0';
      if (digit < 0 || digit > 9) {
        throw new MalformedException("DER time has a character that is not a digit");
      }
      number = number * 10 + digit;
    }
    return number;
  }
}
