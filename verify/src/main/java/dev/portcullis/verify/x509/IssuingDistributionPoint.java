package dev.portcullis.verify.x509;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import java.util.List;

/**
 * The scope of a revocation list (RFC 5280, section 5.2.5). A list without the extension covers
 * everything that its issuer issues.
 *
 * @param named whether it says at which point it is to be found
 * @param names the names of that point, each a DER GeneralName
 */
record IssuingDistributionPoint(
    boolean named,
    List<Bytes> names,
    boolean userCertificatesOnly,
    boolean authoritiesOnly,
    boolean someReasonsOnly,
    boolean indirect,
    boolean attributeCertificatesOnly) {
  static final Oid OID = Oid.of("2.5.29.28");

  /** The scope of a list without the extension. */
  static final IssuingDistributionPoint EVERYTHING =
      new IssuingDistributionPoint(false, List.of(), false, false, false, false, false);

  IssuingDistributionPoint {
    names = List.copyOf(names);
  }

  static IssuingDistributionPoint read(Bytes value) throws MalformedException {
    DerReader outer = DerReader.of(value);
    DerReader point = outer.enter(DerReader.SEQUENCE);
    outer.requireEnd();
    boolean named = point.nextIs(DerReader.constructed(0));
    List<Bytes> names =
        named ? DistributionPoint.names(point.enter(DerReader.constructed(0))) : List.of();
    boolean user = flag(point, 1);
    boolean authorities = flag(point, 2);
    boolean reasons = point.nextIs(DerReader.primitive(3));
    if (reasons) {
      point.skip();
    }
    boolean indirect = flag(point, 4);
    boolean attributes = flag(point, 5);
    point.requireEnd();
    return new IssuingDistributionPoint(
        named, names, user, authorities, reasons, indirect, attributes);
  }

  private static boolean flag(DerReader point, int tag) throws MalformedException {
    if (!point.nextIs(DerReader.primitive(tag))) {
      return false;
    }
    Bytes content = point.content(DerReader.primitive(tag));
    if (content.length() != 1 || (content.at(0) != 0 && content.at(0) != -1)) {
      throw new MalformedException("DER boolean is neither 00 nor FF");
    }
    return content.at(0) != 0;
  }

  /** Whether it names one of the names of {@code point}. */
  boolean names(DistributionPoint point) {
    return names.stream().anyMatch(point.names()::contains);
  }
}
