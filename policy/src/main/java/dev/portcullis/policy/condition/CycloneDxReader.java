package dev.portcullis.policy.condition;

import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.policy.condition.SoftwareBill.Component;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Reads CycloneDX 1.x in JSON, components within components included. */
final class CycloneDxReader {
  private CycloneDxReader() {}

  static List<Component> read(JsonNode document) throws MalformedException {
    Deque<JsonNode> left = new ArrayDeque<>(Fields.list(document, "components"));
    JsonNode main = document.path("metadata").path("component");
    if (main.isObject()) {
      left.push(main);
    }
    List<Component> components = new ArrayList<>();
    while (!left.isEmpty() && components.size() <= Limits.LISTED_COMPONENTS) {
      JsonNode each = left.pop();
      components.add(component(each));
      left.addAll(Fields.list(each, "components"));
    }
    return components;
  }

  private static Component component(JsonNode each) throws MalformedException {
    Set<String> licenses = new LinkedHashSet<>();
    for (JsonNode choice : Fields.list(each, "licenses")) {
      licenses.add(Fields.text(choice, "expression"));
      licenses.add(Fields.text(choice.path("license"), "id"));
      licenses.add(Fields.text(choice.path("license"), "name"));
    }
    licenses.remove("");
    String supplier = Fields.text(each.path("supplier"), "name");
    return new Component(
        Fields.text(each, "name"),
        Fields.text(each, "version"),
        Fields.text(each, "purl"),
        List.copyOf(licenses),
        supplier.isEmpty() ? Fields.text(each, "publisher") : supplier);
  }
}
