package dev.portcullis.verify.x509;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1BMPString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1NumericString;
import org.bouncycastle.asn1.ASN1PrintableString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;

/**
 * The subject or issuer of a certificate (RFC 5280, section 4.1.2.4), attribute by attribute. Names
 * of issuers are compared as DER bytes elsewhere; this is for matching subjects and for messages.
 *
 * @param rdns the relative distinguished names in the order of the certificate
 */
public record DistinguishedName(List<Rdn> rdns) {
  private static final int SHOWN = 16;

  /**
   * One relative distinguished name.
   *
   * @param attributes its attributes, one or more
   */
  public record Rdn(List<Attribute> attributes) {
    /** Copies the list. */
    public Rdn {
      attributes = List.copyOf(attributes);
    }
  }

  /**
   * One attribute.
   *
   * @param oid the type, dotted
   * @param text the value, if it is a character string of a usual type; other values match nothing
   */
  public record Attribute(String oid, Optional<String> text) {}

  /** Copies the list. */
  public DistinguishedName {
    rdns = List.copyOf(rdns);
  }

  /**
   * Reads a DER Name.
   *
   * @throws MalformedException if it is not one
   */
  public static DistinguishedName parse(Bytes der) throws MalformedException {
    try {
      X500Name name = X500Name.getInstance(der.toByteArray());
      List<Rdn> rdns = new ArrayList<>();
      for (RDN rdn : name.getRDNs()) {
        List<Attribute> attributes = new ArrayList<>();
        for (AttributeTypeAndValue attribute : rdn.getTypesAndValues()) {
          attributes.add(new Attribute(attribute.getType().getId(), text(attribute.getValue())));
        }
        rdns.add(new Rdn(attributes));
      }
      return new DistinguishedName(rdns);
    } catch (IllegalArgumentException | IllegalStateException | ClassCastException e) {
      throw new MalformedException("not a DER distinguished name");
    }
  }

  /**
   * The subject of {@code certificate} for messages, or what else tells it apart if that cannot be
   * read.
   */
  public static String subjectOf(Certificate certificate) {
    try {
      return parse(certificate.subject()).toString();
    } catch (MalformedException e) {
      return certificate.toString();
    }
  }

  private static Optional<String> text(ASN1Encodable value) {
    return switch (value) {
      case ASN1UTF8String text -> Optional.of(text.getString());
      case ASN1PrintableString text -> Optional.of(text.getString());
      case ASN1IA5String text -> Optional.of(text.getString());
      case ASN1NumericString text -> Optional.of(text.getString());
      case ASN1BMPString text -> Optional.of(((ASN1String) text).getString());
      default -> Optional.empty();
    };
  }

  /**
   * The name as RFC 4514 writes it, most specific part first, made fit to print; not for
   * comparison.
   */
  @Override
  public String toString() {
    String shown =
        rdns.reversed().stream()
            .limit(SHOWN)
            .map(
                rdn ->
                    rdn.attributes().stream()
                        .map(DistinguishedName::shown)
                        .collect(Collectors.joining("+")))
            .collect(Collectors.joining(","));
    return rdns.size() > SHOWN ? shown + ",..." : shown;
  }

  private static String shown(Attribute attribute) {
    String value = attribute.text().map(DistinguishedName::escaped).orElse("#...");
    return AttributeType.nameOf(attribute.oid()) + "=" + Quoting.shorten(value);
  }

  private static String escaped(String value) {
    StringBuilder escaped = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean edge = i == 0 || i == value.length() - 1;
      if ("\"+,;<>\\".indexOf(c) >= 0 || (c == ' ' && edge) || (c == '#' && i == 0)) {
        escaped.append('\\');
      }
      escaped.append(c);
    }
    return escaped.toString();
  }
}
