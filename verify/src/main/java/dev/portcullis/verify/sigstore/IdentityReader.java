package dev.portcullis.verify.sigstore;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.verify.x509.Certificate;
import dev.portcullis.verify.x509.DerReader;
import dev.portcullis.verify.x509.Extension;
import dev.portcullis.verify.x509.Oid;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads the identity out of a Fulcio certificate's extensions (sigstore spec notes, 2.4). */
final class IdentityReader {
  private static final Oid ISSUER = Oid.of("1.3.6.1.4.1.57264.1.1");
  private static final Oid USER_NAME = Oid.of("1.3.6.1.4.1.57264.1.7");
  private static final Oid ISSUER_V2 = Oid.of("1.3.6.1.4.1.57264.1.8");
  private static final int EMAIL = DerReader.primitive(1);
  private static final int URI = DerReader.primitive(6);
  private static final int OTHER_NAME = DerReader.constructed(0);

  private static final Map<Oid, FulcioExtension> KNOWN = known();

  private IdentityReader() {}

  private static Map<Oid, FulcioExtension> known() {
    Map<Oid, FulcioExtension> known = new HashMap<>();
    for (FulcioExtension extension : FulcioExtension.values()) {
      known.put(extension.oid(), extension);
    }
    return Map.copyOf(known);
  }

  /**
   * The identity that {@code certificate} is for.
   *
   * @throws MalformedException if it has not exactly one subject alternative name of a known kind,
   *     no issuer, two different ones, or text that cannot be shown
   */
  static CertificateIdentity read(Certificate certificate) throws MalformedException {
    Optional<SubjectName> subject = Optional.empty();
    Optional<String> issuer = Optional.empty();
    Optional<String> issuerV2 = Optional.empty();
    Map<FulcioExtension, String> extensions = new EnumMap<>(FulcioExtension.class);
    for (Extension extension : certificate.extensions()) {
      Oid oid = extension.oid();
      FulcioExtension known = KNOWN.get(oid);
      if (known != null) {
        extensions.put(
            known, known.isRaw() ? text(extension.value()) : utf8String(extension.value()));
      } else if (oid.equals(Extension.SUBJECT_ALTERNATIVE_NAME)) {
        subject = Optional.of(subject(extension.value()));
      } else if (oid.equals(ISSUER)) {
        issuer = Optional.of(text(extension.value()));
      } else if (oid.equals(ISSUER_V2)) {
        issuerV2 = Optional.of(utf8String(extension.value()));
      }
    }
    if (issuer.isPresent() && issuerV2.isPresent() && !issuer.equals(issuerV2)) {
      throw new MalformedException("the certificate names two different issuers");
    }
    String provider = (issuerV2.isPresent() ? issuerV2 : issuer).orElse("");
    if (provider.isEmpty()) {
      throw new MalformedException("the certificate names no issuer");
    }
    return new CertificateIdentity(
        subject.orElseThrow(
            () -> new MalformedException("the certificate has no subject alternative name")),
        provider,
        extensions);
  }

  private static SubjectName subject(Bytes value) throws MalformedException {
    DerReader reader = DerReader.of(value);
    DerReader names = reader.enter(DerReader.SEQUENCE);
    reader.requireEnd();
    int tag = names.nextTag();
    SubjectName subject;
    if (tag == EMAIL) {
      subject = new SubjectName(SubjectName.Kind.EMAIL, ascii(names.content(EMAIL)));
    } else if (tag == URI) {
      subject = new SubjectName(SubjectName.Kind.URI, ascii(names.content(URI)));
    } else if (tag == OTHER_NAME) {
      subject =
          new SubjectName(SubjectName.Kind.USER_NAME, fulcioUserName(names.enter(OTHER_NAME)));
    } else {
      throw new MalformedException(
          "the subject alternative name is neither e-mail address, URI nor user name");
    }
    if (names.hasNext()) {
      throw new MalformedException("the certificate has more than one subject alternative name");
    }
    if (subject.value().isEmpty()) {
      throw new MalformedException("the subject alternative name is empty");
    }
    return subject;
  }

  private static String fulcioUserName(DerReader otherName) throws MalformedException {
    if (!isUserName(otherName)) {
      throw new MalformedException("the subject alternative name is of an unknown type");
    }
    return userName(otherName);
  }

  /** Whether an otherName, of which this reads the type, is a user name with its domain. */
  static boolean isUserName(DerReader otherName) throws MalformedException {
    return otherName.oid().equals(USER_NAME);
  }

  /** The user name in an otherName whose type has been read. */
  static String userName(DerReader otherName) throws MalformedException {
    DerReader explicit = otherName.enter(DerReader.constructed(0));
    otherName.requireEnd();
    String name = text(explicit.content(DerReader.UTF8_STRING));
    explicit.requireEnd();
    return name;
  }

  private static String utf8String(Bytes value) throws MalformedException {
    DerReader reader = DerReader.of(value);
    String text = text(reader.content(DerReader.UTF8_STRING));
    reader.requireEnd();
    return text;
  }

  /** ASCII text without control characters. */
  static String ascii(Bytes value) throws MalformedException {
    for (int i = 0; i < value.length(); i++) {
      if (value.at(i) < 0) {
        throw new MalformedException("the subject alternative name is not ASCII");
      }
    }
    return text(value);
  }

  /** Text without control characters, so that what is compared is what is shown. */
  private static String text(Bytes value) throws MalformedException {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(value.asByteBuffer()).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedException("the certificate has text that is not UTF-8");
    }
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        throw new MalformedException("the certificate has text with control characters");
      }
    }
    return text;
  }
}
