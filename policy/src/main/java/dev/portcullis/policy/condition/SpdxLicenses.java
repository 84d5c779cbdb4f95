package dev.portcullis.policy.condition;

import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The licenses in the graph of an SPDX 3.0 document: expressions, names, and sets of others (SPDX
 * 3.0.1, ExpandedLicensing), of which all members are told, whether all or one of them apply. For
 * one thread.
 */
final class SpdxLicenses {
  private static final int STEPS = 40 * Limits.LISTED_COMPONENTS;

  /** What a license is made of. */
  private static final List<String> PARTS =
      List.of(
          "expandedlicensing_member",
          "expandedlicensing_subjectLicense",
          "expandedlicensing_subjectExtendableLicense",
          "expandedlicensing_subjectAddition");

  static final Set<String> KEPT =
      Set.of(
          "simplelicensing_licenseExpression",
          PARTS.get(0),
          PARTS.get(1),
          PARTS.get(2),
          PARTS.get(3));

  private final Map<String, String> names = new HashMap<>();
  private final Map<String, List<String>> parts = new HashMap<>();
  private int steps;
  private int inline;

  /** Whether what is of {@code type} is a license, or an addition to one. */
  static boolean isOne(String type) {
    return type.startsWith("simplelicensing_") || type.startsWith("expandedlicensing_");
  }

  /** Takes note of a license, and of those that are written inside it. */
  void add(String id, JsonNode license) throws MalformedException {
    List<String> of = new ArrayList<>();
    for (String part : PARTS) {
      of.addAll(references(license, part));
    }
    String said =
        isNothing(Fields.text(license, "type"))
            ? "NOASSERTION"
            : Fields.firstOf(
                Fields.text(license, "simplelicensing_licenseExpression"),
                Fields.text(license, "name"));
    if (!of.isEmpty()) {
      parts.put(id, of);
    } else if (!said.isEmpty()) {
      names.put(id, said);
    }
  }

  /** The licenses that a member refers to or holds: a list of them, or one. */
  List<String> references(JsonNode element, String member) throws MalformedException {
    JsonNode value = element.path(member);
    List<String> ids = new ArrayList<>();
    for (JsonNode each :
        value.isString() || value.isObject() ? List.of(value) : Fields.list(element, member)) {
      if (each.isObject()) {
        String known = Fields.firstOf(Fields.text(each, "spdxId"), Fields.text(each, "@id"));
        inline++;
        String id = known.isEmpty() ? "_:inline-" + inline : known;
        add(id, each);
        if (known.isEmpty()) {
          names.putIfAbsent(id, "NOASSERTION");
        }
        ids.add(id);
      } else {
        ids.add(each.asString(""));
      }
    }
    return ids;
  }

  /**
   * What the licenses say, those that say nothing left out.
   *
   * @throws MalformedException if that takes too many steps for the document as a whole
   */
  List<String> named(Set<String> licenses) throws MalformedException {
    Set<String> named = new LinkedHashSet<>();
    Set<String> seen = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(licenses);
    while (!open.isEmpty()) {
      String id = open.removeFirst();
      steps++;
      if (steps > STEPS) {
        throw MalformedException.overLimit("the licenses in the SBOM are nested too widely");
      }
      if (seen.add(id)) {
        named.add(name(id));
        parts.getOrDefault(id, List.of()).forEach(open::addLast);
      }
    }
    named.removeAll(SpdxReader.NOTHING);
    return List.copyOf(named);
  }

  /** The license's name, or its identifier in SPDX's own list, which may not be in the document. */
  private String name(String id) {
    String last = id.substring(id.lastIndexOf('/') + 1);
    if (parts.containsKey(id) || isNothing(id)) {
      return "";
    }
    boolean isListed =
        id.startsWith("https://spdx.org/licenses/") || id.startsWith("http://spdx.org/licenses/");
    return isListed ? last : names.getOrDefault(id, last);
  }

  /** Whether a type, or the name of an individual, says that nothing is known or that none is. */
  private static boolean isNothing(String id) {
    String last = id.substring(Math.max(id.lastIndexOf('/'), id.lastIndexOf('_')) + 1);
    return switch (last) {
      case "NoAssertionLicense", "NoneLicense", "NoAssertionElement", "NoneElement" ->
          id.startsWith("https://spdx.org/rdf/")
              || id.startsWith("expandedlicensing_")
              || id.equals(last);
      default -> false;
    };
  }
}
