package dev.portcullis.policy.condition;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a condition may ask about, by the requirement that it belongs to. */
public enum Scope {
  /** The condition of a signature: the image and the signer. */
  SIGNATURE,
  /** That of an attestation: its predicate too, and the vulnerabilities that it lists. */
  ATTESTATION,
  /** That of an SBOM: its predicate too, and its packages. */
  SBOM;

  private static final List<String> TEXTS =
      List.of(
          "image.registry",
          "image.repository",
          "image.digest",
          "image.mediaType",
          "image.artifactType",
          "signer.name",
          "signer.kind",
          "signer.subject",
          "signer.issuer",
          "signer.root");

  /** The names that a condition may use, with their types. */
  SortedMap<String, CelType> variables() {
    SortedMap<String, CelType> all = new TreeMap<>();
    TEXTS.forEach(name -> all.put(name, SimpleType.STRING));
    all.put("image.annotations", texts());
    all.put("image.platforms", ListType.create(SimpleType.STRING));
    all.put("signer.claims", texts());
    switch (this) {
      case SIGNATURE -> all.put("signer.annotations", texts());
      case ATTESTATION -> {
        statement(all);
        all.put("vulns", objects());
      }
      case SBOM -> {
        statement(all);
        all.put("sbom.format", SimpleType.STRING);
        all.put("sbom.packages", objects());
      }
    }
    return all;
  }

  private static void statement(SortedMap<String, CelType> all) {
    all.put("predicate", SimpleType.DYN);
    all.put("predicateType", SimpleType.STRING);
  }

  private static CelType texts() {
    return MapType.create(SimpleType.STRING, SimpleType.STRING);
  }

  private static CelType objects() {
    return ListType.create(MapType.create(SimpleType.STRING, SimpleType.DYN));
  }
}
