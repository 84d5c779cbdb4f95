package dev.portcullis.verify.x509;

import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads Extensions (RFC 5280, section 4.1), wherever they stand. */
final class ExtensionReader {

  private ExtensionReader() {}

  /** The elements of the next element, a SEQUENCE of extensions, none twice. */
  static List<Extension> read(DerReader reader) throws MalformedException {
    DerReader sequence = reader.enter(DerReader.SEQUENCE);
    List<Extension> extensions = new ArrayList<>();
    Set<Oid> seen = new HashSet<>();
    while (sequence.hasNext()) {
      DerReader each = sequence.enter(DerReader.SEQUENCE);
      Oid oid = each.oid();
      boolean critical = each.nextIs(DerReader.BOOLEAN) && each.bool();
      extensions.add(new Extension(oid, critical, each.content(DerReader.OCTET_STRING)));
      each.requireEnd();
      if (!seen.add(oid)) {
        throw new MalformedException("extension " + oid + " stands twice");
      }
      if (extensions.size() > Limits.CERTIFICATE_EXTENSIONS) {
        throw MalformedException.overLimit(
            "more than " + Limits.CERTIFICATE_EXTENSIONS + " extensions");
      }
    }
    return extensions;
  }

  /** The extension with {@code oid}, if it is among them. */
  static Optional<Extension> find(List<Extension> extensions, Oid oid) {
    return extensions.stream().filter(extension -> extension.oid().equals(oid)).findFirst();
  }

  /** The first critical one that is not understood. */
  static Optional<Oid> unknownCritical(List<Extension> extensions, Set<Oid> understood) {
    return extensions.stream()
        .filter(extension -> extension.critical() && !understood.contains(extension.oid()))
        .map(Extension::oid)
        .findFirst();
  }
}
