package dev.portcullis.policy.imported;

import dev.portcullis.oci.MalformedException;
import dev.portcullis.policy.PredicateType;
import java.util.Map;
import java.util.Optional;

/** The names that cosign has for types of statements. */
final class PredicateTypes {
  private static final Map<String, String> NAMED =
      Map.ofEntries(
          Map.entry("slsaprovenance", "https://slsa.dev/provenance/v0.2"),
          Map.entry("slsaprovenance02", "https://slsa.dev/provenance/v0.2"),
          Map.entry("slsaprovenance1", "https://slsa.dev/provenance/v1"),
          Map.entry("spdx", "https://spdx.dev/Document"),
          Map.entry("spdxjson", "https://spdx.dev/Document"),
          Map.entry("cyclonedx", "https://cyclonedx.org/bom"),
          Map.entry("openvex", "https://openvex.dev/ns"),
          Map.entry("link", "https://in-toto.io/Link/v1"),
          Map.entry("vuln", "vuln"),
          Map.entry("custom", "custom"));

  private PredicateTypes() {}

  /** The type of ours that is the same as cosign's {@code type}; empty if there is none. */
  static Optional<String> of(String type) {
    String word = NAMED.getOrDefault(type, type);
    try {
      PredicateType.parse(word);
      return word.contains("://") || NAMED.containsKey(type) ? Optional.of(word) : Optional.empty();
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }
}
