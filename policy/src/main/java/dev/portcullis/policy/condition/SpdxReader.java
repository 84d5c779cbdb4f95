package dev.portcullis.policy.condition;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.policy.condition.SoftwareBill.Component;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Reads SPDX documents in JSON: 2.2 and 2.3, and the JSON-LD of 3.0. */
final class SpdxReader {
  private static final Set<String> NOTHING = Set.of("", "NOASSERTION", "NONE");

  private SpdxReader() {}

  static List<Component> version2(JsonNode document) throws MalformedException {
    List<Component> packages = new ArrayList<>();
    for (JsonNode each : Fields.list(document, "packages")) {
      Set<String> licenses = new LinkedHashSet<>();
      licenses.add(Fields.text(each, "licenseConcluded"));
      licenses.add(Fields.text(each, "licenseDeclared"));
      licenses.removeAll(NOTHING);
      String purl = "";
      for (JsonNode reference : Fields.list(each, "externalRefs")) {
        if (Fields.text(reference, "referenceType").equals("purl") && purl.isEmpty()) {
          purl = Fields.text(reference, "referenceLocator");
        }
      }
      packages.add(
          new Component(
              Fields.text(each, "name"),
              said(Fields.text(each, "versionInfo")),
              purl,
              List.copyOf(licenses),
              party(Fields.text(each, "supplier"))));
    }
    return packages;
  }

  private static String said(String text) {
    return NOTHING.contains(text) ? "" : text;
  }

  /** The name in {@code Organization: NAME (ADDRESS)}. */
  private static String party(String supplier) {
    int colon = supplier.indexOf(": ");
    String named = colon < 0 ? supplier : supplier.substring(colon + 2);
    int address = named.endsWith(")") ? named.lastIndexOf(" (") : -1;
    return said(address < 0 ? named : named.substring(0, address));
  }

  static List<Component> version3(JsonNode document) throws MalformedException {
    Map<String, JsonNode> byId = new HashMap<>();
    Map<String, Set<String>> licenses = new HashMap<>();
    List<JsonNode> graph = Fields.list(document, "@graph");
    for (JsonNode element : graph) {
      byId.put(id(element), element);
    }
    for (JsonNode element : graph) {
      String kind = Fields.text(element, "relationshipType");
      if (kind.equals("hasDeclaredLicense") || kind.equals("hasConcludedLicense")) {
        Set<String> of =
            licenses.computeIfAbsent(Fields.text(element, "from"), from -> new LinkedHashSet<>());
        for (JsonNode to : Fields.list(element, "to")) {
          of.add(license(byId, to.asString("")));
        }
        of.removeAll(NOTHING);
      }
    }
    List<Component> packages = new ArrayList<>();
    for (JsonNode element : graph) {
      if (Fields.text(element, "type").equals("software_Package")) {
        packages.add(component(element, byId, licenses));
      }
    }
    return packages;
  }

  private static String id(JsonNode element) throws MalformedException {
    String id = Fields.text(element, "spdxId");
    return id.isEmpty() ? Fields.text(element, "@id") : id;
  }

  private static Component component(
      JsonNode element, Map<String, JsonNode> byId, Map<String, Set<String>> licenses)
      throws MalformedException {
    String purl = Fields.text(element, "software_packageUrl");
    for (JsonNode identifier : Fields.list(element, "externalIdentifier")) {
      if (purl.isEmpty()
          && Fields.text(identifier, "externalIdentifierType").equals("packageUrl")) {
        purl = Fields.text(identifier, "identifier");
      }
    }
    JsonNode supplier = byId.get(Fields.text(element, "suppliedBy"));
    return new Component(
        Fields.text(element, "name"),
        Fields.text(element, "software_packageVersion"),
        purl,
        List.copyOf(licenses.getOrDefault(id(element), Set.of())),
        supplier == null ? "" : Fields.text(supplier, "name"));
  }

  private static String license(Map<String, JsonNode> byId, String id) throws MalformedException {
    JsonNode element = byId.get(id);
    if (element == null) {
      return id.substring(id.lastIndexOf('/') + 1); // a license of SPDX's own list
    }
    String expression = Fields.text(element, "simplelicensing_licenseExpression");
    return expression.isEmpty() ? Fields.text(element, "name") : expression;
  }
}
