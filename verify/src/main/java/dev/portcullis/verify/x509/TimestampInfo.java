package dev.portcullis.verify.x509;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The fields of a TSTInfo (RFC 3161, section 2.4.2) that matter after the fact. */
record TimestampInfo(
    Oid policy,
    HashFunction imprintAlgorithm,
    Bytes imprint,
    Instant time,
    Optional<Duration> accuracy) {

  private static final int LAST_FRACTION = 999;

  static TimestampInfo read(Bytes der) throws MalformedException {
    DerReader outer = DerReader.of(der);
    DerReader info = outer.enter(DerReader.SEQUENCE);
    outer.requireEnd();
    if (info.smallInteger() != 1) {
      throw new MalformedException("the timestamp's version is not 1");
    }
    Oid policy = info.oid();
    DerReader imprint = info.enter(DerReader.SEQUENCE);
    HashFunction algorithm = SignatureAlgorithms.hash(imprint);
    Bytes hash = imprint.content(DerReader.OCTET_STRING);
    imprint.requireEnd();
    info.integer();
    if (!info.nextIs(DerReader.GENERALIZED_TIME)) {
      throw new MalformedException("the timestamp has no GeneralizedTime");
    }
    Instant time = info.time();
    Optional<Duration> accuracy =
        info.nextIs(DerReader.SEQUENCE)
            ? Optional.of(accuracy(info.enter(DerReader.SEQUENCE)))
            : Optional.empty();
    if (info.nextIs(DerReader.BOOLEAN)) {
      info.bool();
    }
    if (info.nextIs(DerReader.INTEGER)) {
      info.integer();
    }
    if (info.nextIs(DerReader.constructed(0))) {
      info.skip();
    }
    if (info.nextIs(DerReader.constructed(1))) {
      requireNoCriticalExtension(info.enter(DerReader.constructed(1)));
    }
    info.requireEnd();
    return new TimestampInfo(policy, algorithm, hash, time, accuracy);
  }

  private static Duration accuracy(DerReader accuracy) throws MalformedException {
    Duration sum = Duration.ZERO;
    if (accuracy.nextIs(DerReader.INTEGER)) {
      sum = Duration.ofSeconds(accuracy.smallInteger());
    }
    if (accuracy.nextIs(DerReader.primitive(0))) {
      sum = sum.plusMillis(fraction(accuracy.content(DerReader.primitive(0))));
    }
    if (accuracy.nextIs(DerReader.primitive(1))) {
      sum = sum.plusNanos(1000L * fraction(accuracy.content(DerReader.primitive(1))));
    }
    accuracy.requireEnd();
    return sum;
  }

  private static int fraction(Bytes integer) throws MalformedException {
    int value = integer.length() == 1 ? integer.at(0) : -1;
    if (integer.length() == 2) {
      value = (integer.at(0) << 8) | (integer.at(1) & 0xff);
    }
    if (value < 1 || value > LAST_FRACTION) {
      throw new MalformedException("the timestamp's accuracy is malformed");
    }
    return value;
  }

  private static void requireNoCriticalExtension(DerReader extensions) throws MalformedException {
    while (extensions.hasNext()) {
      DerReader extension = extensions.enter(DerReader.SEQUENCE);
      Oid oid = extension.oid();
      if (extension.nextIs(DerReader.BOOLEAN) && extension.bool()) {
        throw new MalformedException("the timestamp has an unknown critical extension " + oid);
      }
    }
  }
}
