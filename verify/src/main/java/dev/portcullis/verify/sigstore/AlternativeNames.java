package dev.portcullis.verify.sigstore;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.x509.DerReader;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the subject alternative names of a long-lived certificate (RFC 5280, section 4.2.1.6;
 * sigstore spec notes, 2.4). Names of other kinds than {@link SubjectName.Kind} are passed over:
 * nothing can match them.
 */
final class AlternativeNames {
  private static final int EMAIL = DerReader.primitive(1);
  private static final int DNS = DerReader.primitive(2);
  private static final int URI = DerReader.primitive(6);
  private static final int IP = DerReader.primitive(7);
  private static final int OTHER_NAME = DerReader.constructed(0);
  private static final int IPV4_BYTES = 4;
  private static final int IPV6_BYTES = 16;

  private AlternativeNames() {}

  /**
   * The names, in order.
   *
   * @param value the content of the extension
   * @throws MalformedException if there is none of a known kind, or more than {@link
   *     Limits#ALTERNATIVE_NAMES} of any, or one is empty or cannot be shown
   */
  static List<SubjectName> read(Bytes value) throws MalformedException {
    DerReader reader = DerReader.of(value);
    DerReader names = reader.enter(DerReader.SEQUENCE);
    reader.requireEnd();
    List<SubjectName> read = new ArrayList<>();
    for (int count = 1; names.hasNext(); count++) {
      if (count > Limits.ALTERNATIVE_NAMES) {
        throw MalformedException.overLimit(
            "the certificate has more than "
                + Limits.ALTERNATIVE_NAMES
                + " subject alternative names");
      }
      int tag = names.nextTag();
      if (tag == EMAIL) {
        add(read, SubjectName.Kind.EMAIL, IdentityReader.ascii(names.content(EMAIL)));
      } else if (tag == DNS) {
        add(read, SubjectName.Kind.DNS, IdentityReader.ascii(names.content(DNS)));
      } else if (tag == URI) {
        add(read, SubjectName.Kind.URI, IdentityReader.ascii(names.content(URI)));
      } else if (tag == IP) {
        add(read, SubjectName.Kind.IP, address(names.content(IP)));
      } else if (tag == OTHER_NAME) {
        DerReader other = names.enter(OTHER_NAME);
        if (IdentityReader.isUserName(other)) {
          add(read, SubjectName.Kind.USER_NAME, IdentityReader.userName(other));
        }
      } else {
        names.skip();
      }
    }
    if (read.isEmpty()) {
      throw new MalformedException(
          "the certificate has no subject alternative name of a known kind");
    }
    return List.copyOf(read);
  }

  private static void add(List<SubjectName> names, SubjectName.Kind kind, String value)
      throws MalformedException {
    if (value.isEmpty()) {
      throw new MalformedException("a subject alternative name is empty");
    }
    names.add(new SubjectName(kind, value));
  }

  /** Four decimal numbers, or eight hexadecimal groups without leading zeros. */
  private static String address(Bytes raw) throws MalformedException {
    StringBuilder text = new StringBuilder();
    if (raw.length() == IPV4_BYTES) {
      for (int i = 0; i < IPV4_BYTES; i++) {
        text.append(i == 0 ? "" : ".").append(raw.at(i) & 0xff);
      }
    } else if (raw.length() == IPV6_BYTES) {
      for (int i = 0; i < IPV6_BYTES; i += 2) {
        int group = ((raw.at(i) & 0xff) << 8) | (raw.at(i + 1) & 0xff);
        text.append(i == 0 ? "" : ":").append(Integer.toHexString(group));
      }
    } else {
      throw new MalformedException("an IP address has " + raw.length() + " bytes, not 4 or 16");
    }
    return text.toString();
  }
}
