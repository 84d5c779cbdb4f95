package dev.portcullis.policy.condition;

import dev.portcullis.oci.JsonStream;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.policy.condition.SoftwareBill.Component;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Reads SPDX 2.2 and 2.3 in JSON, package by package. */
final class SpdxReader {
  static final Set<String> NOTHING = Set.of("", "NOASSERTION", "NONE");

  /** The type of a package URL, by its name or as SPDX's own listed reference (SPDX 2.3, 7.21). */
  private static final Set<String> PURL = Set.of("purl", "http://spdx.org/rdf/references/purl");

  private static final Set<String> KEPT =
      Set.of(
          "name",
          "versionInfo",
          "licenseConcluded",
          "licenseDeclared",
          "supplier",
          "externalRefs",
          "referenceType",
          "referenceLocator");

  private SpdxReader() {}

  static List<Component> read(Document document) throws MalformedException {
    Packages packages = new Packages();
    document.read(Map.of("packages", in -> in.elements(each -> packages.add(component(each)))));
    return packages.list();
  }

  private static Component component(JsonStream in) throws MalformedException {
    JsonNode each = in.object(KEPT, Limits.LISTED_COMPONENTS);
    Set<String> licenses = new LinkedHashSet<>();
    licenses.add(Fields.text(each, "licenseConcluded"));
    licenses.add(Fields.text(each, "licenseDeclared"));
    licenses.removeAll(NOTHING);
    String purl = "";
    for (JsonNode reference : Fields.list(each, "externalRefs")) {
      if (PURL.contains(Fields.text(reference, "referenceType")) && purl.isEmpty()) {
        purl = Fields.text(reference, "referenceLocator");
      }
    }
    return new Component(
        Fields.text(each, "name"),
        said(Fields.text(each, "versionInfo")),
        purl,
        List.copyOf(licenses),
        party(Fields.text(each, "supplier")));
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
}
