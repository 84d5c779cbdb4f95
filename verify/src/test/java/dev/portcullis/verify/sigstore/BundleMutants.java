package dev.portcullis.verify.sigstore;

import dev.portcullis.oci.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Every bundle that differs from a given one in a single value. */
final class BundleMutants {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  /**
   * A bundle with one change.
   *
   * @param name which change
   * @param json the bundle
   */
  record Mutant(String name, Bytes json) {}

  private final JsonNode root;
  private final List<Mutant> mutants = new ArrayList<>();

  private BundleMutants(JsonNode root) {
    this.root = root;
  }

  static List<Mutant> of(Bytes bundle) {
    BundleMutants mutants = new BundleMutants(MAPPER.readTree(bundle.asInputStream()));
    mutants.walk("", mutants.root);
    return mutants.mutants;
  }

  private void walk(String path, JsonNode node) {
    switch (node) {
      case ObjectNode object -> {
        for (String name : List.copyOf(object.propertyNames())) {
          JsonNode value = object.get(name);
          changes(path + "/" + name, value, changed -> object.set(name, changed));
          object.remove(name);
          add("without " + path + "/" + name);
          object.set(name, value);
        }
      }
      case ArrayNode array -> {
        for (int i = 0; i < array.size(); i++) {
          int index = i;
          JsonNode value = array.get(i);
          changes(path + "/" + i, value, changed -> array.set(index, changed));
          array.insert(i, value.deepCopy());
          add("twice " + path + "/" + i);
          array.remove(i);
          array.remove(i);
          add("without " + path + "/" + i);
          array.insert(i, value);
        }
      }
      default -> {}
    }
  }

  @FunctionalInterface
  private interface Setter {
    void set(JsonNode value);
  }

  private void changes(String path, JsonNode value, Setter setter) {
    if (value instanceof StringNode string) {
      for (String changed : changed(string.stringValue())) {
        setter.set(StringNode.valueOf(changed));
        add(path + " = " + changed);
      }
      setter.set(value);
    } else {
      walk(path, value);
    }
  }

  private static List<String> changed(String text) {
    if (text.isEmpty()) {
      return List.of("x");
    }
    List<String> changed = new ArrayList<>(List.of(""));
    if (text.chars().allMatch(Character::isDigit)) {
      changed.add(Long.toString(Long.parseLong(text) + 1));
      changed.add("0");
      return changed;
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      for (int i : new int[] {0, bytes.length / 2, bytes.length - 1}) {
        byte[] flipped = bytes.clone();
        flipped[i] ^= 1;
        changed.add(Base64.getEncoder().encodeToString(flipped));
      }
      changed.add(Base64.getEncoder().encodeToString(Arrays.copyOf(bytes, bytes.length + 1)));
    } catch (IllegalArgumentException e) {
      changed.add(text + "x");
      changed.add(text.substring(1));
    }
    return changed;
  }

  private void add(String name) {
    mutants.add(new Mutant(name, Bytes.wrap(MAPPER.writeValueAsBytes(root))));
  }
}
