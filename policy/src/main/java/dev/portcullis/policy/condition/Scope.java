package dev.portcullis.policy.condition;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a condition may ask about, by the requirement that it belongs to. */
public enum Scope {
  /** The condition of a signature: the image and the signer. */
  SIGNATURE(Map.of("signer.annotations", texts())),
  /** That of an attestation: its predicate too, and the vulnerabilities that it lists. */
  ATTESTATION(
      Map.of(
          "predicate", SimpleType.DYN, "predicateType", SimpleType.STRING, "vulns", objects())),
  /** That of an SBOM: its packages too. */
  SBOM(
      Map.of(
          "predicate", SimpleType.DYN,
          "predicateType", SimpleType.STRING,
          "sbom.format", SimpleType.STRING,
          "sbom.packages", objects()));

  private final SortedMap<String, CelType> variables;

  Scope(Map<String, CelType> own) {
    SortedMap<String, CelType> all = new TreeMap<>(own);
    for (String name :
        new String[] {
          "image.registry",
          "image.repository",
          "image.digest",
          "image.mediaType",
          "image.artifactType",
          "signer.name",
          "signer.kind",
          "signer.subject",
          "signer.issuer",
          "signer.root"
        }) {
      all.put(name, SimpleType.STRING);
    }
    all.put("image.annotations", texts());
    all.put("image.platforms", ListType.create(SimpleType.STRING));
    all.put("signer.claims", texts());
    this.variables = Collections.unmodifiableSortedMap(all);
  }

  private static CelType texts() {
    return MapType.create(SimpleType.STRING, SimpleType.STRING);
  }

  private static CelType objects() {
    return ListType.create(MapType.create(SimpleType.STRING, SimpleType.DYN));
  }

  /** The names that a condition may use. */
  public SortedMap<String, CelType> variables() {
    return variables;
  }
}
