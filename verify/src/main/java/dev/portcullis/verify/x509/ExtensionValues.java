package dev.portcullis.verify.x509;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** Decodes the standard extensions (RFC 5280, section 4.2.1). */
final class ExtensionValues {

  private ExtensionValues() {}

  static BasicConstraints basicConstraints(Bytes value) throws MalformedException {
    DerReader sequence = sequence(value);
    boolean ca = sequence.nextIs(DerReader.BOOLEAN) && sequence.bool();
    OptionalInt pathLength =
        sequence.hasNext() ? OptionalInt.of(sequence.smallInteger()) : OptionalInt.empty();
    sequence.requireEnd();
    if (pathLength.isPresent() && !ca) {
      throw new MalformedException("a path length for a certificate that is no authority");
    }
    return new BasicConstraints(ca, pathLength);
  }

  static Set<KeyUsage> keyUsage(Bytes value) throws MalformedException {
    DerReader reader = DerReader.of(value);
    Bytes bits = reader.content(DerReader.BIT_STRING);
    reader.requireEnd();
    int unused = bits.isEmpty() ? 8 : bits.at(0);
    int count = (bits.length() - 1) * 8 - unused;
    if (unused < 0 || unused > 7 || count < 0) {
      throw new MalformedException("malformed key usage");
    }
    Set<KeyUsage> usages = EnumSet.noneOf(KeyUsage.class);
    for (KeyUsage usage : KeyUsage.values()) {
      int bit = usage.bit();
      if (bit < count && (bits.at(1 + bit / 8) & (0x80 >>> (bit % 8))) != 0) {
        usages.add(usage);
      }
    }
    return Collections.unmodifiableSet(usages);
  }

  static List<Oid> extendedKeyUsage(Bytes value) throws MalformedException {
    DerReader sequence = sequence(value);
    List<Oid> purposes = new ArrayList<>(2);
    while (sequence.hasNext()) {
      purposes.add(sequence.oid());
      if (purposes.size() > Limits.KEY_PURPOSES) {
        throw MalformedException.overLimit("more than " + Limits.KEY_PURPOSES + " key purposes");
      }
    }
    return List.copyOf(purposes);
  }

  private static DerReader sequence(Bytes value) throws MalformedException {
    DerReader reader = DerReader.of(value);
    DerReader sequence = reader.enter(DerReader.SEQUENCE);
    reader.requireEnd();
    return sequence;
  }
}
