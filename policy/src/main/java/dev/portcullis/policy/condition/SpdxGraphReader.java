package dev.portcullis.policy.condition;

import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.policy.condition.SoftwareBill.Component;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
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
  private static final Set<String> PACKAGES =
      Set.of("software_Package", "ai_AIPackage", "dataset_DatasetPackage");

  private static final Set<String> KEPT =
      kept(
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
          "to");

  private final List<Component> bare = new ArrayList<>();
  private final List<String> ids = new ArrayList<>();
  private final Map<String, String> names = new HashMap<>();
  private final Map<String, Set<String>> licensed = new HashMap<>();
  private final SpdxLicenses licenses = new SpdxLicenses();

  private SpdxGraphReader() {}

  private static Set<String> kept(String... members) {
    Set<String> kept = new HashSet<>(SpdxLicenses.KEPT);
    Collections.addAll(kept, members);
    return Set.copyOf(kept);
  }

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
    if (PACKAGES.contains(type)) {
      bare.add(component(element));
      ids.add(id(element));
      if (bare.size() > Limits.LISTED_COMPONENTS) {
        throw MalformedException.overLimit(
            "the SBOM lists more than " + Limits.LISTED_COMPONENTS + " packages");
      }
    } else if (element.has("relationshipType")) {
      String kind = Fields.text(element, "relationshipType");
      if (kind.equals("hasDeclaredLicense") || kind.equals("hasConcludedLicense")) {
        licensed
            .computeIfAbsent(Fields.text(element, "from"), from -> new LinkedHashSet<>())
            .addAll(licenses.references(element, "to"));
      }
    } else if (SpdxLicenses.isOne(type)) {
      licenses.add(id(element), element);
    } else if (isAgent(type)) {
      names.put(id(element), Fields.text(element, "name"));
    }
  }

  private static boolean isAgent(String type) {
    return switch (type) {
      case "Agent", "Organization", "Person", "SoftwareAgent" -> true;
      default -> false;
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

  private Component whole(Component component, String id) throws MalformedException {
    return new Component(
        component.name(),
        component.version(),
        component.purl(),
        licenses.named(licensed.getOrDefault(id, Set.of())),
        names.getOrDefault(component.supplier(), ""));
  }
}
