package dev.portcullis.verify.x509;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An attribute type that has a short name in distinguished names (RFC 4514, section 3, and X.520).
 * Short names are compared with their case, as notation does.
 */
enum AttributeType {
  COUNTRY("C", "2.5.4.6"),
  STATE("ST", "2.5.4.8"),
  LOCALITY("L", "2.5.4.7"),
  ORGANIZATION("O", "2.5.4.10"),
  ORGANIZATIONAL_UNIT("OU", "2.5.4.11"),
  COMMON_NAME("CN", "2.5.4.3"),
  SERIAL_NUMBER("SERIALNUMBER", "2.5.4.5"),
  STREET("STREET", "2.5.4.9"),
  POSTAL_CODE("POSTALCODE", "2.5.4.17"),
  DOMAIN_COMPONENT("DC", "0.9.2342.19200300.100.1.25"),
  USER_ID("UID", "0.9.2342.19200300.100.1.1");

  private static final Map<String, AttributeType> BY_NAME = new HashMap<>();
  private static final Map<String, AttributeType> BY_OID = new HashMap<>();

  static {
    for (AttributeType type : values()) {
      BY_NAME.put(type.shortName, type);
      BY_OID.put(type.oid, type);
    }
    BY_NAME.put("S", STATE);
  }

  private final String shortName;
  private final String oid;

  AttributeType(String shortName, String oid) {
    this.shortName = shortName;
    this.oid = oid;
  }

  /** The name in a distinguished name. */
  String shortName() {
    return shortName;
  }

  /** The object identifier, dotted. */
  String oid() {
    return oid;
  }

  /** The type that {@code name} names; {@code S} is {@code ST}, as Windows writes it. */
  static Optional<AttributeType> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** The short name of the type with this identifier, else the identifier. */
  static String nameOf(String oid) {
    AttributeType type = BY_OID.get(oid);
    return type == null ? oid : type.shortName;
  }
}
