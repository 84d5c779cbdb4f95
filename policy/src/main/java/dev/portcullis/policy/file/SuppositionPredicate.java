package dev.portcullis.policy.file;

import dev.portcullis.oci.Bytes;
import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.oci.Quoting;
import dev.portcullis.oci.StrictJson;
import dev.portcullis.policy.PredicateType;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads what would be stated: inline, or out of a file. */
final class SuppositionPredicate {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final FileSource files;

  SuppositionPredicate(FileSource files) {
    this.files = files;
  }

  /** The predicate of an attestation; nothing said is an empty one. */
  Optional<JsonNode> read(YamlMapping mapping) {
    Optional<YamlNode> inline = mapping.get("predicate");
    Optional<YamlNode> file = mapping.get("file");
    if (inline.isPresent() && file.isPresent()) {
      file.get().problem("the predicate stands here already; remove one of them");
      return Optional.empty();
    }
    if (inline.isPresent()) {
      return inline.flatMap(YamlNode::mapping).map(YamlJson::of);
    }
    return file.isPresent() ? file.flatMap(this::load) : Optional.of(JSON.objectNode());
  }

  /** An SBOM: that of a file, or one in CycloneDX that lists {@code packages}. */
  Optional<JsonNode> bill(YamlMapping mapping) {
    Optional<YamlNode> file = mapping.get("file");
    Optional<YamlNode> packages = mapping.get("packages");
    if (file.isPresent() == packages.isPresent()) {
      mapping.problem("an SBOM is either a file or a list of packages");
      return Optional.empty();
    }
    if (file.isPresent()) {
      return file.flatMap(this::load);
    }
    ObjectNode bill = JSON.objectNode().put("bomFormat", "CycloneDX").put("specVersion", "1.6");
    ArrayNode components = bill.putArray("components");
    for (YamlNode entry : packages.flatMap(YamlNode::list).orElse(List.of())) {
      entry.mapping().ifPresent(each -> component(components.addObject(), each));
    }
    return Optional.of(bill);
  }

  private static void component(ObjectNode component, YamlMapping each) {
    component.put("type", "library");
    each.require("name").flatMap(YamlNode::text).ifPresent(name -> component.put("name", name));
    for (String key : List.of("version", "purl")) {
      each.get(key).flatMap(YamlNode::text).ifPresent(text -> component.put(key, text));
    }
    each.get("supplier")
        .flatMap(YamlNode::text)
        .ifPresent(name -> component.putObject("supplier").put("name", name));
    for (YamlNode license : each.get("licenses").flatMap(YamlNode::list).orElse(List.of())) {
      license
          .text()
          .ifPresent(
              text ->
                  component.withArray("licenses").addObject().putObject("license").put("id", text));
    }
  }

  /** The type that an SBOM has by its content; a problem is noted if it is none. */
  Optional<PredicateType> typeOf(JsonNode bill, YamlNode place) {
    try {
      if (bill.has("spdxVersion") || bill.has("@graph")) {
        return Optional.of(PredicateType.parse("spdx"));
      }
      if (bill.has("bomFormat")) {
        return Optional.of(PredicateType.parse("cyclonedx"));
      }
      throw new MalformedException("this is neither SPDX nor CycloneDX in JSON");
    } catch (MalformedException e) {
      place.problem(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<JsonNode> load(YamlNode file) {
    Optional<String> path = file.text();
    if (path.isEmpty()) {
      return Optional.empty();
    }
    try {
      Bytes content = files.load(path.get());
      return Optional.of(StrictJson.parseObject(content, Limits.ENVELOPE_BYTES));
    } catch (MalformedException e) {
      file.problem("cannot read " + Quoting.shorten(path.get()) + ": " + e.getMessage());
      return Optional.empty();
    }
  }
}
