package dev.portcullis.verify.x509;

import dev.portcullis.oci.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The attributes that a certificate's subject must have (notation spec notes, 3.2): a subset, by
 * type, each with exactly this value. Attributes that the pattern does not name never matter; one
 * that it names must stand in the subject once, and alone in its relative distinguished name.
 *
 * @param attributes the demanded values by object identifier, not empty
 */
public record SubjectPattern(Map<String, String> attributes) {
  /** Copies the map. */
  public SubjectPattern {
    attributes = Map.copyOf(attributes);
  }

  /** Whether a pattern must name a state or province. */
  public enum State {
    /** As notation demands. */
    REQUIRED,
    /** For authorities that issue without one. */
    OPTIONAL
  }

  /**
   * Reads an RFC 4514 name, with {@code S} for {@code ST} as well.
   *
   * @throws MalformedException if it lacks C, O or (where required) ST, names an attribute twice,
   *     has a multi-valued part, a hexadecimal value (CVE-2023-25656) or an unknown attribute
   */
  public static SubjectPattern parse(String text, State state) throws MalformedException {
    Map<String, String> attributes = SubjectPatternReader.read(text);
    require(attributes, AttributeType.COUNTRY, "C");
    if (state == State.REQUIRED) {
      require(attributes, AttributeType.STATE, "ST (or S)");
    }
    require(attributes, AttributeType.ORGANIZATION, "O");
    return new SubjectPattern(attributes);
  }

  private static void require(Map<String, String> attributes, AttributeType type, String name)
      throws MalformedException {
    if (!attributes.containsKey(type.oid())) {
      throw new MalformedException("the distinguished name has no " + name);
    }
  }

  /** Whether {@code subject} has every attribute of this pattern, once, with the same value. */
  public boolean matches(DistinguishedName subject) {
    return attributes.entrySet().stream()
        .allMatch(
            demanded ->
                value(subject, demanded.getKey())
                    .filter(value -> value.equals(demanded.getValue()))
                    .isPresent());
  }

  /** Whether every attribute here is demanded with the same value by {@code other}. */
  public boolean isSubsetOf(SubjectPattern other) {
    return other.attributes.entrySet().containsAll(attributes.entrySet());
  }

  private static Optional<String> value(DistinguishedName subject, String oid) {
    List<DistinguishedName.Rdn> holders = new ArrayList<>();
    for (DistinguishedName.Rdn rdn : subject.rdns()) {
      if (rdn.attributes().stream().anyMatch(attribute -> attribute.oid().equals(oid))) {
        holders.add(rdn);
      }
    }
    boolean once = holders.size() == 1 && holders.getFirst().attributes().size() == 1;
    return once ? holders.getFirst().attributes().getFirst().text() : Optional.empty();
  }

  /** The pattern in the form that it is written in, in no particular order. */
  @Override
  public String toString() {
    return attributes.entrySet().stream()
        .map(entry -> AttributeType.nameOf(entry.getKey()) + "=" + entry.getValue())
        .sorted()
        .collect(Collectors.joining(", "));
  }
}
