package dev.portcullis.verify.sigstore;

import dev.portcullis.oci.Bytes;
import dev.portcullis.verify.sigstore.BundleMutants.Mutant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Bundles whose structure differs from that of a right one in one place: another kind of value,
 * another name, values of neighbours exchanged, a part of another right bundle.
 */
final class StructuralMutants {
  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final JsonNode root;
  private final List<Mutant> mutants = new ArrayList<>();

  private StructuralMutants(JsonNode root) {
    this.root = root;
  }

  /** Every structural change of {@code bundle}. */
  static List<Mutant> of(Bytes bundle) {
    StructuralMutants mutants = new StructuralMutants(MAPPER.readTree(bundle.asInputStream()));
    mutants.walk("", mutants.root);
    return mutants.mutants;
  }

  /** {@code bundle} with each part of {@code donor} that stands at the same place and differs. */
  static List<Mutant> spliced(Bytes bundle, Bytes donor) {
    StructuralMutants mutants = new StructuralMutants(MAPPER.readTree(bundle.asInputStream()));
    mutants.splice("", mutants.root, MAPPER.readTree(donor.asInputStream()));
    return mutants.mutants;
  }

  private void splice(String path, JsonNode node, JsonNode donor) {
    if (node instanceof ObjectNode object && donor instanceof ObjectNode other) {
      for (String name : List.copyOf(object.propertyNames())) {
        if (other.has(name) && !other.get(name).equals(object.get(name))) {
          JsonNode value = object.get(name);
          object.set(name, other.get(name));
          add(path + "/" + name + " of another");
          object.set(name, value);
          splice(path + "/" + name, value, other.get(name));
        }
      }
      for (String name : other.propertyNames()) {
        if (!object.has(name)) {
          object.set(name, other.get(name));
          add(path + "/" + name + " of another besides");
          object.remove(name);
        }
      }
    } else if (node instanceof ArrayNode array && donor instanceof ArrayNode other) {
      for (int i = 0; i < Math.min(array.size(), other.size()); i++) {
        splice(path + "/" + i, array.get(i), other.get(i));
      }
      for (JsonNode element : other) {
        array.add(element);
        add(path + " with one of another");
        array.remove(array.size() - 1);
      }
    }
  }

  private void walk(String path, JsonNode node) {
    if (node instanceof ObjectNode object) {
      List<String> names = List.copyOf(object.propertyNames());
      for (String name : names) {
        JsonNode value = object.get(name);
        kinds(path + "/" + name, value, changed -> object.set(name, changed));
        object.set(name, value);
        walk(path + "/" + name, value);
        rename(path, object, name);
      }
      object.put("unknown", 1);
      add(path + "/unknown");
      object.remove("unknown");
      exchange(path, object, names);
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        int index = i;
        JsonNode value = array.get(i);
        kinds(path + "/" + i, value, changed -> array.set(index, changed));
        array.set(i, value);
        walk(path + "/" + i, value);
      }
    }
  }

  private void kinds(String path, JsonNode value, Consumer<JsonNode> setter) {
    List<JsonNode> kinds =
        List.of(
            NODES.nullNode(),
            NODES.objectNode(),
            NODES.arrayNode(),
            NODES.numberNode(1),
            NODES.booleanNode(true),
            NODES.stringNode("x"),
            NODES.arrayNode().add(value.deepCopy()),
            NODES.objectNode().set("value", value.deepCopy()));
    for (JsonNode kind : kinds) {
      setter.accept(kind);
      add(path + " as " + kind.getNodeType() + (kind.isEmpty() ? "" : " around it"));
    }
  }

  private void rename(String path, ObjectNode object, String name) {
    JsonNode value = object.get(name);
    object.remove(name);
    for (String other :
        List.of(
            name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT),
            name.toUpperCase(Locale.ROOT),
            name + " ")) {
      if (!other.equals(name)) {
        object.set(other, value);
        add(path + "/" + name + " called " + other);
        object.remove(other);
      }
    }
    object.set(name, value);
  }

  private void exchange(String path, ObjectNode object, List<String> names) {
    for (int i = 1; i < names.size(); i++) {
      JsonNode first = object.get(names.get(i - 1));
      JsonNode second = object.get(names.get(i));
      object.set(names.get(i - 1), second);
      object.set(names.get(i), first);
      add(path + "/" + names.get(i - 1) + " for " + names.get(i));
      object.set(names.get(i - 1), first);
      object.set(names.get(i), second);
    }
  }

  private void add(String name) {
    mutants.add(new Mutant(name, Bytes.wrap(MAPPER.writeValueAsBytes(root))));
  }
}
