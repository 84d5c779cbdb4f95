package dev.portcullis.policy.condition;

import dev.portcullis.oci.JsonStream;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.policy.condition.SoftwareBill.Component;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Reads CycloneDX 1.x in JSON, component by component, those within components included. */
final class CycloneDxReader {
  private static final Set<String> LICENSE = Set.of("expression", "license", "id", "name");

  private final Packages packages = new Packages();

  private CycloneDxReader() {}

  static List<Component> read(Document document) throws MalformedException {
    CycloneDxReader reader = new CycloneDxReader();
    document.read(
        Map.of(
            "metadata",
            in -> in.members(Map.of("component", reader::component)),
            "components",
            in -> in.elements(reader::component)));
    return reader.packages.list();
  }

  private void component(JsonStream in) throws MalformedException {
    int index = packages.reserve();
    Map<String, String> texts = new HashMap<>();
    Set<String> licenses = new LinkedHashSet<>();
    in.members(
        Map.of(
            "name", member -> texts.put("name", member.text()),
            "version", member -> texts.put("version", member.text()),
            "purl", member -> texts.put("purl", member.text()),
            "publisher", member -> texts.put("publisher", member.text()),
            "supplier", member -> texts.put("supplier", name(member)),
            "manufacturer", member -> texts.put("manufacturer", name(member)),
            "licenses", member -> licenses(member, licenses),
            "components", member -> member.elements(this::component)));
    packages.set(
        index,
        new Component(
            texts.getOrDefault("name", ""),
            texts.getOrDefault("version", ""),
            texts.getOrDefault("purl", ""),
            List.copyOf(licenses),
            Fields.firstOf(
                texts.getOrDefault("supplier", ""),
                texts.getOrDefault("manufacturer", ""),
                texts.getOrDefault("publisher", ""))));
  }

  private static String name(JsonStream in) throws MalformedException {
    return Fields.text(in.object(Set.of("name"), Limits.LISTED_COMPONENTS), "name");
  }

  private static void licenses(JsonStream in, Set<String> licenses) throws MalformedException {
    in.elements(
        each -> {
          JsonNode choice = each.object(LICENSE, Limits.LISTED_COMPONENTS);
          licenses.add(Fields.text(choice, "expression"));
          licenses.add(Fields.text(choice.path("license"), "id"));
          licenses.add(Fields.text(choice.path("license"), "name"));
          licenses.remove("");
        });
  }
}
