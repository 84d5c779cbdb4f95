package dev.portcullis.policy.condition;

import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.policy.condition.SoftwareBill.Component;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Reads the JSON-LD of SPDX 3.0, element by element. Of those that are no packages, only what
 * packages may refer to is kept: the names of agents and licenses, and who has which license.
 */
final class SpdxGraphReader {
  private static final Set<String> KEPT =
      Set.of(
          "type",
          "spdxId",
          "@id",
          "name",
          "software_packageVersion",
          "software_packageUrl",
          "suppliedBy",
          "externalIdentifier",
          "externalIdentifierType",
          "identifier",
          "relationshipType",
          "from",
          "to",
          "simplelicensing_licenseExpression");

  private final List<Component> bare = new ArrayList<>();
  private final List<String> ids = new ArrayList<>();
  private final Map<String, String> names = new HashMap<>();
  private final Map<String, Set<String>> licenses = new HashMap<>();

  private SpdxGraphReader() {}

  static List<Component> read(Document document) throws MalformedException {
    SpdxGraphReader reader = new SpdxGraphReader();
    document.read(
        Map.of(
            "@graph",
            in ->
                in.elements(
                    each -> reader.element(each.object(KEPT, 2 * Limits.LISTED_COMPONENTS)))));
    Packages packages = new Packages();
    for (int i = 0; i < reader.bare.size(); i++) {
      packages.add(reader.whole(reader.bare.get(i), reader.ids.get(i)));
    }
    return packages.list();
  }

  private void element(JsonNode element) throws MalformedException {
    String type = Fields.text(element, "type");
    JsonNode supplier = element.path("suppliedBy");
    if (supplier.isObject()) {
      names.put(id(supplier), Fields.text(supplier, "name"));
    }
    if (type.equals("software_Package")) {
      bare.add(component(element));
      ids.add(id(element));
      if (bare.size() > Limits.LISTED_COMPONENTS) {
        throw MalformedException.overLimit(
            "the SBOM lists more than " + Limits.LISTED_COMPONENTS + " packages");
      }
    } else if (element.has("relationshipType")) {
      String kind = Fields.text(element, "relationshipType");
      if (kind.equals("hasDeclaredLicense") || kind.equals("hasConcludedLicense")) {
        Set<String> of =
            licenses.computeIfAbsent(Fields.text(element, "from"), from -> new LinkedHashSet<>());
        Fields.list(element, "to").forEach(to -> of.add(to.asString("")));
      }
    } else if (isNamed(type)) {
      names.put(
          id(element),
          Fields.firstOf(
              Fields.text(element, "simplelicensing_licenseExpression"),
              Fields.text(element, "name")));
    }
  }

  /** Whether packages refer to what is of {@code type} for its name: agents and licenses. */
  private static boolean isNamed(String type) {
    return switch (type) {
      case "Agent", "Organization", "Person", "SoftwareAgent" -> true;
      default -> type.startsWith("simplelicensing_") || type.startsWith("expandedlicensing_");
    };
  }

  private static String id(JsonNode element) throws MalformedException {
    return Fields.firstOf(Fields.text(element, "spdxId"), Fields.text(element, "@id"));
  }

  /** The package, with the identifier of its supplier for the supplier's name. */
  private static Component component(JsonNode element) throws MalformedException {
    String purl = Fields.text(element, "software_packageUrl");
    for (JsonNode identifier : Fields.list(element, "externalIdentifier")) {
      if (purl.isEmpty()
          && Fields.text(identifier, "externalIdentifierType").equals("packageUrl")) {
        purl = Fields.text(identifier, "identifier");
      }
    }
    return new Component(
        Fields.text(element, "name"),
        Fields.text(element, "software_packageVersion"),
        purl,
        List.of(),
        element.path("suppliedBy").isObject()
            ? id(element.path("suppliedBy"))
            : Fields.text(element, "suppliedBy"));
  }

  private Component whole(Component component, String id) {
    Set<String> named = new LinkedHashSet<>();
    licenses.getOrDefault(id, Set.of()).forEach(license -> named.add(license(license)));
    named.removeAll(SpdxReader.NOTHING);
    return new Component(
        component.name(),
        component.version(),
        component.purl(),
        List.copyOf(named),
        names.getOrDefault(component.supplier(), ""));
  }

  /** The license's name, or its identifier in SPDX's own list, which is not in the document. */
  private String license(String id) {
    String known = names.get(id);
    return known == null ? id.substring(id.lastIndexOf('/') + 1) : known;
  }
}
